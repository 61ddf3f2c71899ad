"""The citizen chooses how news reach her; no address hears of a report before its owner agreed. Both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.intake.lost_link import ask_again
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.work import Shift, tidy
from complaints_service.notify.citizens.confirm_links import confirm_token, read_confirm_token
from complaints_service.notify.citizens.subscriptions import ways_of
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Letter
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.tickets.ledger.numbers import tracking_secret
from tests.services.post import Postman, minutes, open_mail, rows, run, states, travelled
from tests.support.visitors import Visitor
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI, BUDI = "sari@contoh.example", "budi@surat.contoh.example"


@pytest.fixture
def office(office: Office) -> Office:
    """The test office with an open e-mail route."""
    open_mail(office, NOW)
    return office


@pytest.fixture
def citizen(client: FlaskClient) -> Visitor:
    return Visitor(client)


def opened(citizen: Visitor, office: Office, room: PostRoom, **draft: object) -> str:
    """A report whose page is open; its number."""
    number = office.complain(now=NOW, **draft).number
    citizen.read(f"/lacak/{tracking_secret(b'a tracking key of the tests, long', number, 1)}")
    assert citizen.status == 303
    run(room, Postman(), NOW)
    return number


def add(citizen: Visitor, number: str, email: str) -> str:
    return citizen.send(f"/laporan/{number}/kabar", of=f"/laporan/{number}", email=email)


def asked(room: PostRoom, at: datetime = NOW) -> Letter:
    """The letter that asks an address's owner."""
    (letter,) = run(room, Postman(), at)
    assert letter.kind == "confirm_route"
    return letter


def path_of(letter: Letter, room: PostRoom) -> str:
    assert letter.link is not None
    return letter.link.removeprefix(room.base_url)


def welcomed(room: PostRoom, at: datetime = NOW) -> list[str]:
    """Who gets the first letter of the report itself."""
    return [letter.address for letter in run(room, Postman(), at) if letter.kind == "received"]


def heard(room: PostRoom, office: Office, number: str, at: datetime) -> list[str]:
    """Who hears of an answer given now."""
    office.act("rina", number, "message", text="Kami lihat.", now=at)
    return [letter.address for letter in run(room, Postman(), at)]


def stranger(app: Flask) -> Visitor:
    """Another browser, without the report's cookie."""
    return Visitor(app.test_client())


def test_the_page_tells_the_ways_and_hides_the_address(
    citizen: Visitor, office: Office, room: PostRoom
) -> None:
    number = opened(citizen, office, room, email=SARI)
    page = citizen.read(f"/laporan/{number}")
    assert "Halaman ini, selalu" in page and "s…@contoh.example" in page and SARI not in page


def test_an_address_hears_after_its_owner_agreed_and_not_before(
    app: Flask, citizen: Visitor, office: Office, room: PostRoom
) -> None:
    number = opened(citizen, office, room)
    add(citizen, number, BUDI)
    assert citizen.status == 303
    assert "menunggu persetujuan pemilik alamat" in citizen.read(f"/laporan/{number}")
    letter = asked(room)
    assert letter.address == BUDI
    assert number not in letter.text + letter.subject + letter.footer, (
        "nothing of the report leaves before a yes"
    )
    assert "Parit" not in letter.text and "/lacak/" not in letter.text
    assert heard(room, office, number, NOW + minutes(1)) == []
    owner = stranger(app)
    page = owner.read(path_of(letter, room))
    assert "b…@surat.contoh.example" in page and number not in page
    assert heard(room, office, number, NOW + minutes(2)) == [], "looking at the link agrees to nothing"
    owner.send(path_of(letter, room), of=path_of(letter, room))
    assert owner.status == 303 and "sampai ke surel Anda" in owner.read(owner.location)
    assert welcomed(room, NOW + minutes(2)) == [BUDI]
    assert heard(room, office, number, NOW + minutes(3)) == [BUDI]
    assert owner.read(f"/laporan/{number}") and owner.status == 404, "agreeing opens nothing by itself"


def test_a_new_address_takes_the_place_of_the_old_one(
    citizen: Visitor, office: Office, room: PostRoom
) -> None:
    number = opened(citizen, office, room, email=SARI)
    add(citizen, number, BUDI)
    path = path_of(asked(room), room)
    assert heard(room, office, number, NOW + minutes(1)) == [SARI]
    citizen.send(path, of=path)
    assert welcomed(room, NOW + minutes(2)) == [BUDI]
    assert heard(room, office, number, NOW + minutes(2)) == [BUDI]


