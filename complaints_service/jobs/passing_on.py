"""Hands referred reports to other offices' installations and asks after them; nothing is open meanwhile."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.transaction import writing
from complaints_service.jobs.work import Shift
from complaints_service.passing import service as passing
from complaints_service.passing.entered import installations
from complaints_service.passing.exchange import Handed, NotPassed, Received, ask_after, hand_over
from complaints_service.passing.models import PassedOn
from complaints_service.passing.offices import OtherOffice

logger = logging.getLogger(__name__)
_AT_ONCE = 50


def pass_on(shift: Shift) -> None:
    """What was referred since, and what is due again; a failure of one holds up no other."""
    with db.reading(shift.engine) as session:
        offices = installations(session, setting=shift.settings.other_offices)
    if not offices:
        return
    writing(lambda session: passing.take_up(session, agencies=offices, now=clock.now()), shift.engine)
    for _turn in range(_AT_ONCE):
        claimed = writing(_claimed, shift.engine)
        if claimed is None:
            return
        row, handed, wanted = claimed
        office = offices.get(row.agency)
        if office is None or not wanted:
            writing(lambda session, row=row: passing.let_go(session, row), shift.engine)  # type: ignore[misc]
        else:
            _try(shift, office, row, handed)


def _claimed(session: Session) -> tuple[PassedOn, Handed, bool] | None:
    found = passing.claim(session, now=clock.now())
    if found is None:
        return None
    return (*found, passing.still_referred(session, found[0]))


def _try(shift: Shift, office: OtherOffice, row: PassedOn, handed: Handed) -> None:
    here = shift.settings.calls_this_machine
    try:
        if row.state == "waiting":
            taken = hand_over(office, handed, here=here)

            def settle(session: Session) -> None:
                passing.note_taken(session, row, taken, now=clock.now())

        else:
            told = ask_after(office, Received(row.their_number or "", row.token or ""), here=here)

            def settle(session: Session) -> None:
                passing.note_told(session, row, told, now=clock.now())

    except NotPassed as failed:
        reason, for_good = failed.reason, failed.for_good
        logger.warning("%s not passed on to %s: %s", handed.key, row.agency, reason)

        def settle(session: Session) -> None:
            passing.note_failed(session, row, reason, for_good=for_good, now=clock.now())

    writing(settle, shift.engine)
