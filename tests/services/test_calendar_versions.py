"""Later versions of a calendar count from their entry, and days past say when they were decreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.tickets.rulebook_versions import UndatedDecree, enter_calendars, store_versions
from config.rulebook import Rulebook
from sla import DayException

BEGUN = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ENTERED = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


def with_a_day(rulebook: Rulebook, on: date, decreed_at: datetime | None = None) -> Rulebook:
    """The rulebook with a second version of its calendars' parent, which closes one more day."""
    specs = dict(rulebook.calendars)
    newest = specs["national"][-1]
    day = DayException(key="late", on=on, kind="closure", name="Banjir", windows=(), decreed_at=decreed_at)
    more = replace(newest, version="later", exceptions=(*newest.exceptions, day))
    specs["national"] = (*specs["national"], more)
    specs["medan"] = tuple(replace(spec, parent=more) for spec in specs["medan"])
    return replace(rulebook, calendars=specs, _compiled={}, _entered={})


def begin(engine: Engine, rulebook: Rulebook) -> None:
    with db.writing(engine) as session:
        store_versions(session, versions=rulebook.versions(), now=BEGUN)


def test_a_day_to_come_counts_from_its_entry_and_keeps_that_instant(
    engine: Engine, rulebook: Rulebook
) -> None:
    begin(engine, rulebook)
    later = with_a_day(rulebook, date(2026, 3, 10))
    for now in (ENTERED, ENTERED + timedelta(days=3)):  # entered once, however often the office starts
        with db.writing(engine) as session:
            enter_calendars(session, rulebook=later, now=now)
            store_versions(
                session,
                versions=[one for one in later.versions() if one.version == "later"],
                now=now,
            )
        decrees = later.calendar("medan").decrees
        assert decrees[-1].decreed == int(ENTERED.timestamp())
        assert not later.calendar("medan").is_working_day(date(2026, 3, 10))


@pytest.mark.parametrize("on", [date(2026, 3, 3), date(2026, 3, 4)])
def test_a_day_past_or_today_must_say_when_it_was_decreed(
    engine: Engine, rulebook: Rulebook, on: date
) -> None:
    begin(engine, rulebook)
    with db.reading(engine) as session:
        with pytest.raises(UndatedDecree) as refused:
            enter_calendars(session, rulebook=with_a_day(rulebook, on), now=ENTERED)
        assert refused.value.code == "decree_undated"
        assert "national.exceptions.late" in str(refused.value)
        said = with_a_day(rulebook, on, decreed_at=BEGUN)
        enter_calendars(session, rulebook=said, now=ENTERED)
    assert said.calendar("medan").decrees[-1].decreed == int(BEGUN.timestamp())
