"""Replies by e-mail: which letters are somebody's answer, what of them is new, and what each becomes, once."""

from __future__ import annotations

import time
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from complaints_service import db
from complaints_service.cli.commands import main
from complaints_service.edge.resources import KEY
from complaints_service.intake.mail.quoting import new_words
from complaints_service.intake.mail.reading import read_mail
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import note, take
from complaints_service.jobs.taking_mail import take_letter
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Accepted
from complaints_service.notify.senders.mail_text import REPLY_MARK, compose
from complaints_service.notify.senders.reply_addresses import ReplyToken, reply_address, token_in
from complaints_service.tickets.ledger.models import Message, Ticket, TicketEvent
from tests.conftest import RULEBOOK
from tests.support.both import ON_BOTH
from tests.support.databases import IDENTITY_KEY
from tests.support.photos import kept_files
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 09:00")
LATER = when("Tue 2026-11-24 10:00")
REPLIES = "balas@contoh.example"
CITIZEN = "warga@contoh.example"
OURS = "kabar.contoh.example"


# -- what is new in a reply ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\nPada Sel, 24 Nov 2026 pukul 09.00 Kantor <a@b.example> menulis:\n\n> Kapan mulai?\n> Balas.",
        "\n\nOn Tue, Nov 24, 2026 at 9:00 AM Kantor\n<a@b.example> wrote:\n> When?\n",
        "\n-----Original Message-----\nFrom: Kantor\nKapan mulai?",
        "\n________________________________\nDari: Kantor <a@b.example>\nKapan mulai?",
        "\n\nDari: Kantor <a@b.example>\nDikirim: Selasa\nKepada: Warga\nPerihal: Laporan\n\nKapan mulai?",
        f"\n\nOn Tue Kantor wrote:\n{REPLY_MARK} Balas surel ini {REPLY_MARK}\nKapan mulai?",
        "\n\n-- \nWarga Contoh\nJalan Contoh 1",
        "\n\nDikirim dari iPhone saya",
        "\r\n\r\nOn Tue, Kantor wrote:\r\n> Kapan?\r\n",
    ],
)
def test_only_the_new_words_of_a_reply_are_taken(quoted: str) -> None:
    assert new_words(f"Sejak tiga hari.\n- lampu satu\n- lampu dua{quoted}") == (
        "Sejak tiga hari.\n- lampu satu\n- lampu dua"
    )


def test_words_of_ones_own_are_kept_whatever_they_look_like() -> None:
    below = "> Kapan mulai?\nSejak tiga hari.\n> Di mana?\nDari: simpang sampai balai."
    assert new_words(below) == "Sejak tiga hari.\nDari: simpang sampai balai."
    assert new_words("Pak RT menulis:\nlampu padam") == "Pak RT menulis:\nlampu padam"
    assert new_words("> hanya kutipan") == ""


def test_a_hostile_letter_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    for filler in ("On ", "From: x\n", "\n", "> ", "Pada menulis:\n", "_" * 50):
        new_words(filler * 100_000)
    assert time.process_time() - began < 5


# -- which letter it is -------------------------------------------------------------------------------------------


def letter(text: str = "Sejak tiga hari.", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=default)
    for name, value in {
        "From": f"Warga <{CITIZEN}>",
        "To": REPLIES,
        "Message-ID": "<satu@ponsel.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }.items():
        mail[name] = value
    mail.set_content(text)
    return mail


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "person"),
        ({"Auto_Submitted": "no"}, "person"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"List_Id": "<milis.contoh.example>"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"From": "MAILER-DAEMON@contoh.example"}, "bounce"),
        ({"Content_Type": 'multipart/report; report-type="delivery-status"; boundary="b"'}, "bounce"),
        ({"From": "balas+1-abcdefghijklmnop@contoh.example"}, "ours"),
        ({"Message_ID": f"<{'a' * 40}@{OURS}>"}, "ours"),
    ],
)
def test_what_no_person_wrote_is_told_apart(headers: dict[str, str], kind: str) -> None:
    raw = letter(**{name: value for name, value in headers.items() if name != "Content_Type"}).as_bytes()
    if "Content_Type" in headers:
        raw = b"Content-Type: " + headers["Content_Type"].encode() + b"\nFrom: a@b.example\n\n--b--\n"
    assert read_mail(raw, replies=REPLIES, domain=OURS).kind == kind


