"""No wrong door: an office without an installation gets the letter of a referral by mail, once, naming nobody."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, select

from complaints_service import clock, db
from complaints_service.errors import Actor
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.passing_on import pass_on
from complaints_service.jobs.sending import run_route
from complaints_service.jobs.work import Shift
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.notify.outcomes import MOST_TRIES
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders.email import EmailSender
from complaints_service.notify.senders.smtp_access import read_smtp_url
from complaints_service.notify.trouble import send_again
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import issue_paper
from complaints_service.passing.entered import EnteredOffice, end_office, enter_office
from complaints_service.passing.models import PassedOn
from complaints_service.tickets.undelivered import undelivered
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.mail_server import HOST, AnyPort, Mailbox
from tests.services.post import BASE_URL, link_chats, open_mail, room_of
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 09:05")
THERE = "surat@dlh.contoh.example"
SAID = "Lampu padam di depan rumah Ibu Sari, telepon 0812-6000-1234."
WHO = {"name": "Sari Contoh", "phone": "081260001234"}
SETUP = Actor("rule", "setup")

pytestmark = ON_BOTH


@dataclass
class Here:
    """This office, its worker, and the mail server that takes its letters."""

    office: Office
    settings: Settings
    room: PostRoom
    sender: EmailSender
    mailbox: Mailbox
    at: datetime = NOW

    def wait(self, **how: float) -> datetime:
        self.at += timedelta(**how)
        return self.at

    def enters(self, email: str = THERE) -> None:
        with db.writing(self.office.engine) as session:
            entered = EnteredOffice(way="email", email=email)
            enter_office(session, agency="dlh", entered=entered, now=self.at, actor=SETUP)

    def refers(self, text: str = SAID, **told: object) -> str:
        number = self.office.complain(text, now=self.wait(seconds=1), **WHO, **told).number
        self.again(number)
        return number

    def again(self, number: str) -> None:
        self.office.act(
            "camat", number, "refer", agency="dlh", reason="Urusan dinas.", now=self.wait(seconds=1)
        )

    def returns(self, number: str) -> None:
        self.office.act("camat", number, "return", reason="Ternyata milik kita.", now=self.wait(seconds=1))

    def looks(self, **waited: float) -> None:
        """The worker takes up what was referred, and looks after what is on its way."""
        self.wait(**waited)
        pass_on(Shift(self.office.engine, self.office.rulebook, self.settings, self.at))

    def posts(self, **waited: float) -> None:
        """The worker hands its letters to the mail server."""
        self.wait(**waited)
        run_route(self.room, "email", self.sender, lambda: self.at)

    def came(self) -> list[EmailMessage]:
        return [mail for mail in self.mailbox.mails if mail["To"] == THERE]

    def rows(self) -> list[PassedOn]:
        with db.reading(self.office.engine) as session:
            return list(session.scalars(select(PassedOn).order_by(PassedOn.ticket_id, PassedOn.seq)))

    def told(self) -> list[str]:
        """What whoever referred a report heard of its not arriving."""
        with db.reading(self.office.engine) as session:
            found = select(Outbox.params).where(Outbox.kind == "officer_not_passed").order_by(Outbox.id)
            return [str(params["reason"]) for params in session.scalars(found)]

    def papers(self) -> list[TicketPaper]:
        with db.reading(self.office.engine) as session:
            return list(session.scalars(select(TicketPaper)))


@pytest.fixture
def here(
    engine: Engine, rulebook: Rulebook, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Here]:
    office, mailbox = open_office(engine, rulebook), Mailbox()
    link_chats(office, {"camat": "7001"}, NOW)
    with db.writing(engine) as session:
        open_route(session, route="telegram", now=NOW)
    server = AnyPort(mailbox, hostname=HOST, port=0)
    server.start()
    access = read_smtp_url(f"smtp://{HOST}:{server.port}", base_url=BASE_URL)
    made = Here(office, settings, room_of(engine, rulebook), EmailSender(access), mailbox)
    monkeypatch.setattr(clock, "now", lambda: made.at)
    try:
        yield made
    finally:
        made.sender.close()
        server.stop()


@pytest.fixture
def mailed(here: Here) -> Here:
    """With mail that leaves, and the environment agency's mailbox entered."""
    open_mail(here.office, NOW)
    here.enters()
    return here


def enclosure(mail: EmailMessage) -> tuple[str, str]:
    """The name of the one document that came along, and what it says."""
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "application/pdf"
    pages = PdfReader(io.BytesIO(part.get_content())).pages
    return str(part.get_filename()), " ".join(" ".join(page.extract_text() for page in pages).split())


def body(mail: EmailMessage) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    return " ".join(text.get_content().split())


def test_the_letter_leaves_once_and_the_row_says_when(mailed: Here) -> None:
    number = mailed.refers(privacy="open")
    mailed.looks(seconds=30)
    (row,) = mailed.rows()
    assert (row.state, row.passed_at) == ("waiting", None)
    mailed.posts(seconds=5)
    left = mailed.at
    for _turn in range(3):
        mailed.looks(minutes=31)
        mailed.posts()
    (mail,) = mailed.came()
    (row,) = mailed.rows()
    assert (row.state, row.passed_at, row.due_at) == ("there", left, None)
    (paper,) = mailed.papers()
    name, said = enclosure(mail)
    assert (
        mail["Subject"] == f"Surat pelimpahan laporan {number}"
        and name == f"{paper.number.replace('/', '-')}.pdf"
    )
    assert paper.number in body(mail) and "tidak dibaca" in body(mail) and "tautan" not in body(mail)
    assert number in said and "Dinas Lingkungan Hidup Kota Medan" in said and "Lampu padam" in said


