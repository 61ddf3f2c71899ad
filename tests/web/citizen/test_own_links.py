"""A report's links: the receipt's is its owner's, a letter's reads and answers, and all can be ended. Both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from complaints_service import clock, db
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.routes import open_route
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.tickets.ledger.models import Complaint, OwnerCode, ReaderLink
from complaints_service.tickets.ledger.numbers import tracking_secret
from tests.services.post import Postman, minutes, open_mail, rows, run
from tests.support import world
from tests.support.visitors import Visitor
from tests.support.world import Office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"
EIGHT_HOURS, THIRTY_DAYS = 8 * 3600, 30 * 24 * 3600


@pytest.fixture
def office(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with open routes, its clock at NOW, and the application's own key."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    open_mail(office, NOW)
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
    return office


@pytest.fixture
def report(office: Office) -> tuple[str, str]:
    """A report whose owner hears by mail; its number and its owner's secret."""
    done = office.complain(now=NOW, email=SARI)
    return done.number, done.secret


def another(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def letters_link(
    room: PostRoom, at: datetime = NOW, *, who: str = SARI, postman: Postman | None = None
) -> str:
    """The path that the last letter to somebody leads to."""
    sent = [letter for letter in run(room, postman or Postman(), at) if letter.address == who]
    assert sent and sent[-1].link is not None
    return sent[-1].link.removeprefix(room.base_url)


def reader_of(app: Flask, room: PostRoom, number: str) -> Visitor:
    """Whoever has the link of a letter open."""
    visitor = another(app)
    visitor.read(letters_link(room))
    assert visitor.status == 303
    visitor.read(f"/laporan/{number}")
    assert visitor.status == 200
    return visitor


def post(visitor: Visitor, path: str, **fields: str) -> int:
    """Sends a form that its page may not even show."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.raw or visitor.read("/lacak"))
    if token is None:
        visitor.read("/lacak")
        token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.raw)
    assert token
    return visitor.client.post(path, data={"csrf_token": token[1], **fields}).status_code


ONLY_THE_OWNERS = [
    ("penilaian", {"accepted": "true"}),
    ("penilaian", {"accepted": "false", "comment": "Belum."}),
    ("cabut", {"reason": "Sudah."}),
    ("buka-lagi", {"reason": "Lagi."}),
    ("kabar", {"email": "lain@contoh.example"}),
    ("bocor", {}),
]


@pytest.mark.parametrize(("part", "fields"), ONLY_THE_OWNERS)
def test_a_letters_link_reads_and_answers_and_does_nothing_else(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str], part: str, fields: dict[str, str]
) -> None:
    number, _secret = report
    office.act("rina", number, "resolve", text="Beres.", now=NOW)
    if part == "buka-lagi":
        office.citizen(number, "accept", now=NOW)
    reader = reader_of(app, room, number)
    before = len(rows(office.engine))
    assert post(reader, f"/laporan/{number}/{part}", **fields) == 403
    assert len(rows(office.engine)) == before
    if part != "buka-lagi":
        reader.read(f"/laporan/{number}")
        reader.send(f"/laporan/{number}/pesan", text="Terima kasih, saya lihat dulu.")
        assert reader.status == 303


def test_a_readers_page_offers_neither_the_link_nor_what_is_the_owners(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, secret = report
    office.act("rina", number, "resolve", text="Beres.", now=NOW)
    reader = reader_of(app, room, number)
    assert secret not in reader.raw and "/lacak/" not in reader.raw.replace('href="/lacak"', "")
    for part, _fields in ONLY_THE_OWNERS:
        assert f'action="/laporan/{number}/{part}"' not in reader.raw
    assert "Tautan ini untuk membaca dan menjawab" in reader.page
    assert reader.client.get(f"/laporan/{number}/bukti").status_code == 403
    way = re.search(rf"/laporan/{number}/kabar/\d+/berhenti", reader.raw)
    assert way is None


def test_the_ways_of_a_report_are_stopped_and_resumed_by_its_owner_alone(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, secret = report
    owner = another(app)
    owner.read(f"/lacak/{secret}")
    way = re.search(rf"/laporan/{number}/kabar/\d+/berhenti", owner.read(f"/laporan/{number}"))
    assert way
    reader = reader_of(app, room, number)
    assert post(reader, way[0]) == 403
    owner.read(f"/laporan/{number}")
    owner.send(way[0])
    assert owner.status == 303
    reader.read(f"/laporan/{number}")
    assert reader.status == 404, "a way that has ended opens nothing any more"


def test_by_the_api_a_reading_secret_is_told_what_is_missing(
    app: Flask, client: FlaskClient, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, secret = report
    office.act("rina", number, "resolve", text="Beres.", now=NOW)
    reading = letters_link(room).removeprefix("/lacak/")
    assert reading != secret

    def call(path: str, body: dict[str, object], who: str = reading) -> tuple[int, dict[str, object]]:
        headers = {"Authorization": f"Tracking {who}"}
        answer = client.post(f"/api/v1/complaints/{number}{path}", json=body, headers=headers)
        return answer.status_code, answer.get_json()

    assert client.get(
        f"/api/v1/complaints/{number}", headers={"Authorization": f"Tracking {reading}"}
    ).get_json()["next"] == ["write"]
    for path, body in (
        ("/resolution", {"accepted": True}), ("/withdrawal", {"reason": "x"}), ("/reopening", {"reason": "x"}),
        ("/new-link", {}),
    ):  # fmt: skip
        status, said = call(path, body)
        assert (status, said["code"]) == (403, "owner_link_needed"), path
    assert call("/messages", {"text": "Saya lihat."})[0] == 201
    assert call("/code", {})[1]["code"] == "no_second_way"
    status, renewed = call("/new-link", {}, secret)
    assert status == 201
    assert call("/messages", {"text": "Lama."}, secret)[0] == 404
    assert call("/resolution", {"accepted": True}, str(renewed["secret"]))[0] == 201


# -- a second way shows whose it is --------------------------------------------------------------------


def also_by_chat(office: Office, number: str) -> None:
    with db.writing(office.engine) as session:
        subscribe(session, number=number, recipient=Recipient("telegram", "71", "id"), now=NOW)


def code_in(room: PostRoom) -> str:
    chat = Postman(route="telegram")
    (letter,) = [one for one in run(room, chat, NOW) if one.kind == "owner_code"]
    found = re.search(r"\b(\d{6})\b", letter.text)
    assert found and letter.link is None
    return found[1]


def test_a_code_by_the_second_way_makes_the_reader_the_owner(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, _secret = report
    office.act("rina", number, "resolve", text="Beres.", now=NOW)
    reader = reader_of(app, room, number)
    assert "Kirim kode" not in reader.page, "one way alone shows nothing"
    also_by_chat(office, number)
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode")
    assert reader.status == 303
    code = code_in(room)
    assert code not in str([vars(row) for row in rows(office.engine)]), "no row holds it"
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode/periksa", code=f"{code[:3]} {code[3:]}")
    assert reader.status == 303
    reader.send(f"/laporan/{number}/penilaian", of=f"/laporan/{number}", accepted="true")
    assert reader.status == 303
    with db.reading(office.engine) as session:
        kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.kind.like("link.%"))).all()
    assert list(kinds) == ["link.code_sent", "link.code_used"]


def test_a_code_is_not_guessed_and_holds_ten_minutes_and_once(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _secret = report
    reader = reader_of(app, room, number)
    also_by_chat(office, number)
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode")
    code = code_in(room)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        reader.read(f"/laporan/{number}")
        assert "Kode itu salah" in reader.send(f"/laporan/{number}/kode/periksa", code=wrong)
        assert reader.status == 422
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode/periksa", code=code)
    assert reader.status == 422, "after five tries the right one is none either"
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode")
    code = code_in(room)
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(10))
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode/periksa", code=code)
    assert reader.status == 422, "too late"
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(20))
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode")
    assert reader.status == 303
    reader.read(f"/laporan/{number}")
    reader.send(f"/laporan/{number}/kode")
    assert reader.status == 429, "three a day"
    with db.reading(office.engine) as session:
        assert max(session.scalars(select(OwnerCode.tries))) == 5


# -- all links end together ----------------------------------------------------------------------------


def test_this_link_leaked_ends_all_others_and_tells_the_ways(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, secret = report
    reader = reader_of(app, room, number)
    thief = another(app)
    thief.read(f"/lacak/{secret}")
    owner = another(app)
    owner.read(f"/lacak/{secret}")
    owner.send(f"/laporan/{number}/bocor", of=f"/laporan/{number}")
    assert owner.status == 303
    new = re.search(r"/lacak/([\w-]+)", owner.read(owner.location))
    assert new and new[1] != secret
    for dead in (reader, thief):
        dead.read(f"/laporan/{number}")
        assert dead.status == 404
    assert another(app).client.get(f"/lacak/{secret}").status_code == 404
    (letter,) = run(room, Postman(), NOW)
    assert letter.kind == "links_replaced" and letter.link is not None and new[1] not in letter.link
    again = another(app)
    again.read(letter.link.removeprefix(room.base_url))
    again.read(f"/laporan/{number}")
    assert again.status == 200
    with db.reading(office.engine) as session:
        assert session.scalars(select(ReaderLink.generation)).all() == [2]
        assert (
            session.scalar(select(AuditEvent.kind).where(AuditEvent.subject == f"report:{number}"))
            == "link.leaked"
        )


def test_new_link_on_the_command_line_is_recorded(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from complaints_service.cli import keys

    service = app.extensions[KEY]
    monkeypatch.setattr(keys, "standing", lambda: service)
    done = office.complain(now=NOW)
    answer = CliRunner().invoke(keys.new_link, [done.number.lower()])
    assert answer.exit_code == 0, answer.output
    secret = answer.output.split("/lacak/")[1].split()[0]
    assert secret == tracking_secret(world.TRACKING_KEY, done.number, 2)
    visitor = another(app)
    assert visitor.client.get(f"/lacak/{done.secret}").status_code == 404
    assert visitor.client.get(f"/lacak/{secret}").status_code == 303
    with db.reading(office.engine) as session:
        row = session.scalars(select(AuditEvent).where(AuditEvent.kind == "link.asked")).one()
    assert (row.subject, row.actor.split(":")[0], row.origin) == (f"report:{done.number}", "cli", "cli")
    assert CliRunner().invoke(keys.new_link, ["MRL-2603-00000"]).exit_code == 1


def test_a_link_in_a_letter_from_before_still_opens_as_it_did(app: Flask, office: Office) -> None:
    """Nothing told it from the receipt's; it ends with the others."""
    done = office.complain(now=NOW)
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.number == done.number).values(secret_generation=1))
    visitor = another(app)
    visitor.read(f"/lacak/{tracking_secret(world.TRACKING_KEY, done.number, 1)}")
    visitor.send(f"/laporan/{done.number}/cabut", of=f"/laporan/{done.number}", reason="Sudah.")
    assert visitor.status == 303


