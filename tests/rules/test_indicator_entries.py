"""The registry of indicators: what it finds, and what it refuses before anything starts."""

from __future__ import annotations

import runpy
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    SurveySums,
)
from complaints_service.measurement.indicators.indicator import Facts, Indicator, alike
from complaints_service.measurement.indicators.measures import INDICATORS, IncompleteIndicators, registered
from complaints_service.measurement.indicators.pooling import MonthPart, pool
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual
from tests.rules.conftest import RULEBOOK

AT = datetime(2026, 11, 5, 3, tzinfo=UTC)
NOVEMBER = Period(
    "2026-11", datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC), current=True
)
STATUSES = ("met", "breached", "running", "at_risk", "not_started", "stopped", "no_target", "unknown")


def every_fact() -> Facts:
    """Each fact in each way it can stand, all of November, some of officer 7 and some of officer 8."""
    clocks = [
        ClockRow(
            ticket, clock, 0, status, None, 7, "SARPRAS", "2026-11", AT, AT, stopped, AT, 3600, "working_days",
            "complaint", "sampah", "1001", "2025.1", "2025.1",
        )
        for ticket, (clock, status, stopped) in enumerate(
            (clock, status, stopped)
            for clock in ("first_response", "next_response", "resolution", "verification")
            for status in STATUSES
            for stopped in (None, AT)
        )
    ]  # fmt: skip
    return Facts(
        clocks=clocks,
        custody=[CustodyRow(1, holder, "SARPRAS", "2026-11", 60, "sampah") for holder in ("person:7", "unit:SARPRAS")],
        resolutions=[
            ResolutionRow(n, 1, AT, "2026-11", 7, "SARPRAS", outcome, "sampah")
            for n, outcome in enumerate(("stood", "undone", "pending"))
        ],
        handovers=[
            HandoverRow(n, 1, AT, "2026-11", "person:8", 7, "SARPRAS", standing, None, "sampah")
            for n, standing in enumerate(("came_in_time", "came_risky", "came_late"))
        ],
        ratings=[
            RatingRow(score, score, AT, "2026-11", 8, "SARPRAS", "sampah", "1001")
            for score in (1, 2, 3, 4)
        ],
        surveys=[SurveySums("AB12CD", "SARPRAS", "2026-11", 7, 200)],
    )  # fmt: skip


@pytest.mark.parametrize("one", INDICATORS.values(), ids=lambda one: one.code)
def test_a_ticket_counts_as_nothing_its_entry_does_not_know(one: Indicator) -> None:
    facts = every_fact()
    behind = one.behind(facts, NOVEMBER)
    # What was answered in a survey leads to nobody and to no ticket.
    assert bool(behind) == (one.sort != "surveys")
    assert {each.part for each in behind} <= {part.code for part in one.parts}
    assert one.measure(facts, NOVEMBER).counts.keys() <= {part.code for part in one.parts}
    assert facts.owners(one.sort) == {"ratings": {8}, "surveys": set()}.get(one.sort, {7})


@pytest.mark.parametrize("one", INDICATORS.values(), ids=lambda one: one.code)
def test_what_a_figure_is_made_of_is_the_same_in_whatever_order_it_is_read(one: Indicator) -> None:
    """A database promises no order: three tickets have all of these facts, and are told alike."""
    facts = every_fact()
    few = {
        sort: [fact._replace(ticket_id=fact.ticket_id % 3) for fact in getattr(facts, sort)]
        for sort in ("clocks", "custody", "resolutions", "handovers", "ratings")
    }
    few["clocks"] = [fact._replace(used_seconds=at) for at, fact in enumerate(few["clocks"])]
    told = []
    for turn in range(8):
        shuffled = {sort: Random(turn).sample(rows, len(rows)) for sort, rows in few.items()}
        read = Facts(**shuffled, surveys=facts.surveys)
        told.append((Counter(one.behind(read, NOVEMBER)), one.measure(read, NOVEMBER)))
    assert all(each == told[0] for each in told)


@pytest.mark.parametrize(
    "one", [each for each in INDICATORS.values() if each.worth], ids=lambda one: one.code
)
def test_the_cases_of_a_share_add_up_to_it(one: Indicator) -> None:
    facts = every_fact()
    cases, found = one.cases(facts.summed(NOVEMBER)), one.measure(facts, NOVEMBER)
    worth = sum(case.worth * case.n for case in cases)
    pooled = pool([MonthPart(worth, sum(case.n for case in cases), 1.0)])
    assert pooled is not None and found.value is not None
    assert (one.of_share(pooled.share), pooled.n) == (pytest.approx(found.value), found.n)


def test_what_no_case_can_be_weighed_of_has_none() -> None:
    sums = every_fact().summed(NOVEMBER)
    assert INDICATORS["volume"].cases(sums) == []
    with pytest.raises(ValueError, match="custody have no outcome"):
        list(alike("custody", sums))


def test_each_formula_is_one_the_outsiders_script_knows() -> None:
    formulas = runpy.run_path(str(RULEBOOK.parents[1] / "docs" / "recompute.py"))["FORMULAS"]
    assert {one.recompute[0] for one in INDICATORS.values()} == formulas.keys()


SHARE, MEDIAN = INDICATORS["reopened_share"], INDICATORS["first_response_median"]


@pytest.mark.parametrize(
    ("one", "change", "fault"),
    [
        (SHARE, {"code": "Share of it"}, "is not written in small letters"),
        (SHARE, {"names": Bilingual("Dibuka", "")}, "names has no words in one of the languages"),
        (SHARE, {"meaning": Bilingual(" ", "Reopened")}, "meaning has no words"),
        (SHARE, {"beside": Bilingual("", "Reopened")}, "beside has no words"),
        (SHARE, {"source": ""}, "has no source"),
        (SHARE, {"unit": "count"}, "a share cannot be told in count"),
        (SHARE, {"better": "best"}, "neither higher nor lower"),
        (SHARE, {"parts": ()}, "has no part"),
        (SHARE, {"recompute": ()}, "names no formula"),
        (SHARE, {"sort": "handovers"}, "a share of handovers has no cases to weigh"),
        (SHARE, {"counted": Bilingual("baik", "good")}, "counted has no place for {counts}"),
        (MEDIAN, {"still": None}, "does not say what is told while most still wait"),
    ],
)
def test_one_that_lacks_something_stops_the_start(one: Indicator, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(IncompleteIndicators) as refused:
        registered([replace(one, **change)])
    assert len(refused.value.faults) == 1, refused.value.faults
    assert refused.value.faults[0].startswith(f"{change.get('code', one.code)}: ")
    assert fault in refused.value.faults[0]


def test_all_faults_are_told_at_once_and_no_code_or_place_is_taken_twice() -> None:
    twice = replace(SHARE, source="", parts=())
    with pytest.raises(IncompleteIndicators) as refused:
        registered([SHARE, twice])
    assert len(refused.value.faults) == 4
    assert "code 'reopened_share' is taken 2 times" in str(refused.value)
    assert f"place {SHARE.place} is taken 2 times" in str(refused.value)


def test_their_places_decide_their_order() -> None:
    assert list(registered(reversed(INDICATORS.values()))) == list(INDICATORS)
