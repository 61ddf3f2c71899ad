"""Letters in trouble are seen by whoever may decide them, and by nobody else. On both databases."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.service import grant_role
from complaints_service.audit.marks import DEMO_FILLED
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, NotFound
from complaints_service.intake.lost_link import ask_again
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify import trouble
from complaints_service.notify.invented import REASON, is_reserved
from complaints_service.notify.officers.password_link import ask_password_link
from complaints_service.notify.routes import hold_route
from complaints_service.notify.senders import Gone, LetterRefused, Unclear
from complaints_service.people.models import Officer, Unit
from complaints_service.tickets.undelivered import decide
from tests.services.post import Postman, minutes, open_mail, rows, run, travelled
from tests.support.both import ON_BOTH
from tests.support.visitors import Visitor
from tests.support.world import SETUP, Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with an open e-mail route; pages are read half an hour later."""
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(30))
    open_mail(office, NOW)
    return office


def visitor(app: Flask, office: Office, login: str) -> Visitor:
    return Visitor(app.test_client()).sign_in(office, login, NOW)


def refused(office: Office, room: PostRoom, **draft: object) -> str:
    """A complaint whose first letter was refused for good."""
    number = office.complain(now=NOW, email=SARI, **draft).number
    run(room, Postman(answers=deque([LetterRefused("looks like an advertisement")])), NOW)
    return number


@pytest.mark.parametrize("login", ["meja", "camat", "admin"])
@ON_BOTH
def test_who_decides_sees_what_was_not_sent_and_why(
    app: Flask, office: Office, room: PostRoom, login: str
) -> None:
    number = refused(office, room)
    who = visitor(app, office, login)
    page = who.read("/kiriman")
    assert number in page and "Tidak terkirim" in page and "looks like an advertisement" in page
    assert SARI not in page
    opens = f'href="/meja/{number}"' in who.raw
    assert opens is (login != "admin"), "an administrator sees that it failed, not the ticket"


@pytest.mark.parametrize("login", ["rina", "kasi", "auditor"])
@ON_BOTH
def test_others_find_no_such_page_and_no_link_to_it(
    app: Flask, office: Office, room: PostRoom, login: str
) -> None:
    refused(office, room)
    who = visitor(app, office, login)
    who.read("/kiriman")
    assert who.status == 404
    assert "/kiriman" not in who.read("/meja")


@ON_BOTH
def test_the_desk_counts_what_waits_for_a_decision(app: Flask, office: Office, room: PostRoom) -> None:
    refused(office, room)
    assert "1 kiriman tidak sampai dan menunggu keputusan" in visitor(app, office, "meja").read("/meja")
    assert "menunggu keputusan" not in visitor(app, office, "rina").read("/meja")


@ON_BOTH
def test_sent_again_it_goes_out_once_more_and_it_is_recorded_who_said_so(
    app: Flask, office: Office, room: PostRoom
) -> None:
    refused(office, room)
    [row] = rows(office.engine)
    who = visitor(app, office, "meja")
    who.send(f"/kiriman/{row.id}/lagi", of="/kiriman")
    assert (who.status, who.location) == (303, "/kiriman")
    assert "Dikirim sekali lagi." in who.read("/kiriman")
    assert "Tidak ada kiriman yang bermasalah." in who.page
    postman = Postman()
    assert [letter.address for letter in run(room, postman, NOW + minutes(31))] == [SARI]
    with db.reading(office.engine) as session:
        told = session.query(AuditEvent).filter(AuditEvent.kind == "letter.sent_again").one()
    assert told.subject == f"outbox:{row.id}" and told.actor == f"person:{office.officers['meja']}"


@ON_BOTH
def test_let_be_it_is_never_sent(app: Flask, office: Office, room: PostRoom) -> None:
    refused(office, room)
    [row] = rows(office.engine)
    who = visitor(app, office, "camat")
    who.send(f"/kiriman/{row.id}/biarkan", of="/kiriman")
    assert "Dibiarkan." in who.read("/kiriman")
    assert run(room, Postman(), NOW + minutes(31)) == []
    assert [one.state for one in rows(office.engine)] == ["suppressed"]


@ON_BOTH
def test_what_goes_out_by_itself_asks_for_no_decision(app: Flask, office: Office, room: PostRoom) -> None:
    office.complain(now=NOW, email=SARI)
    postman = Postman()
    postman.answers.append(Unclear("line lost"))
    run(room, postman, NOW)
    who = visitor(app, office, "meja")
    assert "Dikirim lagi dengan sendirinya" in who.read("/kiriman")
    assert "<button" not in who.raw.split('id="daftar"')[1].split("</section>")[0]
    with db.writing(office.engine) as session, pytest.raises(DomainError, match="letter_settled"):
        trouble.send_again(session, outbox_id=rows(office.engine)[0].id, actor=SETUP, now=NOW)