@pytest.mark.parametrize("privacy", ["open", "confidential"])
def test_nothing_in_it_leads_to_whoever_complained(mailed: Here, privacy: str) -> None:
    mailed.refers(privacy=privacy)
    mailed.looks(seconds=30)
    mailed.posts(seconds=5)
    (mail,) = mailed.came()
    everything = f"{mail['Subject']} {body(mail)} {enclosure(mail)[1]}"
    for word in ("Sari", "6000", "1234"):
        assert word not in everything
    assert ("Lampu padam" in everything) == (privacy == "open"), "what is confidential is not told in words"


def test_a_letter_that_an_officer_made_already_is_the_one_that_goes(mailed: Here) -> None:
    number = mailed.refers()
    with db.writing(mailed.office.engine) as session:
        actor = Actor.officer(mailed.office.officers["camat"], "web")
        moment = Moment(session=session, now=mailed.at, actor=actor, rulebook=mailed.office.rulebook)
        issue_paper(moment, number=number, kind="referral", rights=mailed.office.rights("camat"))
    mailed.looks(seconds=30)
    mailed.posts(seconds=5)
    (paper,) = mailed.papers()
    assert paper.number in body(mailed.came()[0])


def test_a_report_that_came_back_before_its_letter_left_sends_none(mailed: Here) -> None:
    number = mailed.refers()
    mailed.looks(seconds=30)
    mailed.returns(number)
    mailed.posts(seconds=5)
    mailed.looks(seconds=30)
    assert mailed.came() == [] and mailed.told() == [] and mailed.rows()[0].due_at is None


def test_referred_twice_before_anybody_looked_it_goes_once_and_later_again(mailed: Here) -> None:
    number = mailed.refers()
    mailed.returns(number)
    mailed.again(number)
    mailed.looks(seconds=30)
    mailed.posts(seconds=5)
    assert len(mailed.came()) == 1 and len(mailed.rows()) == 1
    mailed.looks(seconds=30)
    mailed.returns(number)
    mailed.again(number)
    mailed.looks(seconds=30)
    mailed.posts(seconds=5)
    assert len(mailed.came()) == 2 and len(mailed.papers()) == 2, "another referral, another letter"


def test_a_refused_letter_is_told_once_stands_in_the_list_and_may_go_again(mailed: Here) -> None:
    number = mailed.refers()
    mailed.mailbox.answers["RCPT"] = "550 5.7.1 not from you"
    mailed.looks(seconds=30)
    mailed.posts(seconds=5)
    for _turn in range(3):
        mailed.looks(minutes=31)
    (row,) = mailed.rows()
    assert (row.state, row.reason) == ("failed", "letter_dead")
    assert mailed.told() == ["Surelnya ditolak di sana, atau berkali-kali tidak diterima."]
    with db.writing(mailed.office.engine) as session:
        (lost,) = undelivered(session, rights=mailed.office.rights("camat"))
        assert (lost.letter.number, lost.letter.kind) == (number, "referral_letter") and lost.letter.reachable
        send_again(session, outbox_id=lost.letter.id, actor=SETUP, now=mailed.at)
    mailed.mailbox.answers.clear()
    mailed.posts(seconds=5)
    mailed.looks(minutes=31)
    assert len(mailed.came()) == 1 and mailed.rows()[0].state == "there"


def test_a_server_that_is_busy_is_tried_again_until_it_is_given_up(mailed: Here) -> None:
    mailed.refers()
    mailed.mailbox.answers["DATA"] = "451 later"
    mailed.looks(seconds=30)
    for turn in range(MOST_TRIES):
        assert mailed.told() == [], turn
        mailed.posts(days=1)
        mailed.looks()
    assert len(mailed.told()) == 1 and mailed.rows()[0].state == "failed"


def test_where_no_mail_leaves_it_is_told_at_once(here: Here) -> None:
    here.enters()
    here.refers()
    here.looks(seconds=30)
    here.looks(seconds=30)
    assert here.told() == ["Kantor ini belum mengirim surel; beri tahu pengelola."]
    open_mail(here.office, here.at)
    here.looks(seconds=30)
    here.posts(seconds=5)
    assert here.came() == [] and here.rows()[0].state == "failed", "it is somebody's to hand over by now"


def test_a_letter_that_cannot_be_made_is_told_at_once(mailed: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints_service.papers.service.template_on", lambda *_asked: None)
    mailed.refers()
    mailed.looks(seconds=30)
    assert mailed.told() == ["Surat pelimpahannya tidak bisa dibuat."] and mailed.papers() == []


def test_an_office_that_the_operator_named_or_that_was_ended_gets_no_mail(mailed: Here) -> None:
    with db.writing(mailed.office.engine) as session:
        end_office(session, agency="dlh", now=mailed.at, actor=SETUP)
    mailed.refers()
    mailed.looks(seconds=30)
    assert mailed.rows() == [] and mailed.papers() == []
