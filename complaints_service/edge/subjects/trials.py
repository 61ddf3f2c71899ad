"""Rules tried on the past year: who may, and one trial."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.edge.guard import Right
from complaints_service.errors import NotFound
from complaints_service.office_reports.service import may_issue
from complaints_service.rulebooks.trials.models import RulebookTrial
from complaints_service.rulebooks.trials.queries import trial_of


def may_try_rules(session: Session, rights: Rights) -> bool:
    """Whether a person tries rules: who issues the office's reports, and who opens the office."""
    return may_issue(session, rights) or may_in_office(rights, "open_office")


def _tries(session: Session, rights: Rights, **_places: object) -> None:
    if not may_try_rules(session, rights):
        raise NotFound


def _trial(session: Session, rights: Rights, *, trial_id: int, **_places: object) -> RulebookTrial:
    found = trial_of(session, trial_id=trial_id) if may_try_rules(session, rights) else None
    if found is None:
        raise NotFound
    return found


_WHO = "the head of the office, managers of all of it who work here, its administrators"
TRY_RULES = Right(code="try_rules", who=_WHO, load=_tries)
READ_TRIAL = Right(code="read_trial", who=_WHO, load=_trial)
