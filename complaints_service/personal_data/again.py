"""Erases again what was erased already: a database put back from an older backup knows nothing of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.backups.erased import PERSON, WORDS
from complaints_service.moment import Moment
from complaints_service.personal_data.erasing import forget_person, forget_words
from complaints_service.tickets.forgetting.erasing import ErasureTouchesFigures
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.vault.models import Identity

logger = logging.getLogger(__name__)


def erased_reports(session: Session) -> dict[str, str]:
    """Every report of which something is erased: `words`, and everything with them, or the `person` alone."""
    persons = select(Identity.number).where(Identity.erased_at.is_not(None))
    words = select(Complaint.number).where(Complaint.erased_at.is_not(None))
    found = dict.fromkeys(session.scalars(persons), PERSON)
    return found | dict.fromkeys(session.scalars(words), WORDS)


def erase_again(moment: Moment, *, erased: Mapping[str, str]) -> int:
    """Erases what of these reports is there; how many that were.

    Whatever rests on them here did not any more when they were erased: a report that is open here was over.
    """
    session, done = moment.session, 0
    gone = erased_reports(session)
    for number in sorted(number for number, what in erased.items() if gone.get(number) not in (what, WORDS)):
        ticket = session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
        if ticket is None:
            continue
        try:
            with session.begin_nested():
                forget_person(moment, ticket=ticket, reason="restored")
                if erased[number] == WORDS:
                    forget_words(moment, ticket=ticket, why="restored")
        except ErasureTouchesFigures:
            logger.exception("%s was not erased again: its ledger would say something else", number)
            continue
        done += 1
    return done