def test_a_lost_link_goes_to_an_address_that_was_added(
    citizen: Visitor, office: Office, room: PostRoom
) -> None:
    number = opened(citizen, office, room)
    for contact in (BUDI, "lain@contoh.example"):
        with db.writing(office.engine) as session:
            ask_again(session, typed=number, contact=contact, now=NOW)
    assert rows(office.engine) == []
    add(citizen, number, BUDI)
    path = path_of(asked(room), room)
    citizen.send(path, of=path)
    assert welcomed(room) == [BUDI]
    with db.writing(office.engine) as session:
        ask_again(session, typed=number, contact=BUDI.upper(), now=NOW)
    assert [(letter.kind, letter.address) for letter in run(room, Postman(), NOW)] == [("lost_link", BUDI)]


def test_a_link_agrees_once(
    app: Flask, citizen: Visitor, office: Office, room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(citizen, office, room)
    add(citizen, number, BUDI)
    path = path_of(asked(room), room)
    citizen.send(path, of=path)
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(1))
    way = re.search(rf"/laporan/{number}/kabar/\d+/berhenti", citizen.read(f"/laporan/{number}"))
    assert way
    citizen.send(way[0])
    assert heard(room, office, number, NOW + minutes(1)) == []
    assert stranger(app).client.get(path).status_code == 404


def test_a_link_holds_for_a_day_and_only_for_the_newest_asking(
    citizen: Visitor, office: Office, room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(citizen, office, room)
    add(citizen, number, BUDI)
    first = path_of(asked(room), room)
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(5))
    add(citizen, number, BUDI)
    second = path_of(asked(room, NOW + minutes(5)), room)
    citizen.read(first)
    assert citizen.status == 404
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(5) + timedelta(hours=24))
    citizen.read(second)
    assert citizen.status == 404


def test_an_address_whose_owner_never_agreed_is_forgotten_with_its_link(
    app: Flask, citizen: Visitor, office: Office, room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = opened(citizen, office, room, email=SARI)
    add(citizen, number, BUDI)
    monkeypatch.setattr(clock, "now", lambda: NOW + minutes(5))
    add(citizen, number, BUDI)
    service = app.extensions[KEY]
    for hours, known in ((23, 2), (25, 1)):
        tidy(Shift(service.engine, service.rulebook, service.settings, NOW + timedelta(hours=hours)))
        with db.reading(office.engine) as session:
            assert len(ways_of(session, number=number, now=NOW + timedelta(hours=hours))) == known
    assert BUDI not in str([vars(row) for row in rows(office.engine)])
    assert SARI in heard(room, office, number, NOW + timedelta(hours=26)), "the first address goes on"


def test_nobody_is_asked_again_and_again(citizen: Visitor, office: Office, room: PostRoom) -> None:
    number = opened(citizen, office, room)
    for _ in range(3):
        add(citizen, number, BUDI)
        assert citizen.status == 303
    assert "Terlalu sering" in add(citizen, number, BUDI) and citizen.status == 429
    other = opened(citizen, office, room)
    assert "Terlalu sering" in add(citizen, other, BUDI.upper()), "nor by another report"
    assert [kind for kind, _ in states(office.engine)].count("confirm_route") == 3


@pytest.mark.parametrize("typed", ["", "sari", "sari@", "a b@contoh.example", "x" * 250 + "@contoh.example"])
def test_what_is_no_address_is_said_at_the_field(
    citizen: Visitor, office: Office, room: PostRoom, typed: str
) -> None:
    number = opened(citizen, office, room)
    add(citizen, number, typed)
    assert citizen.status == 422 and 'aria-describedby="surel-hint surel-error"' in citizen.raw
    assert rows(office.engine) == []


def test_an_address_that_hears_already_is_told_so(citizen: Visitor, office: Office, room: PostRoom) -> None:
    number = opened(citizen, office, room, email=SARI)
    assert "Kabar sudah sampai ke alamat itu." in add(citizen, number, SARI.upper())


def test_stopping_lets_the_page_carry_what_waited(citizen: Visitor, office: Office, room: PostRoom) -> None:
    number = opened(citizen, office, room, email=SARI)
    office.act("rina", number, "question", text="Di mana?", now=NOW)
    way = re.search(rf"/laporan/{number}/kabar/\d+/berhenti", citizen.read(f"/laporan/{number}"))
    assert way
    citizen.send(way[0])
    assert citizen.status == 303
    assert run(room, Postman(), NOW + minutes(1)) == []
    assert travelled(office.engine, number) == [], "nobody has seen it yet"
    assert "berhenti" in citizen.read(f"/laporan/{number}") and "Kabari lagi" in citizen.page
    assert travelled(office.engine, number) == [("delivered", "page", NOW)]


def test_going_on_by_mail_asks_its_owner_first_and_by_chat_does_not(
    citizen: Visitor, office: Office, room: PostRoom
) -> None:
    number = opened(citizen, office, room, email=SARI)
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=NOW)
        subscribe(session, number=number, recipient=Recipient("telegram", "71", "id"), now=NOW)
    for way in re.findall(rf"/laporan/{number}/kabar/\d+/berhenti", citizen.read(f"/laporan/{number}")):
        citizen.send(way, of=f"/laporan/{number}")
    for way in re.findall(rf"/laporan/{number}/kabar/\d+/lagi", citizen.read(f"/laporan/{number}")):
        citizen.send(way, of=f"/laporan/{number}")
    assert asked(room).address == SARI
    office.act("rina", number, "message", text="Kami lihat.", now=NOW)
    chat = Postman(route="telegram")
    assert [letter.address for letter in run(room, chat, NOW)] == ["71"]
    assert run(room, Postman(), NOW) == []