def test_a_token_survives_what_mail_programs_do_to_an_address() -> None:
    token = ReplyToken(12, "abcdefghijklmnop")
    address = reply_address(REPLIES, token)
    assert token_in(address.upper(), REPLIES) == token
    for other in (REPLIES, "balas+12@contoh.example", address.replace("contoh", "lain"), f"x{address}"):
        assert token_in(other, REPLIES) is None
    mail = letter(Cc=f'"Kantor, Kecamatan" <{address}>')
    assert read_mail(mail.as_bytes(), replies=REPLIES, domain=OURS).token == token


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff\xfe", b"From: \xff\xff\n\n\xff", b"Content-Type: text/plain; charset=entah\n\nhalo",
     b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>halo", b"To: <<<@@\n\n.",
     b"\n--x\n".join([b"Content-Type: multipart/mixed; boundary=x\n"] * 3000)],
)  # fmt: skip
def test_no_letter_breaks_the_reader(raw: bytes) -> None:
    assert read_mail(raw, replies=REPLIES, domain=OURS).token is None


def test_a_letter_of_html_alone_is_read_without_what_it_quotes() -> None:
    mail = letter()
    mail.set_content("<div>Sejak <b>tiga</b> hari.</div><blockquote>Kapan?</blockquote>", subtype="html")
    assert read_mail(mail.as_bytes(), replies=REPLIES, domain=OURS).text == "Sejak tiga hari."


# -- what becomes of it -------------------------------------------------------------------------------------------


@pytest.fixture
def mailing(app: Flask, office: Office):
    """The settings of an office with a mailbox, its post room, and one way to take a letter in."""
    from dataclasses import replace

    service = app.extensions[KEY]
    settings = replace(service.settings, reply_address=REPLIES)
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW)
    room = PostRoom.of(office.engine, service.rulebook, settings)

    def read(mail: EmailMessage | bytes) -> str:
        with time_machine.travel(LATER, tick=False):
            raw = mail if isinstance(mail, bytes) else mail.as_bytes()
            return take_letter(office.engine, service.rulebook, settings, raw)

    return room, read


def asked(office: Office, room: PostRoom) -> tuple[str, EmailMessage]:
    """A report whose citizen was asked something by mail, and that letter."""
    number = office.complain("Lampu padam.", now=NOW, email=CITIZEN, category="lampu_jalan").number
    office.act("kasitrantib", number, "take", now=NOW)
    office.act("kasitrantib", number, "question", now=NOW, text="Sejak kapan?")
    while (taken := take(room, "email", LATER)) is not None:
        note(room, taken.claimed, Accepted(), LATER)
        if taken.letter.kind == "asked":
            return number, compose(taken.letter, sender=f"kabar@{OURS}", domain=OURS)
    raise AssertionError("no letter asks")


def reply(to: EmailMessage, text: str, **headers: str) -> EmailMessage:
    return letter(text, To=str(to["Reply-To"]), **headers)


def said(office: Office, number: str) -> list[tuple[str, str]]:
    with db.reading(office.engine) as session:
        of = select(Message).join(Ticket, Ticket.id == Message.ticket_id).where(Ticket.number == number)
        return [(one.author, one.text) for one in session.scalars(of.order_by(Message.id))]


def test_a_reply_is_the_citizens_answer_once_and_the_clock_runs_again(mailing, office: Office) -> None:
    room, read = mailing
    number, question = asked(office, room)
    assert "Balas surel ini" in question.get_body(("plain",)).get_content().splitlines()[0]
    with db.reading(office.engine) as session:
        assert session.scalars(select(Ticket.state).where(Ticket.number == number)).one() == "waiting"
    answer = reply(question, "Sejak tiga hari.\n\nOn Tue Kantor wrote:\n> Sejak kapan?")
    assert [read(answer), read(answer)] == ["taken", "known"]
    assert said(office, number)[-1] == ("citizen", "Sejak tiga hari.")
    assert [author for author, _text in said(office, number)].count("citizen") == 1
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert (ticket.state, ticket.turn) == ("open", "office")
        last = session.scalars(
            select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.seq.desc())
        ).first()
        assert last is not None
        assert (last.origin, last.at) == ("email", LATER)


