"""Search: by number or its end, by words in whatever form, by address; never what one may not see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from complaints_service import db
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.search import queries
from complaints_service.tickets.search.index import index_anew
from complaints_service.tickets.search.matching import read_typed
from complaints_service.tickets.search.models import TicketWords
from complaints_service.tickets.search.queries import search
from complaints_service.tickets.visible import visible_to
from config.rulebook import Rulebook
from tests.bots.naughty import STRINGS
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CANARY = "kenariaduan"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def found(office: Office, login: str, typed: str, **more: int) -> list[str]:
    rights = office.rights(login)
    with db.reading(office.engine) as session:
        return [one.number for one in search(session, rights=rights, meant=read_typed(typed), **more).tickets]


def test_a_report_is_found_by_its_number_its_end_its_words_and_its_address(office: Office) -> None:
    number = office.complain(
        "Lampu jalan di depan masjid padam, mohon diperbaiki.", now=NOW, address="Gang Kenanga nomor 3"
    ).number
    office.complain("Sampah menumpuk di pasar.", now=NOW)
    tail = number.replace("-", "")
    for typed in (
        number, number.lower(), tail[-4:], tail[-5:].lower(), tail[-9:], number[4:],
        "lampu", "LAMPU padam", "perbaikan lampu", "memperbaiki", "kenanga", "gang kenanga 3", "padam masjid",
    ):  # fmt: skip
        assert found(office, "camat", typed) == [number], typed
    for typed in ("pasar lampu", "lam", "padamlah sekali", tail[-3:], "Q9Q9"):
        assert found(office, "camat", typed) == [], typed


def test_what_is_said_later_is_found_too_and_where_it_was_moved(office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    assert found(office, "camat", "ekskavator") == []
    office.act("meja", number, "note", text="Ekskavator dipinjam dari dinas.", now=NOW + timedelta(hours=1))
    assert found(office, "camat", "ekskavator dinas") == [number]
    office.act(
        "meja",
        number,
        "relocate",
        address="Pasar Lima Belas",
        reason="salah tulis",
        now=NOW + timedelta(hours=2),
    )
    assert found(office, "camat", "parit belas") == [number]
    with db.writing(office.engine) as session:
        assert index_anew(session) == 1
    assert found(office, "camat", "parit belas ekskavator") == [number]


def test_a_part_is_found_by_its_own_words_and_what_was_said_before(office: Office) -> None:
    number = office.complain("Parit tumpat dan lampu padam.", now=NOW).number
    later = NOW + timedelta(hours=1)
    office.act("meja", number, "note", text="Tiang nomor tujuh.", now=later)
    office.act("kasi", number, "split", text="Lampunya mati sejak Senin.", reason="dua hal", now=later)
    assert len(found(office, "camat", "senin")) == 1
    assert len(found(office, "camat", "tiang tujuh")) == 2


def test_pages_follow_each_other_newest_first(office: Office) -> None:
    numbers = [office.complain("Parit tumpat.", now=NOW + timedelta(minutes=one)).number for one in range(5)]
    rights = office.rights("camat")
    with db.reading(office.engine) as session:
        first = search(session, rights=rights, meant=read_typed("parit"), limit=2)
        last = first.tickets[-1].id
        rest = search(session, rights=rights, meant=read_typed("parit"), before=last, limit=3)
    assert [one.number for one in (*first.tickets, *rest.tickets)] == numbers[::-1]
    assert (first.more, rest.more) == (True, False)
    assert found(office, "camat", "parit", before=2**31 - 1) == numbers[::-1]


@pytest.mark.parametrize(("stretch", "batch", "grows"), [(1, 1, 2), (2, 1, 3), (3, 200, 2), (20, 2, 2)])
def test_however_far_is_looked_at_once_the_same_is_found(
    office: Office, monkeypatch: pytest.MonkeyPatch, stretch: int, batch: int, grows: int
) -> None:
    """Reports meant and not, of two units of which the reader sees one: newest first, wherever a page begins."""
    texts = [
        "Parit tumpat.",
        "Lampu jalan padam.",
        "Parit tumpat lagi.",
        "KTP belum jadi, parit juga.",
        "Pohon tumbang.",
    ]
    for one in range(12):
        office.complain(texts[one % 5], now=NOW + timedelta(minutes=one))
    names = {"_FIRST_STRETCH": stretch, "_FIRST_BATCH": batch, "_GROWS": grows}
    for name, value in names.items():
        monkeypatch.setattr(queries, name, value)
    for login in ("camat", "rina"):
        rights = office.rights(login)
        with db.reading(office.engine) as session:
            seen = set(session.scalars(select(Ticket.id).where(visible_to(rights))))
            said = {one.id: one.text.casefold() for one in session.scalars(select(Complaint))}
            for typed in ("parit", "parit lagi", "tidakada"):
                told: list[int] = []
                more = True
                while more:
                    before = told[-1] if told else None
                    page = search(session, rights=rights, meant=read_typed(typed), before=before, limit=2)
                    told += [one.id for one in page.tickets]
                    more = page.more
                meant = [one for one in seen if all(word in said[one] for word in typed.split())]
                assert told == sorted(meant, reverse=True), (login, typed)


def test_what_one_may_not_see_is_not_found_by_any_way(office: Office) -> None:
    """Reports that accuse somebody, of other units, and confidential ones: by word, number and its end."""
    about = office.complain(f"Rina Contoh meminta uang, {CANARY}.", now=NOW, about_office="yes").number
    other = office.complain(
        f"Pedagang liar {CANARY}.", now=NOW, category="ketertiban", privacy="confidential"
    ).number
    with db.reading(office.engine) as session:
        visible = {
            login: {
                ticket.number
                for ticket in session.scalars(select(Ticket))
                if opens(office, login, ticket.number)
            }
            for login in ("rina", "trantib", "kasi", "hasan", "meja", "camat")
        }
    assert about not in visible["rina"]
    for login, may_see in visible.items():
        assert set(found(office, login, CANARY)) <= may_see
        for number in (about, other):
            for typed in (number, number[-4:], number[4:]):
                assert (number in found(office, login, typed)) <= (number in may_see), (login, typed)
    assert about not in found(office, "rina", CANARY)


def opens(office: Office, login: str, number: str) -> bool:
    from complaints_service.errors import NotFound
    from complaints_service.tickets.queries import ticket_in_view

    rights = office.rights(login)
    with db.reading(office.engine) as session:
        try:
            ticket_in_view(session, number=number, rights=rights)
        except NotFound:
            return False
    return True


def test_nothing_typed_is_an_error(office: Office) -> None:
    office.complain("Parit tumpat AND OR NOT NEAR.", now=NOW)
    for typed in (
        *STRINGS[::7], " ".join(f"kata{one}" for one in range(1000)), '"parit', "par*", "parit OR lampu", "NOT parit",
        "stems:parit", "NEAR(parit lampu)", "parit & !lampu", "'; DROP TABLE ticket; --", "مرحبا بالعالم", "‮parit",
        "%", "_", "\\", "\x00", "\ud800", "x" * 5000, "''", "(", "^parit", "{parit}", "- parit", "parit+lampu",
    ):  # fmt: skip
        found(office, "camat", typed)
    assert len(found(office, "camat", "near and not")) == 1
    assert len(found(office, "camat", '"parit" *')) == 1


letters = st.text(max_size=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=letters)
def test_whatever_is_typed_is_answered(office: Office, typed: str) -> None:
    found(office, "camat", typed)


def test_what_leaves_the_words_leaves_the_index(office: Office) -> None:
    """The index has no memory of its own: a text that is written nowhere any more is found by nobody."""
    number = office.complain(f"Parit tumpat {CANARY}.", now=NOW).number
    with db.writing(office.engine) as session:
        session.execute(delete(TicketWords))
    assert found(office, "camat", CANARY) == []
    with db.writing(office.engine) as session:
        index_anew(session)
    assert found(office, "camat", CANARY) == [number]