def test_another_reports_way_is_not_there(citizen: Visitor, office: Office, room: PostRoom) -> None:
    theirs = opened(citizen, office, room, email=SARI)
    way = re.search(r"/kabar/(\d+)/berhenti", citizen.read(f"/laporan/{theirs}"))
    assert way
    mine = opened(citizen, office, room, email=BUDI)
    citizen.read(f"/laporan/{mine}")
    token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.raw)
    assert token
    for what in ("berhenti", "lagi"):
        answer = citizen.client.post(f"/laporan/{mine}/kabar/{way[1]}/{what}", data={"csrf_token": token[1]})
        assert answer.status_code == 404
    assert SARI in heard(room, office, theirs, NOW + minutes(1))


def test_an_anonymous_report_keeps_no_address(citizen: Visitor, office: Office, room: PostRoom) -> None:
    number = opened(citizen, office, room, privacy="anonymous")
    assert "Laporan anonim tidak menyimpan alamat." in citizen.read(f"/laporan/{number}")
    token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.raw)
    assert token
    answer = citizen.client.post(f"/laporan/{number}/kabar", data={"csrf_token": token[1], "email": BUDI})
    assert answer.status_code == 422 and rows(office.engine) == []


def test_without_a_mail_server_no_address_is_asked_for(
    citizen: Visitor, app: Flask, rulebook: object
) -> None:
    service = app.extensions[KEY]
    office = open_office(service.engine, service.rulebook)
    number = office.complain(now=NOW).number
    citizen.read(f"/lacak/{tracking_secret(b'a tracking key of the tests, long', number, 1)}")
    assert "Kirim tautan persetujuan" not in citizen.read(f"/laporan/{number}")


@pytest.mark.parametrize(
    "token", ["1", "1.2", "1.2.", "1.2.AAAAAAAAAAAAAAAAAAAAAA", "x.y.z", "²..", "9" * 30 + ".1.a"]
)
def test_other_links_are_links_to_nothing(client: FlaskClient, office: Office, token: str) -> None:
    assert client.get(f"/kabar/{token}").status_code == 404


def test_a_link_is_for_one_way_one_asking_and_one_key() -> None:
    token = confirm_token(b"one key of ours", 7, NOW)
    assert read_confirm_token(b"one key of ours", token) == (7, NOW)
    assert read_confirm_token(b"another key", token) is None
    assert read_confirm_token(b"one key of ours", token.replace("7.", "8.", 1)) is None


# -- a report that was merged into another one -------------------------------------------------------


def test_who_was_merged_reads_what_is_written_for_her_on_her_own_page(
    citizen: Visitor, office: Office, room: PostRoom
) -> None:
    survivor = office.complain("Parit kami tumpat.", now=NOW - minutes(60), name="Budi Contoh").number
    office.act("rina", survivor, "message", text="Sebelum disatukan.", now=NOW - minutes(50))
    number = opened(citizen, office, room)
    office.act("kasi", number, "merge", into=survivor, reason="Parit yang sama.", now=NOW)
    assert "Belum ada kabar sesudah disatukan." in citizen.read(f"/laporan/{number}")
    office.act("rina", survivor, "question", text="Nomor rumah?", now=NOW + minutes(1))
    office.citizen(survivor, "write", text="Nomor 7, hubungi saya.", now=NOW + minutes(2))
    both = {"text": "Regu datang ke rumah nomor 7.", "others": True, "others_text": "Regu datang besok."}
    office.act("rina", survivor, "message", now=NOW + minutes(3), **both)
    office.act("rina", survivor, "note", text="Catatan dalam.", now=NOW + minutes(4))
    page = citizen.read(f"/laporan/{number}")
    assert survivor in page and "Regu datang besok." in page
    for private in (
        "Nomor rumah?",
        "hubungi saya",
        "Budi Contoh",
        "Catatan dalam",
        "Sebelum disatukan",
        "rumah nomor 7",
        "Rina",
    ):
        assert private not in page, private
