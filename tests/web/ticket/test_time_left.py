"""The days left agree with the days promised, at whatever hour one reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from complaints_service.tickets.ledger import deadlines
from complaints_service.web.ticket.clock_panel import told_seconds
from complaints_service.web.ticket.time_left import left_words
from config.rulebook import Rulebook
from sla import Event
from tests.support.visitors import when

#: Ten working days are promised for this class; sixty calendar days are the law's.
CLASS = {"kind": "complaint", "category": "lampu_jalan", "priority": "normal", "unit": "SARPRAS"}


def words(
    rulebook: Rulebook, received: str, now: str, clock: str = "resolution", language: str = "id"
) -> str:
    return words_at(rulebook, when(received), when(now), clock, language)


def words_at(
    rulebook: Rulebook, at: datetime, now: datetime, clock: str = "resolution", language: str = "id"
) -> str:
    data = {**CLASS, "holder": "unit:SARPRAS"}
    event = Event(seq=1, at=at, recorded_at=at, kind="ticket.received", by="citizen", data=data)
    version = rulebook.policy_at(at).version
    found = deadlines.judge([event], rulebook=rulebook, policy_version=version, as_of=now)
    _policy, calendar = deadlines.rules_for([event], rulebook=rulebook, policy_version=version)
    verdict, _number = deadlines.current(found, clock)
    return left_words(verdict, calendar, now, language)


@pytest.mark.parametrize("hour", ["00:05", "07:59", "08:00", "12:30", "16:31", "23:59"])
def test_at_any_hour_of_the_day_it_came_the_promise_is_told_as_given(rulebook: Rulebook, hour: str) -> None:
    came = f"Mon 2026-03-02 {hour}"
    assert words(rulebook, came, came) == "10 hari kerja"
    assert words(rulebook, came, came, language="en") == "10 working days"
    assert words(rulebook, came, came, "legal_decision") == "60 hari kalender"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("Tue 2026-03-03 00:00", "9 hari kerja"),
        ("Sat 2026-03-07 12:00", "6 hari kerja"),
        ("Sun 2026-03-15 23:59", "1 hari kerja"),
    ],
)
def test_one_day_less_each_working_day_and_none_on_others(rulebook: Rulebook, now: str, left: str) -> None:
    assert words(rulebook, "Mon 2026-03-02 00:05", now) == left


def test_on_the_last_day_hours_are_told(rulebook: Rulebook) -> None:
    told = words(rulebook, "Mon 2026-03-02 00:05", "Mon 2026-03-16 09:00")
    assert "jam" in told and "hari" not in told


def test_never_more_days_than_promised_and_never_fewer_as_time_goes_back(rulebook: Rulebook) -> None:
    """Every hour of the whole span: the count only falls, from the promise to the last day."""
    at, counts = when("Mon 2026-03-02 00:05"), []
    for hour in range(0, 14 * 24, 5):
        told = words_at(rulebook, at, at + timedelta(hours=hour))
        counts.append(int(told.split()[0]) if "hari" in told else 0)
    assert counts[0] == 10 and counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("seconds", [0, 1, -1, 59, -59])
def test_nothing_is_late_by_no_minutes(rulebook: Rulebook, seconds: int) -> None:
    at = when("Mon 2026-03-02 09:00")
    data = {**CLASS, "holder": "unit:SARPRAS"}
    event = Event(seq=1, at=at, recorded_at=at, kind="ticket.received", by="citizen", data=data)
    version = rulebook.policy_at(at).version
    found = deadlines.judge([event], rulebook=rulebook, policy_version=version, as_of=at)
    _policy, calendar = deadlines.rules_for([event], rulebook=rulebook, policy_version=version)
    for clock in ("resolution", "legal_decision"):
        verdict, _number = deadlines.current(found, clock)
        assert told_seconds(seconds, verdict, calendar, "id") == "kurang dari semenit"
        assert told_seconds(seconds, verdict, calendar, "en") == "less than a minute"
