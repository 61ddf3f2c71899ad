"""How many working days ago something came: by edges in time it is what counting each one's days gives."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from complaints_service.measurement.indicators.office_now import AGES, by_age
from config.rulebook import Rulebook
from sla.events import EPOCH
from tests.support.visitors import when

FRIDAY = when("Fri 2026-11-06 16:00")


@given(
    st.lists(st.integers(-3 * 86_400, 40 * 86_400), max_size=30),
    st.integers(0, 14 * 86_400).map(lambda more: FRIDAY + timedelta(seconds=more)),
)
def test_each_is_of_the_age_its_working_days_make(rulebook: Rulebook, back: list[int], now: datetime) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    came = [now - timedelta(seconds=seconds) for seconds in back]
    counted: Counter[int | None] = Counter()
    for at in came:
        days = calendar.elapsed(at, max(at, now)) // calendar.nominal_day_seconds
        counted[next((last for last in AGES if last is None or days <= last), None)] += 1
    assert [(age.last, age.tickets) for age in by_age(came, now=now, rulebook=rulebook)] == [
        (last, counted[last]) for last in AGES
    ]


def test_what_came_before_the_calendar_began_is_of_the_oldest(rulebook: Rulebook) -> None:
    ages = by_age([EPOCH], now=FRIDAY, rulebook=rulebook)
    assert [age.tickets for age in ages] == [0, 0, 0, 0, 1]


def test_after_the_calendar_has_run_out_nothing_has_an_age(rulebook: Rulebook) -> None:
    ages = by_age([FRIDAY], now=FRIDAY.replace(year=2046), rulebook=rulebook)
    assert [age.tickets for age in ages] == [1, 0, 0, 0, 0]