@ON_BOTH
def test_a_one_time_link_of_which_nobody_knows_waits_for_a_decision(
    app: Flask, office: Office, room: PostRoom
) -> None:
    number = office.complain(now=NOW, email=SARI).number
    run(room, Postman(), NOW)
    with db.writing(office.engine) as session:
        ask_again(session, typed=number, contact=SARI, now=NOW)
    postman = Postman()
    postman.answers.append(Unclear("line lost"))
    run(room, postman, NOW)
    page = visitor(app, office, "meja").read("/kiriman")
    assert "Tautan laporan" in page and "Tidak pasti sampai" in page and "Kirim lagi" in page


@ON_BOTH
def test_where_nothing_can_arrive_only_letting_be_is_offered(
    app: Flask, office: Office, room: PostRoom
) -> None:
    office.complain(now=NOW, email=SARI)
    postman = Postman()
    postman.answers.append(Gone("550 no such mailbox"))
    run(room, postman, NOW)
    [row] = rows(office.engine)
    who = visitor(app, office, "meja")
    assert "tidak menerima apa-apa lagi" in who.read("/kiriman")
    assert f"/kiriman/{row.id}/lagi" not in who.raw and f"/kiriman/{row.id}/biarkan" in who.raw
    with db.writing(office.engine) as session, pytest.raises(DomainError, match="address_gone"):
        trouble.send_again(session, outbox_id=row.id, actor=SETUP, now=NOW)


@ON_BOTH
def test_whom_a_ticket_accuses_sees_nothing_of_its_letters(
    app: Flask, office: Office, room: PostRoom
) -> None:
    number = refused(office, room, about=(f"person:{office.officers['meja']}",), category="perilaku_petugas")
    [row] = rows(office.engine)
    accused, superior = visitor(app, office, "meja"), visitor(app, office, "camat")
    assert number not in accused.read("/kiriman")
    assert number in superior.read("/kiriman")
    with db.writing(office.engine) as session, pytest.raises(NotFound):
        decide(session, outbox_id=row.id, again=True, rights=office.rights("meja"), actor=SETUP, now=NOW)


@ON_BOTH
def test_a_grant_over_one_unit_shows_that_units_letters(app: Flask, office: Office, room: PostRoom) -> None:
    number = refused(office, room)
    with db.writing(office.engine) as session:
        units = {unit.code: unit.id for unit in session.scalars(select(Unit))}
        for login, code in (("rina", "SARPRAS"), ("trantib", "TRANTIB")):
            account = office.accounts[login]
            grant_role(
                session, account_id=account, role="dispatcher", unit_id=units[code], now=NOW, actor=SETUP
            )
        officer = session.get_one(Officer, office.officers["hasan"])
        officer.email = "hasan@contoh.example"
        ask_password_link(session, login="hasan", now=NOW)
    postman = Postman()
    postman.answers.append(Unclear("line lost"))
    run(room, postman, NOW)
    ours, theirs, all_of_it = (
        visitor(app, office, login).read("/kiriman") for login in ("rina", "trantib", "meja")
    )
    assert number in ours and "Tautan kata sandi" not in ours, (
        "what belongs to no ticket is for the whole office"
    )
    assert "Tidak ada kiriman yang bermasalah." in theirs
    assert number in all_of_it and "Tautan kata sandi" in all_of_it


@ON_BOTH
def test_a_route_that_waits_as_a_whole_is_named(app: Flask, office: Office) -> None:
    with db.writing(office.engine) as session:
        hold_route(session, route="email", until=NOW + minutes(90), reason="mail server out of reach")
    page = visitor(app, office, "admin").read("/kiriman")
    assert "Semua kiriman lewat surel menunggu sampai" in page and "mail server out of reach" in page


# -- a sample office ---------------------------------------------------------------------------------


@ON_BOTH
def test_a_sample_office_mails_nobody_invented_and_says_so(
    app: Flask, office: Office, room: PostRoom
) -> None:
    with db.writing(office.engine) as session:
        record(session, now=NOW, actor=SETUP, kind=DEMO_FILLED, subject="office")
    number = office.complain(now=NOW, email=SARI).number
    office.complain(now=NOW, email="saya@surat.sungguhan.id")
    office.act("rina", number, "question", text="Di mana?", now=NOW + minutes(1))
    assert [letter.address for letter in run(room, Postman(), NOW + minutes(2))] == [
        "saya@surat.sungguhan.id"
    ]
    kept = [row for row in rows(office.engine) if row.number == number]
    assert {(row.state, row.reason) for row in kept} == {("suppressed", REASON)} and len(kept) == 2
    assert travelled(office.engine, number) == []
    office.opens_page(number, now=NOW + minutes(3))
    assert travelled(office.engine, number) == [("delivered", "page", NOW + minutes(3))]
    assert "2 surel ke alamat karangan" in visitor(app, office, "admin").read("/kiriman")


@pytest.mark.parametrize(
    ("address", "reserved"),
    [
        (SARI, True), ("a@example.com", True), ("a@Mail.EXAMPLE.org.", True), ("a@b.test", True),
        ("a@localhost", True), ("a@x.invalid", True), ("a@example.co.id", False), ("a@notexample.com", False),
        ("a@medan.go.id", False),
    ],
)  # fmt: skip
def test_reserved_names_are_known_by_their_end(address: str, reserved: bool) -> None:
    assert is_reserved(address) is reserved