def test_a_token_allows_what_the_link_of_its_letter_does_whoever_writes(mailing, office: Office) -> None:
    room, read = mailing
    number, question = asked(office, room)
    assert read(reply(question, "Anak saya yang menulis.", From="lain@contoh.example")) == "taken"
    assert said(office, number)[-1][1] == "Anak saya yang menulis."
    forged = str(question["Reply-To"].addresses[0].addr_spec)
    forged = forged.replace(forged.partition("-")[2][:3], "zzz")
    assert read(letter("Palsu", To=forged, Message_ID="<dua@x.example>")) == "unknown"
    assert len(said(office, number)) == 2


@ON_BOTH
def test_a_stranger_is_answered_once_and_a_machine_never(mailing, office: Office) -> None:
    _room, read = mailing
    assert read(letter("Halo", Message_ID="<a@x.example>")) == "unknown"
    assert read(letter("Halo?", Message_ID="<b@x.example>")) == "silent"
    assert read(letter("Cuti", Message_ID="<c@x.example>", Auto_Submitted="auto-replied")) == "automatic"
    assert read(letter("Gagal", Message_ID="<d@x.example>", Return_Path="<>")) == "bounce"
    with db.reading(office.engine) as session:
        letters = session.scalars(select(Outbox).where(Outbox.kind == "chat_reply")).all()
    assert len(letters) == 1
    assert "hanya membaca balasan" in letters[0].params["text"]
    assert CITIZEN not in str(letters[0].address)


def test_files_pass_the_gate_and_what_does_not_is_told_to_the_way_of_the_letter(
    mailing, office: Office
) -> None:
    room, read = mailing
    number, question = asked(office, room)
    mail = reply(question, "")
    mail.add_attachment(b"Catatan dari warga.\n", maintype="text", subtype="plain", filename="catatan.txt")
    mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="virus.exe")
    assert read(mail) == "taken"
    assert said(office, number)[-1] == ("citizen", "Berkas terlampir.")
    taken = take(room, "email", LATER)
    assert taken is not None
    assert taken.letter.address == CITIZEN
    assert "virus.exe" in taken.letter.text
    assert number in taken.letter.subject


@ON_BOTH
def test_a_merged_citizens_file_is_read_where_it_goes_on(mailing, office: Office) -> None:
    room, read = mailing
    number, question = asked(office, room)
    survivor = office.complain("Parit yang sama.", now=LATER - timedelta(days=2)).number
    office.act("meja", number, "merge", into=survivor, reason="Sama.", now=LATER - timedelta(minutes=1))
    mail = reply(question, "Masih tumpat.")
    mail.add_attachment(b"Catatan dari warga.\n", maintype="text", subtype="plain", filename="catatan.txt")
    assert read(mail) == "taken"
    [own], [there] = kept_files(office.engine, number), kept_files(office.engine, survivor)
    assert own.shown_to_citizen and own.path == there.path and not there.shown_to_citizen
    assert there.seq is not None, "beside the words it came with"


def test_without_a_mailbox_the_first_line_says_that_replies_are_not_read(mailing, office: Office) -> None:
    from dataclasses import replace

    room, _read = mailing
    _number, question = asked(office, replace(room, replies=None))
    assert question["Reply-To"] is None
    assert "tidak dibaca" in question.get_body(("plain",)).get_content().splitlines()[0]
    assert message_from_bytes(question.as_bytes())["Auto-Submitted"] == "auto-generated"


def test_a_mail_server_may_pipe_a_letter(
    mailing, office: Office, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _read = mailing
    number, question = asked(office, room)
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": office.engine.url.render_as_string(hide_password=False),
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": room.tracking_key.decode(),
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(RULEBOOK),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
        "TANGGAP_REPLY_ADDRESS": REPLIES,
    }.items():
        monkeypatch.setenv(name, value)
    with time_machine.travel(LATER, tick=False):
        done = CliRunner().invoke(main, ["mail-in"], input=reply(question, "Lewat pipa.").as_bytes())
    assert (done.exit_code, done.output.strip().splitlines()[-1]) == (0, "taken"), done.output
    assert said(office, number)[-1] == ("citizen", "Lewat pipa.")
    monkeypatch.delenv("TANGGAP_REPLY_ADDRESS")
    assert CliRunner().invoke(main, ["mail-in"], input=b"x").exit_code == 1
