"""Who may do what with the surveys of which units. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.survey.skm.queries import PeriodView


def units_with(rights: Rights, right: str, units: Iterable[str]) -> list[str]:
    """Those of these units over which somebody has a right of the survey."""
    return [code for code in units if may_in_office(rights, right, code)]


def may_do(rights: Rights, found: PeriodView) -> Mapping[str, bool]:
    """What somebody may do with a period as it stands: enter, close, publish, plan, print."""
    runs, closed = may_in_office(rights, "run_survey", found.unit), found.closed_at is not None
    return {
        "enter": not closed and may_in_office(rights, "enter_survey", found.unit),
        "close": runs and not closed,
        "publish": runs and closed and found.published_at is None,
        "plan": runs and closed,
        "print": not closed,
    }
