"""The hash a month's figures are known by. Pure; `docs/recompute.py` does the same from an export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    SurveySums,
)
from complaints_service.measurement.indicators.indicator import Facts
from complaints_service.measurement.indicators.values import IndicatorValue

#: Names the form of what is hashed; another form gets another name.
FORM = "tanggap-month-2"

#: The sorts of facts as they are exported and hashed, each with its columns in order.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clocks": ClockRow._fields,
    "custody": CustodyRow._fields,
    "resolutions": ResolutionRow._fields,
    "handovers": HandoverRow._fields,
    "ratings": RatingRow._fields,
    "surveys": SurveySums._fields,
}


def tables_of(facts: Facts) -> Mapping[str, Sequence[Sequence[Any]]]:
    """The facts as rows of plain values, each sort in one order; instants in ISO 8601, UTC."""
    return {
        "clocks": _plain(sorted(facts.clocks, key=lambda row: (row.ticket_id, row.clock, row.round))),
        "custody": _plain(sorted(facts.custody)),
        "resolutions": _plain(sorted(facts.resolutions, key=lambda row: (row.ticket_id, row.seq))),
        "handovers": _plain(sorted(facts.handovers, key=lambda row: (row.ticket_id, row.seq))),
        "ratings": _plain(sorted(facts.ratings, key=lambda row: row.ticket_id)),
        "surveys": _plain(sorted(facts.surveys)),
    }


def efforts_in(facts: Facts) -> Mapping[str, float]:
    """How much each category that was resolved weighs."""
    return {
        category: facts.efforts.get(category, 1.0)
        for category in sorted({fact.category for fact in facts.resolutions})
    }


def month_hash(subject: Sequence[str], month: str, facts: Facts) -> str:
    """SHA-256 of the month's facts: equal as long as no fact has changed, whenever one asks.

    Each verdict names the policy and calendar version it was made by, so these are covered too. Surveys are
    in it where one was closed: months without are hashed as before there were any.
    """
    tables = dict(tables_of(facts))
    surveys = tables.pop("surveys")
    return _digest(
        [FORM, *subject, month, *tables.values(), efforts_in(facts), *([surveys] if surveys else [])]
    )


def value_hash(month: str, one: IndicatorValue) -> str:
    """SHA-256 of one value and the hash of the month it was computed from; values to six places."""
    value = None if one.value is None else f"{one.value:.6f}"
    return _digest([month, one.code, value, one.k, one.n])


def _digest(what: object) -> str:
    told = json.dumps(what, separators=(",", ":"), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(rows: Iterable[Any]) -> list[list[Any]]:
    return [[_value(value) for value in row] for row in rows]


def _value(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value
