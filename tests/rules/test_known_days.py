"""B1: whoever shows or plans asks of days by `sla.known`, where None is an answer; a calendar itself refuses."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta

import pytest

from config.rulebook import Rulebook
from sla import Amount, HorizonError, known
from tests.repository.tree import ROOT
from tests.support.ended import ending_on
from tests.support.visitors import when

#: What a calendar refuses to answer of days it does not know.
REFUSING = {
    "day_windows", "is_working_day", "elapsed", "advance", "close_of_working_day", "next_open", "open_spans",
}  # fmt: skip
#: The sample office and imported history are told in days that the calendar knows.
APART = ("replay",)


def test_nothing_of_the_service_asks_a_calendar_that_may_refuse() -> None:
    """A call on a calendar by one of these names; `known.elapsed(calendar, ...)` is the way that answers None."""
    service = ROOT / "complaints_service"
    found = []
    for path in service.rglob("*.py"):
        if path.relative_to(service).parts[0] in APART:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in REFUSING
            ):
                of = node.func.value
                if not (isinstance(of, ast.Name) and of.id == "known"):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


TODAY, DAY = when("Wed 2027-01-06 09:00"), date(2027, 1, 6)


@pytest.mark.parametrize("last", [DAY - timedelta(days=1), DAY - timedelta(days=400)])
def test_of_unknown_days_the_answer_is_none_and_never_an_error(rulebook: Rulebook, last: date) -> None:
    calendar = ending_on(rulebook, last).calendar("medan")
    later = TODAY + timedelta(days=3)
    assert known.windows_on(calendar, DAY) is None
    assert known.works_on(calendar, DAY) is None
    assert known.elapsed(calendar, TODAY, later) is None
    assert known.advanced(calendar, TODAY, 3600) is None
    assert known.due(calendar, TODAY, Amount("working_days", 2)) is None
    assert known.close_of_working_day(calendar, TODAY, 5) is None
    assert known.next_open(calendar, TODAY) is None
    assert known.due(calendar, TODAY, Amount("calendar_days", 60)) == datetime.fromisoformat(
        "2027-03-07T17:00:00+00:00"
    )
    with pytest.raises(HorizonError):
        calendar.elapsed(TODAY, later)


def test_of_known_days_it_is_the_calendars_own(rulebook: Rulebook) -> None:
    calendar = rulebook.calendar("medan")
    later = TODAY + timedelta(days=3)
    assert known.windows_on(calendar, DAY) == calendar.day_windows(DAY)
    assert known.works_on(calendar, DAY) is calendar.is_working_day(DAY)
    assert known.elapsed(calendar, TODAY, later) == calendar.elapsed(TODAY, later)
    assert known.advanced(calendar, TODAY, 3600) == calendar.advance(TODAY, 3600)
    assert known.next_open(calendar, TODAY) == calendar.next_open(TODAY)
    assert known.close_of_working_day(calendar, TODAY, 5) == calendar.close_of_working_day(TODAY, 5)