# -- this device ---------------------------------------------------------------------------------------


def lasting(visitor: Visitor, number: str) -> dict[str, int]:
    """The cookies of this report and how long each lasts, in seconds."""
    found = {}
    for name in ("lacak", "baca"):
        kept = visitor.client.get_cookie(name, path=f"/laporan/{number}")
        if kept is not None:
            assert kept.http_only and kept.max_age is not None
            found[name] = int(kept.max_age)
    return found


def test_a_device_forgets_after_eight_hours_or_at_once(app: Flask, room: PostRoom, office: Office) -> None:
    done = office.complain(now=NOW, email=SARI)
    visitor = another(app)
    visitor.read(letters_link(room))
    visitor.read(f"/lacak/{done.secret}")
    assert lasting(visitor, done.number) == {"lacak": EIGHT_HOURS, "baca": EIGHT_HOURS}
    visitor.send(f"/laporan/{done.number}/perangkat", of=f"/laporan/{done.number}")
    assert lasting(visitor, done.number)["lacak"] == THIRTY_DAYS
    visitor.send(f"/laporan/{done.number}/lupakan", of=f"/laporan/{done.number}")
    assert visitor.status == 303 and lasting(visitor, done.number) == {}
    visitor.read(f"/laporan/{done.number}")
    assert visitor.status == 404
    assert another(app).client.get(f"/lacak/{done.secret}").status_code == 303, "the link itself goes on"


