"""The mailbox that citizens reply to, on a real IMAP server: each letter once, across crashes and moves."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.intake.mail.models import ReadLetter
from complaints_service.jobs import mailbox
from complaints_service.jobs.mailbox import read_mailbox
from complaints_service.jobs.work import Shift
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders.reply_addresses import reply_address
from complaints_service.tickets.ledger.models import Message
from complaints_service.tickets.links import reply_token
from config.settings import Settings
from tests.support.imap import ImapMailbox, imap_server
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 09:00")
REPLIES = "balas@contoh.example"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def mail_settings(app: Flask, office: Office) -> Settings:
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW)
    return replace(app.extensions[KEY].settings, reply_address=REPLIES)


def reply(office: Office, mail_settings: Settings) -> bytes:
    """A citizen's answer to a letter about a report of theirs."""
    number = office.complain("Lampu padam.", now=NOW, email="warga@contoh.example").number
    with db.reading(office.engine) as session:
        way = session.scalars(select(Subscription.id).where(Subscription.number == number)).one()
        token = reply_token(session, number=number, way=way, key=mail_settings.tracking_key)
    assert token is not None
    return letter(reply_address(REPLIES, token), "<satu@ponsel.example>")


def letter(to: str, name: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "Warga <warga@contoh.example>", to, name
    mail.set_content("Masih padam.")
    return mail.as_bytes()


def turn(office: Office, mail_settings: Settings, box: ImapMailbox) -> None:
    """One turn of the job."""
    asked = replace(mail_settings, imap_url=box.url)
    with time_machine.travel(NOW, tick=False):
        read_mailbox(Shift(office.engine, office.rulebook, asked, NOW))


def counts(office: Office) -> tuple[int, int, int]:
    """How many words of citizens, letters known and answers to strangers there are."""
    with db.reading(office.engine) as session:
        said = select(func.count()).select_from(Message).where(Message.author == "citizen")
        known = select(func.count()).select_from(ReadLetter)
        told = select(func.count()).select_from(Outbox).where(Outbox.kind == "chat_reply")
        return tuple(session.scalar(each) or 0 for each in (said, known, told))  # type: ignore[return-value]


def test_each_letter_comes_in_once_across_a_crash_and_a_moved_mailbox(
    office: Office, mail_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = reply(office, mail_settings)
    with imap_server() as box:
        box.deliver(raw)
        with box.opened() as program:
            lying = program.uid("SEARCH", "ALL")[1][0].split()
            program.uid("STORE", lying[-1].decode(), "+FLAGS", r"(\Seen)")
        with monkeypatch.context() as crashing:
            crashing.setattr(mailbox, "_note", lambda *_place: (_ for _ in ()).throw(KeyboardInterrupt))
            for _again in range(2):  # it dies before it writes down how far it came
                with pytest.raises(KeyboardInterrupt):
                    turn(office, mail_settings, box)
        assert counts(office)[1] == 1, "it never came past the first"
        turn(office, mail_settings, box)
        assert counts(office) == (1, len(lying), 0), "what lay there before is answered to nobody"
        turn(office, mail_settings, box)
        assert counts(office) == (1, len(lying), 0)
        box.deliver(letter(REPLIES, "<dua@ponsel.example>"))
        turn(office, mail_settings, box)
        assert counts(office) == (1, len(lying) + 1, 1)
        with box.opened() as program:
            assert len(program.uid("SEARCH", "UNSEEN")[1][0].split()) > 0, "reading marks nothing as read"
    with imap_server() as moved:
        moved.deliver(raw)
        turn(office, mail_settings, moved)
    assert counts(office)[0] == 1


def test_a_server_that_is_away_or_refuses_costs_no_letter(office: Office, mail_settings: Settings) -> None:
    raw = reply(office, mail_settings)
    with imap_server() as box:
        box.deliver(raw)
        wrong = replace(mail_settings, imap_url=box.url.replace("rahasia", "salah"))
        read_mailbox(Shift(office.engine, office.rulebook, wrong, NOW))
        away = replace(mail_settings, imap_url="imap://a:b@127.0.0.1:1/INBOX")
        read_mailbox(Shift(office.engine, office.rulebook, away, NOW))
        assert counts(office) == (0, 0, 0)
        turn(office, mail_settings, box)
        assert counts(office)[0] == 1
