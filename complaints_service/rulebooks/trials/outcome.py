"""A year judged by other rules: both judgements side by side, as counts. One core with `tanggap what-if`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.tickets.clocks.what_if import LISTED, JudgedAnew, Move, ToldVerdict, WhatIf, what_if
from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS, OFFICE_CLOCKS, RUNNING
from complaints_service.tickets.triage.routing_test import RoutingTest, routing_test
from config.rulebook import Rulebook
from sla.events import instant_of

CLOCKS = (*OFFICE_CLOCKS, *LEGAL_CLOCKS)
#: The clocks whose verdicts are told by category too.
TOLD_BY_CATEGORY = ("first_response", "resolution")


def judged_by(
    session: Session,
    *,
    rulebook: Rulebook,
    other: Rulebook,
    since_on: date,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """What came in since a local day, judged as it is and as if `other` had been in force all the time.

    Who got what is told only where the rules of sending on differ. Reads only.
    """
    since = instant_of(rulebook.calendar(rulebook.office.calendar).midnight(since_on))
    asked = JudgedAnew(as_if_from=since_on, only_since=since, counted=True)
    found = what_if(session, rulebook=rulebook, other=other, now=now, asked=asked, progress=progress)
    sent = None
    if _sends_otherwise(rulebook, other):
        sent = routing_test(session, rulebook=rulebook, other=other, now=now, only_since=since)
    return {
        "tickets": found.tickets,
        "touched": found.touched,
        "moved": len(found.moves),
        "refused": len(found.refused),
        "as_of": now.isoformat(),
        "clocks": [{"clock": clock, **_sides(found, clock)} for clock in CLOCKS],
        "categories": [
            {
                "category": code,
                **{clock: _sides(found, clock, code) for clock in TOLD_BY_CATEGORY},
            }
            for code in sorted({key[0] for key in found.was | found.would})
        ],
        "moves": [_listed(move) for move in found.moves[:LISTED]],
        "sent": None if sent is None else _sent(sent),
    }


def _sides(found: WhatIf, clock: str, category: str | None = None) -> dict[str, Any]:
    """Met, broken and still running verdicts of a clock, as it is and as it would be; None: of all."""
    return {"was": _side(found.was, clock, category), "would": _side(found.would, clock, category)}


def _side(counts: Mapping[tuple[str, str, str], int], clock: str, category: str | None) -> dict[str, int]:
    by: Counter[str] = Counter()
    for (of, name, status), count in counts.items():
        if name == clock and category in (None, of):
            by["open" if status in RUNNING else status] += count
    return {name: by[name] for name in ("met", "breached", "open")}


def _listed(move: Move) -> list[Any]:
    return [move.number, move.clock, move.round, *_told(move.was), *_told(move.would)]


def _told(verdict: ToldVerdict | None) -> tuple[str, str | None]:
    if verdict is None:
        return "", None
    return verdict.status, None if verdict.due_at is None else verdict.due_at.isoformat()


def _sends_otherwise(rulebook: Rulebook, other: Rulebook) -> bool:
    """Whether a report could go elsewhere: by the newest rules, by whom a category goes to first."""

    def handlers(rules: Rulebook) -> list[tuple[str, str]]:
        return [(each.code, each.first_handler) for each in rules.categories]

    one, two = rulebook.routing[-1], other.routing[-1]
    alike = replace(one, version=two.version, effective_from=two.effective_from) == two
    return not alike or handlers(rulebook) != handlers(other)


def _sent(found: RoutingTest) -> dict[str, Any]:
    """How many reports would go to another unit, and what each unit would lose and get."""
    lost, got = Counter(move.was for move in found.moves), Counter(move.would for move in found.moves)
    return {
        "tickets": found.tickets,
        "moved": len(found.moves),
        "refused": len(found.refused),
        "units": [[unit, lost[unit], got[unit]] for unit in sorted(lost | got)],
    }