@pytest.mark.parametrize(("ticked", "seconds"), [({}, EIGHT_HOURS), ({"own_device": "1"}, THIRTY_DAYS)])
def test_the_form_asks_whose_device_it_is(
    app: Flask, office: Office, ticked: dict[str, str], seconds: int
) -> None:
    visitor = another(app)
    visitor.send(
        "/lapor",
        of="/lapor",
        text="Parit tumpat.",
        kelurahan="12.71.12.1002",
        privacy="confidential",
        about_office="no",
        **ticked,
    )
    assert visitor.status == 303
    number = visitor.location.split("/")[2]
    assert lasting(visitor, number) == {"lacak": seconds}


def test_a_letters_link_opened_later_takes_nothing_from_the_owner(
    app: Flask, room: PostRoom, office: Office
) -> None:
    done = office.complain(now=NOW, email=SARI)
    visitor = another(app)
    visitor.read(f"/lacak/{done.secret}")
    visitor.read(letters_link(room))
    visitor.send(f"/laporan/{done.number}/cabut", of=f"/laporan/{done.number}", reason="Sudah beres.")
    assert visitor.status == 303


def test_a_chats_report_is_opened_without_a_secret_in_any_query(app: Flask, office: Office) -> None:
    visitor = another(app)
    visitor.read("/lapor/draf/rahasia-draf")
    assert visitor.status == 303 and visitor.location == "/lapor" and "rahasia" not in visitor.location
    kept = visitor.client.get_cookie("draf", path="/lapor")
    assert kept is not None and kept.value == "rahasia-draf" and kept.http_only
    assert another(app).client.get("/lapor?draf=rahasia-draf").status_code == 200


def test_the_next_day_a_lost_link_of_an_ended_generation_is_a_reading_one(
    app: Flask, room: PostRoom, office: Office, report: tuple[str, str]
) -> None:
    number, secret = report
    run(room, Postman(), NOW)
    visitor = another(app)
    visitor.send("/lacak", of="/lacak", number=number, contact=SARI)
    path = letters_link(room, NOW + timedelta(minutes=1))
    assert secret not in path
    visitor.read(path)
    visitor.read(f"/laporan/{number}")
    assert "Tautan ini untuk membaca dan menjawab" in visitor.page
