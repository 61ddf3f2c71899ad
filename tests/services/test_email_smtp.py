"""E-mail against a real SMTP server on loopback: what arrives, and what each answer means for a letter."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from complaints_service.notify.senders import Accepted, Gone, Later, Letter, LetterRefused, Unclear
from complaints_service.notify.senders.email import EmailSender
from complaints_service.notify.senders.smtp_access import SmtpAccess, read_smtp_url
from tests.services.mail_server import HOST, AnyPort, Mailbox

BASE_URL = "https://tanggap.contoh.example"
LETTER = Letter(
    key="ab" * 32,
    kind="answered",
    number="MRL-2603-7K4Q2",
    address="sari@contoh.example",
    language="id",
    subject="Jawaban untuk laporan MRL-2603-7K4Q2",
    text="Ada jawaban untuk laporan MRL-2603-7K4Q2:\n\nSudah dikeruk.\n.\n..tamat\n\n"
    "Balas di https://tanggap.contoh.example/lacak/abc_-.",
    footer="Kecamatan Medan Marelan. Surel ini dikirim otomatis.\n"
    "Berhenti di https://tanggap.contoh.example/berhenti/7.xyz",
    office="Kecamatan Medan Marelan",
    written_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
    link="https://tanggap.contoh.example/lacak/abc_-",
    stop_link="https://tanggap.contoh.example/berhenti/7.xyz",
)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def serve(mailbox: Mailbox) -> Iterator[Callable[..., Controller]]:
    """Starts a mail server with these options."""
    started: list[Controller] = []

    def start(**options: Any) -> Controller:
        controller = AnyPort(mailbox, hostname=HOST, port=0, **options)
        controller.start()
        started.append(controller)
        return controller

    yield start
    for controller in started:
        controller.stop()


def access_to(controller: Controller, **values: Any) -> SmtpAccess:
    plain = SmtpAccess(host=HOST, port=controller.port, tls="none", sender="kabar@tanggap.contoh.example")
    return replace(plain, **values)


@pytest.fixture
def sender(serve: Callable[..., Controller]) -> Iterator[EmailSender]:
    made = EmailSender(access_to(serve()))
    yield made
    made.close()


def test_a_letter_arrives_in_words_and_in_html(sender: EmailSender, mailbox: Mailbox) -> None:
    assert sender.send(LETTER) == Accepted()
    (mail,) = mailbox.mails
    assert mail["From"] == "Kecamatan Medan Marelan <kabar@tanggap.contoh.example>"
    assert mail["To"] == "sari@contoh.example"
    assert mail["Subject"] == "Jawaban untuk laporan MRL-2603-7K4Q2"
    assert mail["Message-ID"] == f"<{'ab' * 20}@tanggap.contoh.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://tanggap.contoh.example/berhenti/7.xyz>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime == LETTER.written_at
    plain, html = mail.iter_parts()
    assert "Sudah dikeruk.\n.\n..tamat\n" in plain.get_content().replace("\r\n", "\n")
    assert '<a href="https://tanggap.contoh.example/lacak/abc_-">' in html.get_content()
    assert 'lang="id"' in html.get_content()


def test_letters_share_one_connection(sender: EmailSender, mailbox: Mailbox) -> None:
    assert [sender.send(LETTER) for _ in range(3)] == [Accepted()] * 3
    assert len(mailbox.mails) == 3


def test_a_line_that_broke_between_letters_is_made_anew(sender: EmailSender, mailbox: Mailbox) -> None:
    sender.send(LETTER)
    assert sender._client is not None and sender._client.sock is not None
    sender._client.sock.close()
    sender._client.sock = None
    assert sender.send(LETTER) == Accepted()


@pytest.mark.parametrize(
    "hostile",
    [
        "Selesai\r\nBcc: korban@contoh.example",
        "Selesai\nBcc: korban@contoh.example",
        "Selesai\r\n\r\n<b>isi</b>",
        "Selesai\u2028Bcc: korban@contoh.example",
        "=?utf-8?q?Selesai=0D=0ABcc:_korban?=",
    ],
)
def test_nothing_written_becomes_a_header(sender: EmailSender, mailbox: Mailbox, hostile: str) -> None:
    letter = replace(
        LETTER, subject=hostile, office=hostile.replace("\r", " ").replace("\n", " "), text=hostile
    )
    assert sender.send(letter) == Accepted()
    (mail,) = mailbox.mails
    assert "Bcc" not in mail
    assert mail["List-Unsubscribe"]


@pytest.mark.parametrize(
    "address",
    [
        "sari@contoh.example\r\nRCPT TO:<korban@contoh.example>",
        "sari@contoh.example\nBcc: korban@contoh.example",
        "sari@contoh.example, korban@contoh.example",
        "<sari@contoh.example>",
        "=?utf-8?q?sari=0D=0ABcc:_korban?=@contoh.example",
        "sari",
        "@",
        "sari@",
        "sari@..",
        "",
    ],
)
def test_what_is_no_single_address_gets_nothing(sender: EmailSender, mailbox: Mailbox, address: str) -> None:
    assert isinstance(sender.send(replace(LETTER, address=address)), Gone)
    assert mailbox.mails == []


def test_markup_a_person_wrote_is_shown_as_written(sender: EmailSender, mailbox: Mailbox) -> None:
    sender.send(replace(LETTER, text='<img src=x onerror="1"> {{7*7}} 👨‍👩‍👧 שלום'))
    plain, html = mailbox.mails[0].iter_parts()
    assert "<img" not in html.get_content()
    assert '<img src=x onerror="1"> {{7*7}} 👨‍👩‍👧 שלום' in plain.get_content()


def test_a_domain_in_other_letters_is_written_the_way_mail_servers_know(
    sender: EmailSender, mailbox: Mailbox
) -> None:
    assert sender.send(replace(LETTER, address="sari@cöntoh.example")) == Accepted()
    assert mailbox.mails[0]["To"] == "sari@xn--cntoh-jua.example"


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("RCPT", "550 5.1.1 no such mailbox", Gone),
        ("RCPT", "550 unknown user", Gone),
        ("RCPT", "550 5.7.1 blocked by policy", LetterRefused),
        ("RCPT", "554 no", LetterRefused),
        ("RCPT", "450 4.2.1 greylisted", Later),
        ("RCPT", "452 4.2.2 mailbox full", Later),
        ("DATA", "554 5.6.0 spam", LetterRefused),
        ("DATA", "550 5.1.1 looks alike", LetterRefused),
        ("DATA", "451 try later", Later),
    ],
)
def test_each_answer_has_its_meaning(
    sender: EmailSender, mailbox: Mailbox, step: str, answer: str, outcome: type
) -> None:
    mailbox.answers[step] = answer
    found = sender.send(LETTER)
    assert isinstance(found, outcome)
    assert not getattr(found, "whole_route", False)
    mailbox.answers.clear()
    assert sender.send(LETTER) == Accepted(), "the connection is still good"


@pytest.mark.parametrize(
    ("step", "answer"), [("MAIL", "553 sender unknown"), ("MAIL", "451 busy"), ("RCPT", "421 shutting down")]
)
def test_what_concerns_us_or_the_server_holds_the_whole_route(
    sender: EmailSender, mailbox: Mailbox, step: str, answer: str
) -> None:
    mailbox.answers[step] = answer
    found = sender.send(LETTER)
    assert isinstance(found, Later) and found.whole_route and found.wait


def test_a_server_out_of_reach_holds_the_whole_route() -> None:
    with socket.socket() as free:
        free.bind((HOST, 0))
        access = SmtpAccess(host=HOST, port=free.getsockname()[1], tls="none", sender="kabar@contoh.example")
    found = EmailSender(access).send(LETTER)
    assert isinstance(found, Later) and found.whole_route


def test_a_line_lost_before_the_letter_is_certainly_not_delivered(
    sender: EmailSender, mailbox: Mailbox
) -> None:
    mailbox.hang_up = "RCPT"
    assert isinstance(sender.send(LETTER), Later)
    assert mailbox.mails == []


def test_a_line_lost_after_the_letter_leaves_it_unclear(sender: EmailSender, mailbox: Mailbox) -> None:
    mailbox.hang_up = "DATA"
    assert isinstance(sender.send(LETTER), Unclear)
    assert len(mailbox.mails) == 1, "this time it had arrived"


def test_reasons_name_no_address(sender: EmailSender, mailbox: Mailbox) -> None:
    mailbox.answers["RCPT"] = "550 <sari@contoh.example> unknown here"
    found = sender.send(LETTER)
    assert isinstance(found, Gone) and "sari" not in found.detail


# -- TLS and signing in ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, made by openssl."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days",
             "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        from tests.support.databases import missing

        missing("openssl is not installed")
    return cert, key


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> dict[str, ssl.SSLContext]:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    return {"server": server, "client": ssl.create_default_context(cafile=str(certificate[0]))}


def test_starttls_is_used_and_checked(
    serve: Callable[..., Controller], mailbox: Mailbox, tls: dict[str, ssl.SSLContext]
) -> None:
    access = access_to(serve(tls_context=tls["server"]), tls="required")
    sender = EmailSender(access, context=tls["client"])
    assert sender.send(LETTER) == Accepted()
    sender.close()
    assert mailbox.tls_seen == [True]
    found = EmailSender(access).send(LETTER)
    assert isinstance(found, Later) and found.whole_route, "a certificate nobody vouches for"


def test_no_password_goes_out_where_starttls_was_required_and_is_missing(
    serve: Callable[..., Controller], mailbox: Mailbox
) -> None:
    asked: list[object] = []

    def authenticator(*details: Any) -> AuthResult:
        asked.append(details)
        return AuthResult(success=True)

    controller = serve(authenticator=authenticator, auth_require_tls=False)
    access = access_to(controller, tls="required", user="tanggap", password="rahasia")
    found = EmailSender(access).send(LETTER)
    assert isinstance(found, Later) and found.whole_route
    assert asked == [] and mailbox.mails == []


@pytest.mark.parametrize(("password", "outcome"), [("rahasia", Accepted), ("keliru", Later)])
def test_signing_in(
    serve: Callable[..., Controller], tls: dict[str, ssl.SSLContext], password: str, outcome: type
) -> None:
    def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"rahasia", handled=False)  # the server says so itself

    controller = serve(authenticator=authenticator, tls_context=tls["server"], auth_required=True)
    access = access_to(controller, tls="required", user="tanggap", password=password)
    sender = EmailSender(access, context=tls["client"])
    found = sender.send(LETTER)
    sender.close()
    assert isinstance(found, outcome)
    assert outcome is Accepted or "sign-in refused (535)" in repr(found)
    assert "rahasia" not in repr(access)


# -- the setting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "sender"),
    [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "offered", "tanggap@tanggap.contoh.example"),
        ("smtp://relay", "relay", 25, "offered", "tanggap@tanggap.contoh.example"),
        ("smtp://u:p@mail", "mail", 587, "required", "tanggap@tanggap.contoh.example"),
        ("smtp://u:p@mail?starttls=0", "mail", 587, "none", "tanggap@tanggap.contoh.example"),
        (
            "smtp://relay?starttls=1&from=kabar@contoh.example",
            "relay",
            25,
            "required",
            "kabar@contoh.example",
        ),
        ("smtps://u:p@mail", "mail", 465, "from_start", "tanggap@tanggap.contoh.example"),
    ],
)
def test_the_address_of_the_mail_server(url: str, host: str, port: int, tls: str, sender: str) -> None:
    access = read_smtp_url(url, base_url=BASE_URL)
    assert (access.host, access.port, access.tls, access.sender) == (host, port, tls, sender)


def test_a_password_may_hold_any_character() -> None:
    access = read_smtp_url("smtp://a%40b:p%2F%3A%40@mail", base_url=BASE_URL)
    assert (access.user, access.password) == ("a@b", "p/:@")
