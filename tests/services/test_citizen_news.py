"""What a citizen hears of moves, reopenings and mergers, in her own language. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Letter
from complaints_service.notify.service import Recipient, subscribe
from config.rulebook import Rulebook
from tests.services.post import Postman, minutes, room_of, run
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI, BUDI = "sari@contoh.example", "budi@contoh.example"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def room(office: Office) -> PostRoom:
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW - timedelta(days=30))
    return room_of(office.engine, office.rulebook)


def heard(letters: list[Letter], who: str = SARI) -> list[str]:
    return [letter.kind for letter in letters if letter.address == who]


def after_first_letter(office: Office, room: PostRoom, **draft: object) -> str:
    number = office.complain(now=NOW, email=SARI, **draft).number
    run(room, Postman(), NOW)
    return number


def move(office: Office, number: str, to: str, *, at: datetime, by: str = "camat") -> None:
    office.act(by, number, "assign", to=to, reason="Lebih dekat.", now=at)


def test_another_unit_is_news_in_the_readers_language(office: Office, room: PostRoom) -> None:
    number = after_first_letter(office, room)
    with db.writing(office.engine) as session:
        subscribe(session, number=number, recipient=Recipient("email", BUDI, "en"), now=NOW)
    move(office, number, f"person:{office.officers['trantib']}", at=NOW + minutes(1))
    letters = {letter.address: letter for letter in run(room, Postman(), NOW + minutes(1))}
    assert {letter.kind for letter in letters.values()} == {"moved"}
    assert f"Laporan {number} sekarang di Seksi" in letters[SARI].text
    assert f"Your report {number} is now with" in letters[BUDI].text
    assert "Trantib Contoh" not in letters[SARI].text, "no person is named to citizens"


def test_another_person_of_the_same_unit_is_the_offices_own_affair(office: Office, room: PostRoom) -> None:
    number = after_first_letter(office, room)
    move(office, number, "unit:SARPRAS", at=NOW + minutes(1))
    assert run(room, Postman(), NOW + minutes(1)) == []


def test_back_and_forth_is_told_each_time(office: Office, room: PostRoom) -> None:
    number = after_first_letter(office, room)
    for step, unit in enumerate(("unit:TRANTIB", "unit:SARPRAS"), start=1):
        move(office, number, unit, at=NOW + minutes(step))
    assert heard(run(room, Postman(), NOW + minutes(3))) == ["moved", "moved"]


def test_a_reopening_is_told_also_when_a_late_answer_reopens(office: Office, room: PostRoom) -> None:
    number = after_first_letter(office, room)
    office.act("rina", number, "resolve", text="Beres.", now=NOW + minutes(1))
    office.citizen(number, "accept", now=NOW + minutes(2))
    office.citizen(number, "ask_reopening", reason="Tumpat lagi.", now=NOW + minutes(3))
    assert heard(run(room, Postman(), NOW + minutes(4))) == ["resolved", "reopened"]


def merged(office: Office, room: PostRoom) -> tuple[str, str]:
    """Budi's report came first; Sari's was merged into it."""
    survivor = office.complain(now=NOW - minutes(60), email=BUDI).number
    number = after_first_letter(office, room)
    office.act("kasi", number, "merge", into=survivor, reason="Parit yang sama.", now=NOW + minutes(1))
    return number, survivor


def test_a_merger_names_the_earlier_report_and_says_that_news_goes_on(office: Office, room: PostRoom) -> None:
    number, survivor = merged(office, room)
    (letter,) = (one for one in run(room, Postman(), NOW + minutes(1)) if one.address == SARI)
    assert letter.kind == "merged"
    assert f"Laporan Anda {number} disatukan dengan {survivor} yang lebih dulu" in letter.text
    assert "Parit yang sama." in letter.text


def test_who_was_merged_hears_how_the_survivor_stands_and_nobodys_words(
    office: Office, room: PostRoom
) -> None:
    number, survivor = merged(office, room)
    run(room, Postman(), NOW + minutes(1))
    office.act("rina", survivor, "question", text="Rumah nomor berapa?", now=NOW + minutes(2))
    office.citizen(survivor, "write", text="Nomor 7.", now=NOW + minutes(3))
    office.act("rina", survivor, "resolve", text="Sudah dikeruk.", now=NOW + minutes(4))
    office.citizen(survivor, "dispute", text="Belum bersih.", now=NOW + minutes(5))
    letters = run(room, Postman(), NOW + minutes(6))
    assert heard(letters) == ["merged_state"], "that it stands otherwise, and nobody's words"
    assert heard(letters, BUDI) == ["asked", "resolved", "disputed"]
    mine = [letter.text for letter in letters if letter.address == SARI]
    assert number in mine[0] and survivor not in mine[0]
    for words in ("Rumah nomor berapa?", "Sudah dikeruk.", "Belum bersih.", "Nomor 7."):
        assert all(words not in text for text in mine), "another citizen's words, or the office's to another"
