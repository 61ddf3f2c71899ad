"""Who may see whose figures, as of the month they are of."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from complaints_service.accounts.access import (
    Rights,
    may_in_office,
    may_over_office,
    may_see_person,
)
from complaints_service.errors import NotFound
from complaints_service.measurement.indicators.loading import Subject
from complaints_service.measurement.months import first_day, last_day
from complaints_service.people.queries import card_on, heads_office, officer_card
from complaints_service.people.rights import led_during


def may_see_subject(session: Session, *, rights: Rights, subject: Subject, month: str | None = None) -> bool:
    """Whether a person may see these figures: an officer's as of the month, others with the board.

    An officer's figures of a month are seen by the officer, by whoever stood above them on any day of it,
    and by an auditor of the unit they were in; without a month, by `may_see_person` today.
    """
    officer_id = subject.officer_id
    if officer_id is not None and month is not None:
        card = card_on(session, officer_id=officer_id, on=last_day(month))
        return card is not None and may_see_person(as_of_month(session, rights, month), officer_id, card.unit)
    if officer_id is not None:
        card = officer_card(session, officer_id=officer_id)
        return card is not None and may_see_person(rights, officer_id, card.unit)
    if subject.kind == "unit":
        return may_in_office(rights, "view_board", subject.key)
    # A category's, and those of all units, are of the whole office; the board shows of them what it may.
    whole = may_over_office(rights, "view_board")
    return whole or heads_office(session, units=rights.subordinate_units)


def require_subject(session: Session, *, rights: Rights, subject: Subject, month: str) -> None:
    """Raises NotFound for whoever may not see these figures of that month."""
    if not may_see_subject(session, rights=rights, subject=subject, month=month):
        raise NotFound("person")


def as_of_month(session: Session, rights: Rights, month: str) -> Rights:
    """A reader's rights over people's figures of a month: over those led on any day of it, and no others."""
    led = frozenset[int]()
    if rights.officer_id is not None:
        first_on, last_on = first_day(month), last_day(month)
        led = led_during(session, leader_id=rights.officer_id, first_on=first_on, last_on=last_on)
    return replace(rights, subordinate_officers=led)
