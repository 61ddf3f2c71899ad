"""Indicators over facts written down by hand (sla.md, sentences 57 to 60)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints_service.measurement.facts.rows import ClockRow, CustodyRow, ResolutionRow
from complaints_service.measurement.indicators.fairness import wilson
from complaints_service.measurement.indicators.indicator import Facts, Measured
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.months import (
    Period,
    month_after,
    months_until,
    period_of,
)
from config.rulebook import Rulebook

NOVEMBER = Period(
    "2026-11", datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC), current=True
)
OCTOBER = Period("2026-10", datetime(2026, 9, 30, 17, tzinfo=UTC), NOVEMBER.start, current=False)


def on(month: int, day: int, hour: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def clock(
    ticket: int,
    status: str,
    *,
    name: str = "first_response",
    month: str | None = "2026-11",
    used: int | None = 3600,
    stopped: datetime | None = None,
    breached: datetime | None = None,
    reason: str | None = None,
    target: str | None = "working_days",
) -> ClockRow:
    if status in ("met", "stopped") and stopped is None:
        stopped = on(11, 10)
    if status == "breached" and breached is None:
        breached = on(11, 9)
    return ClockRow(
        ticket,
        name,
        0,
        status,
        reason,
        7,
        "SARPRAS",
        month,
        on(11, 2),
        on(11, 9),
        stopped,
        breached,
        used,
        target,
        "complaint",
        "sampah",
        None,
        "2025.1",
        "2025-2027.1",
    )


def measure(code: str, *clocks: ClockRow, period: Period = NOVEMBER, **more: list[object]) -> Measured:
    return INDICATORS[code].measure(Facts(clocks=clocks, **more), period)  # type: ignore[arg-type]


def test_a_share_counts_open_late_ones_as_broken_and_the_rest_apart() -> None:
    found = measure(
        "first_response_on_time",
        clock(1, "met"),
        clock(2, "met"),
        clock(3, "met"),
        clock(4, "breached", stopped=on(11, 20)),
        clock(5, "breached"),
        clock(6, "running", month=None),
        clock(7, "at_risk", month=None),
        clock(8, "not_started", month=None),
        clock(9, "stopped", reason="rejected"),
        clock(10, "no_target", month=None, target=None),
        clock(11, "unknown", month=None),
        clock(12, "met", name="resolution"),
        clock(13, "met", month="2026-10"),
    )
    low, high = wilson(3, 5)
    assert (found.value, found.k, found.n, found.interval) == (60.0, 3, 5, (100 * low, 100 * high))
    assert found.counts == {
        "met": 3,
        "late_finished": 1,
        "late_open": 1,
        "running": 1,
        "at_risk": 1,
        "not_started": 1,
        "stopped": 1,
        "no_target": 1,
        "unknown": 1,
    }


def test_nothing_judged_is_no_share() -> None:
    found = measure("resolution_on_time", clock(1, "running", name="resolution", month=None))
    assert (found.value, found.n, found.interval) == (None, 0, None)


def test_what_still_runs_belongs_to_the_current_month_only() -> None:
    running = clock(1, "running", month=None)
    assert measure("first_response_on_time", running).counts == {"running": 1}
    assert measure("first_response_on_time", running, period=OCTOBER).counts == {}


def test_the_median_takes_finished_work_late_or_not_and_censors_the_rest() -> None:
    """Done at 10, 20 (late), 40; refused at 15, waiting at 30 and, late, at 50; three are left out.

    Six, five, four, ... : 5/6 after 10, at 15 one leaves, 5/6 * 3/4 = 0.625 after 20, 30 leaves,
    0.625 * 1/2 = 0.3125 after 40. The curve crosses one half at 40 and never comes to one tenth.
    """
    clocks = (
        clock(1, "met", used=10),
        clock(2, "breached", used=20, stopped=on(11, 20)),
        clock(3, "met", used=40),
        clock(4, "stopped", used=15, reason="rejected"),
        clock(5, "running", month=None, used=30),
        clock(6, "breached", used=50),
        clock(7, "not_started", month=None, used=None),
        clock(8, "no_target", month=None, used=5, target=None),
        clock(9, "unknown", month=None, used=None),
        clock(10, "met", used=99999, target="calendar_days"),
    )
    median = measure("first_response_median", *clocks)
    assert (median.value, median.still_waiting) == (40, False)
    p90 = measure("first_response_p90", *clocks)
    assert (p90.value, p90.still_waiting) == (None, True)


def test_a_late_rejection_is_not_finished_work() -> None:
    found = measure(
        "first_response_median", clock(1, "breached", used=20, stopped=on(11, 20), reason="rejected")
    )
    assert (found.value, found.still_waiting, found.n) == (None, True, 1)


def test_nothing_to_wait_for_is_not_waiting() -> None:
    found = measure("first_response_median")
    assert (found.value, found.still_waiting, found.interval) == (None, False, None)


def test_held_adds_every_span_of_the_office_in_the_month() -> None:
    spans = [
        CustodyRow(1, "person:7", "SARPRAS", "2026-11", 100, "sampah"),
        CustodyRow(1, "person:7", "SARPRAS", "2026-10", 900, "sampah"),
        CustodyRow(2, "person:7", "SARPRAS", "2026-11", 20, "sampah"),
        CustodyRow(2, "citizen", "", "2026-11", 5000, "sampah"),
    ]
    found = measure("held", custody=spans)
    assert (found.value, found.n) == (120, 2)
    assert [row.seconds for row in INDICATORS["held"].behind(Facts(custody=spans), NOVEMBER)] == [100, 20]
    assert measure("held").value is None


def test_a_resolution_is_charged_to_who_made_it_once_the_citizen_has_judged() -> None:
    def made(seq: int, outcome: str, month: str = "2026-11") -> ResolutionRow:
        return ResolutionRow(1, seq, on(11, 3), month, 7, "SARPRAS", outcome, "sampah")

    found = measure(
        "reopened_share",
        resolutions=[
            made(3, "undone"),
            made(5, "stood"),
            made(7, "stood"),
            made(9, "stood"),
            made(11, "pending"),
            made(13, "undone", "2026-10"),
        ],
    )
    assert (found.value, found.k, found.n, found.counts["pending"]) == (25.0, 1, 4, 1)


def test_open_and_late_counts_tickets_as_they_stood_when_the_month_ended() -> None:
    clocks = (
        clock(1, "breached", breached=on(10, 20), month="2026-10"),  # late since October, still open
        clock(1, "breached", name="resolution", breached=on(11, 5)),  # the same ticket
        clock(2, "breached", breached=on(10, 20), month="2026-10", stopped=on(11, 3)),  # answered in November
        clock(3, "breached", breached=on(11, 5), stopped=on(11, 8)),
        clock(4, "met"),
        clock(5, "breached", name="legal_answer", breached=on(10, 20), month="2026-10"),
    )
    assert measure("open_and_late", *clocks).value == 1
    assert measure("open_and_late", *clocks, period=OCTOBER).value == 2
    behind = INDICATORS["open_and_late"].behind(Facts(clocks=clocks), OCTOBER)
    assert {row.ticket_id for row in behind} == {1, 2}


@pytest.mark.parametrize("code", INDICATORS)
def test_each_says_its_name_source_and_direction(code: str, rulebook: Rulebook) -> None:
    indicator = INDICATORS[code]
    assert indicator.names.id
    assert indicator.names.en
    assert indicator.source
    target = rulebook.target(code, on(11, 1).date())
    if target is not None:
        assert (indicator.unit, indicator.better) == (target.unit, target.better)


def test_every_figure_opens_to_as_many_entries_as_it_has_counted() -> None:
    clocks = (clock(1, "met"), clock(2, "breached"), clock(3, "running", month=None))
    found = measure("first_response_on_time", *clocks)
    behind = INDICATORS["first_response_on_time"].behind(Facts(clocks=clocks), NOVEMBER)
    assert [(row.ticket_id, row.part) for row in behind] == [(1, "met"), (2, "late_open"), (3, "running")]
    assert sum(found.counts.values()) == len(behind)


def test_months(rulebook: Rulebook) -> None:
    assert [month_after(month) for month in ("2026-11", "2026-12")] == ["2026-12", "2027-01"]
    assert months_until("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]
    calendar = rulebook.calendar(rulebook.office.calendar)
    assert period_of("2026-11", calendar, on(11, 24)) == NOVEMBER
    assert not period_of("2026-11", calendar, NOVEMBER.end).current
    for wrong in ("2026", "2026-13", "26-11", "2026-1", "november"):
        with pytest.raises(ValueError):
            period_of(wrong, calendar, on(11, 24))
