"""History under other routing rules: what would move, and who would have how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.tickets.triage.routing_test import RoutingTest, routing_lines, routing_test
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    office = open_office(engine, rulebook)
    for number in range(4):
        at = NOW + timedelta(minutes=number)
        office.complain(f"Parit tumpat di Gang Contoh {number}.", now=at, category="drainase_banjir")
    office.complain("Ada yang berjualan di trotoar.", now=NOW, category="ketertiban")
    return office


def tried(office: Office, other: Rulebook) -> RoutingTest:
    with db.reading(office.engine) as session:
        return routing_test(session, rulebook=office.rulebook, other=other, now=NOW + timedelta(days=1))


def handled_by(rulebook: Rulebook, category: str, unit: str) -> Rulebook:
    changed = [
        replace(each, first_handler=unit) if each.code == category else each for each in rulebook.categories
    ]
    return replace(rulebook, categories=tuple(changed))


def test_the_same_rules_move_nothing(office: Office) -> None:
    found = tried(office, office.rulebook)
    assert (found.tickets, found.moves, found.refused) == (5, [], {})
    assert all(got[:2] == got[2:] for got in found.got.values())


def test_what_would_move_and_how_loads_would_differ(office: Office) -> None:
    found = tried(office, handled_by(office.rulebook, "drainase_banjir", "TRANTIB"))
    assert {(move.was, move.would) for move in found.moves} == {("SARPRAS", "TRANTIB")}
    assert len(found.moves) == 4
    named = ("rina", "hasan", "kasi", "trantib", "kasitrantib")
    rina, hasan, kasi, trantib, head = (f"person:{office.officers[login]}" for login in named)
    assert sorted(found.got[one][0] for one in (rina, hasan, kasi)) == [1, 1, 2], "by load, as it went"
    assert [found.got[one][2] for one in (rina, hasan, kasi)] == [0, 0, 0]
    assert sum(found.got[one][2] for one in (trantib, head)) == 4
    told = list(routing_lines(found, everything=False, names={trantib: "Trantib Contoh"}))
    assert told[0] == "5 laporan disalurkan ulang, 4 pindah unit."
    assert "       4 SARPRAS -> TRANTIB" in told
    assert any(line.startswith("Trantib Contoh: ") for line in told)


def test_a_category_that_is_gone_is_refused_by_name(office: Office) -> None:
    rest = tuple(each for each in office.rulebook.categories if each.code != "ketertiban")
    found = tried(office, replace(office.rulebook, categories=rest))
    assert (found.tickets, len(found.refused)) == (4, 1)
