"""Judging history under another rulebook: what would move, and that nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.tickets.clocks.what_if import JudgedAnew, WhatIf, what_if, what_if_lines
from complaints_service.tickets.ledger.models import TicketEvent
from config.rulebook import Rulebook
from sla import Amount
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def stricter(rulebook: Rulebook, days: int) -> Rulebook:
    """The same rulebook, but that everything is to be resolved within so many working days."""
    quick = Amount("working_days", days)
    policies = tuple(
        replace(
            policy,
            rows=tuple(replace(row, targets={**row.targets, "resolution": quick}) for row in policy.rows),
        )
        for policy in rulebook.policies
    )
    return replace(rulebook, policies=policies)


def drafted(rulebook: Rulebook, days: int, starts: date) -> Rulebook:
    """The same rulebook with a stricter version of the policy that begins on a day."""
    newest = stricter(rulebook, days).policies[-1]
    draft = replace(newest, version="rancangan", effective_from=starts)
    return replace(rulebook, policies=(*rulebook.policies, draft))


def moved(
    office: Office,
    other: Rulebook,
    seen: list[tuple[int, int]] | None = None,
    as_if_from: date | None = None,
) -> WhatIf:
    with db.reading(office.engine) as session:
        return what_if(
            session,
            rulebook=office.rulebook,
            other=other,
            now=LATER,
            asked=JudgedAnew(as_if_from=as_if_from),
            progress=lambda done, of: seen.append((done, of)) if seen is not None else None,
        )


def test_what_would_move_is_named_with_both_verdicts_and_nothing_is_stored(office: Office) -> None:
    """Resolved on Wed 8 Apr: in time within the promise of today, late within one working day."""
    number = office.complain(now=NOW, category="sampah").number
    office.act("rina", number, "message", text="Kami datang.", now=NOW)
    office.act("rina", number, "resolve", text="Beres.", now=NOW + 2 * DAY)
    count = select(func.count()).select_from(TicketEvent)
    with db.reading(office.engine) as session:
        before = session.scalar(count)
    seen: list[tuple[int, int]] = []
    found = moved(office, stricter(office.rulebook, 1), seen)
    [move] = found.moves
    assert (move.number, move.clock, move.statuses) == (number, "resolution", ("met", "breached"))
    assert move.would is not None
    assert move.would.due_at == datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
    assert found.counts == {("resolution", "met", "breached"): 1}
    assert (found.tickets, found.touched, seen) == (1, 1, [(1, 1)])
    with db.reading(office.engine) as session:
        assert session.scalar(count) == before
    told = list(what_if_lines(found, everything=False, zone="Asia/Jakarta"))
    assert told[0] == "1 tiket dinilai ulang, 1 berubah, 1 jam berubah."
    assert told[1].split(maxsplit=1) == ["1", "resolution: met -> breached"]
    assert told[2].endswith("-> breached 2026-04-07 16:30")


def test_the_same_rulebook_moves_nothing(office: Office, rulebook: Rulebook) -> None:
    office.complain(now=NOW)
    found = moved(office, replace(rulebook))
    assert (found.tickets, found.moves, found.refused) == (1, [], {})


def test_only_the_first_are_listed_unless_all_are_asked_for(office: Office) -> None:
    for _ in range(22):
        office.complain(now=NOW)
    found = moved(office, stricter(office.rulebook, 1))
    few = list(what_if_lines(found, everything=False, zone="Asia/Jakarta"))
    assert few[-1] == f"... dan {len(found.moves) - 20} lagi; --all menyebut semuanya."
    everything = list(what_if_lines(found, everything=True, zone="Asia/Jakarta"))
    assert len(everything) == 1 + len(found.counts) + len(found.moves)


def test_a_rulebook_that_began_later_cannot_judge_and_says_so(office: Office, rulebook: Rulebook) -> None:
    number = office.complain(now=NOW).number
    late = tuple(replace(policy, effective_from=date(2026, 12, 1)) for policy in rulebook.policies)
    found = moved(office, replace(rulebook, policies=late))
    assert (found.tickets, found.refused) == (0, {number: "not_in_force"})


def test_a_draft_that_begins_later_moves_nothing_and_says_why(office: Office, rulebook: Rulebook) -> None:
    office.complain(now=NOW, category="sampah")
    found = moved(office, drafted(rulebook, 1, date(2027, 1, 1)))
    assert (found.tickets, found.moves) == (1, [])
    told = list(what_if_lines(found, everything=False, zone="Asia/Jakarta"))
    assert told[1].startswith("Versi rancangan baru berlaku 2027-01-01,") and "--as-if-from" in told[1]


def test_a_draft_judges_as_if_it_had_been_in_force_what_came_in_from_a_day_on(
    office: Office, rulebook: Rulebook
) -> None:
    """Two reports of one kind, a day apart: of the later one alone the promise moves."""
    draft = drafted(rulebook, 1, date(2027, 1, 1))
    office.complain(now=NOW, category="sampah")
    later = office.complain(now=NOW + DAY, category="sampah").number
    found = moved(office, draft, as_if_from=date(2026, 4, 7))
    assert {move.number for move in found.moves} == {later}
    assert (found.tickets, found.later) == (2, ())
    assert moved(office, draft, as_if_from=date(2026, 4, 6)).touched == 2
    assert moved(office, draft, as_if_from=date(2026, 4, 8)).touched == 0
