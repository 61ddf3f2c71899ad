"""The rulebook as it reads when nobody has entered next year's days: its calendars end on a given day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from config.rulebook import Rulebook
from sla import CalendarSpec


def ending_on(rulebook: Rulebook, last: date) -> Rulebook:
    """The same rules on calendars that know no day after `last`."""
    calendars = {
        code: tuple(_cut(spec, last) for spec in specs) for code, specs in rulebook.calendars.items()
    }
    return replace(rulebook, calendars=calendars, _compiled={}, _entered={})


def _cut(spec: CalendarSpec, last: date) -> CalendarSpec:
    return replace(
        spec,
        horizon_on=min(spec.horizon_on, last),
        exceptions=tuple(each for each in spec.exceptions if each.on <= last),
        parent=_cut(spec.parent, last) if spec.parent else None,
    )
