"""What a calendar can tell of days it may not know (8): None where it cannot, never an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sla import Amount, HorizonError, compile_calendar, known
from tests.sla.office import CALENDAR, SPEC
from tests.sla.weekdays import said, when

TODAY, DAY = when("Wed 2027-01-06 09:00"), date(2027, 1, 6)
LATER = TODAY + timedelta(days=3)


@pytest.mark.parametrize("last", [DAY - timedelta(days=1), DAY - timedelta(days=300)])
def test_08_of_unknown_days_the_answer_is_none_and_never_an_error(last: date) -> None:
    exceptions = tuple(one for one in SPEC.exceptions if one.on <= last)
    calendar = compile_calendar(replace(SPEC, horizon_on=last, exceptions=exceptions))
    assert known.windows_on(calendar, DAY) is None
    assert known.works_on(calendar, DAY) is None
    assert known.elapsed(calendar, TODAY, LATER) is None
    assert known.advanced(calendar, TODAY, 3600) is None
    assert known.due(calendar, TODAY, Amount("working_days", 2)) is None
    assert known.close_of_working_day(calendar, TODAY, 5) is None
    assert known.next_open(calendar, TODAY) is None
    assert said(known.due(calendar, TODAY, Amount("calendar_days", 60))) == "Mon 2027-03-08 00:00"
    with pytest.raises(HorizonError):
        calendar.elapsed(TODAY, LATER)


def test_08_a_calendar_says_which_day_is_its_last() -> None:
    assert CALENDAR.last_on == date(2026, 12, 31)
    assert CALENDAR.horizon_at == when("Thu 2026-12-31 24:00")


def test_08_of_known_days_it_is_the_calendars_own() -> None:
    """A Wednesday, and the Saturday after it."""
    wednesday, saturday = when("Wed 2026-03-04 07:00"), when("Sat 2026-03-07 09:00")
    assert known.windows_on(CALENDAR, date(2026, 3, 4)) == CALENDAR.day_windows(date(2026, 3, 4))
    assert known.windows_on(CALENDAR, date(2026, 3, 7)) == ()
    assert known.works_on(CALENDAR, date(2026, 3, 4)) is True
    assert known.works_on(CALENDAR, date(2026, 3, 7)) is False
    assert known.elapsed(CALENDAR, wednesday, saturday) == 20 * 3600
    assert said(known.advanced(CALENDAR, wednesday, 3600)) == "Wed 2026-03-04 09:00"
    assert said(known.next_open(CALENDAR, wednesday)) == "Wed 2026-03-04 08:00"
    assert said(known.close_of_working_day(CALENDAR, wednesday, 5)) == "Wed 2026-03-11 16:00"
