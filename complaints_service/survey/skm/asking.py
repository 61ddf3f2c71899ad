"""The survey's way to the citizen of a closed report: the period that asks them, and their pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.survey.skm.passes import pass_of_report
from complaints_service.survey.skm.queries import open_for_report, pass_used
from config.rulebook import Rulebook
from config.versions import in_force


@dataclass(frozen=True)
class Invitation:
    """Where a citizen answers: the period's code, and a pass that lets one answer in."""

    code: str
    given: str


def invitation_for(
    session: Session, *, number: str, unit: str, key: bytes, now: datetime, rulebook: Rulebook
) -> Invitation | None:
    """The invitation of a closed report; None while no survey asks, and after it was answered."""
    on = rulebook.local_date(now)
    services = [one.code for one in in_force(rulebook.survey_services, on) if one.closing]
    found = open_for_report(session, services=services, unit=unit, on=on)
    if found is None:
        return None
    given = pass_of_report(key, period=found.code, number=number)
    return None if pass_used(session, period_id=found.id, given=given) else Invitation(found.code, given)
