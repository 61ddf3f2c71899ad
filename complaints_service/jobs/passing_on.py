"""Hands referred reports to other offices, to their installations or by mail; nothing is open meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.transaction import writing
from complaints_service.file_store.opening import open_store
from complaints_service.intake.attachments import pictures_to_pass
from complaints_service.intake.media import standing
from complaints_service.jobs.linking import SYSTEM
from complaints_service.jobs.work import Shift
from complaints_service.moment import Moment
from complaints_service.papers.referring import send_referrals
from complaints_service.passing import service as passing
from complaints_service.passing.entered import installations, mailboxes
from complaints_service.passing.exchange import Handed, NotPassed, Received, ask_after, hand_over
from complaints_service.passing.letters import follow_letters, is_letter_due
from complaints_service.passing.models import PassedOn
from complaints_service.passing.offices import OtherOffice

logger = logging.getLogger(__name__)
_AT_ONCE = 50
#: So many bytes of pictures go along; the first that would be more stays behind, and those after it.
_MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class _Claim:
    """A row for one try: what is handed over, where its pictures lie, and whether it is still to go."""

    row: PassedOn
    handed: Handed
    pictures: Sequence[str]
    wanted: bool


def pass_on(shift: Shift) -> None:
    """What was referred since, and what is due again; a failure of one holds up no other."""
    with db.reading(shift.engine) as session:
        offices = installations(session, setting=shift.settings.other_offices)
        boxes = mailboxes(session, setting=shift.settings.other_offices)
        by_mail = bool(boxes) or is_letter_due(session, now=clock.now())
    if by_mail:
        writing(lambda session: _by_mail(shift, session, boxes), shift.engine)
    if offices:
        _by_system(shift, offices)


def _by_mail(shift: Shift, session: Session, boxes: Mapping[str, str]) -> None:
    now = clock.now()
    moment = Moment(session=session, rulebook=shift.rulebook, now=now, actor=SYSTEM)
    send_referrals(moment, mailboxes=boxes)
    follow_letters(session, now=now)


def _by_system(shift: Shift, offices: Mapping[str, OtherOffice]) -> None:
    writing(lambda session: passing.take_up(session, agencies=offices, now=clock.now()), shift.engine)
    for _turn in range(_AT_ONCE):
        claimed = writing(_claimed, shift.engine)
        if claimed is None:
            return
        row = claimed.row
        office = offices.get(row.agency)
        if office is None or not claimed.wanted:
            writing(lambda session, row=row: passing.let_go(session, row), shift.engine)  # type: ignore[misc]
        else:
            _try(shift, office, claimed)


def _claimed(session: Session) -> _Claim | None:
    found = passing.claim(session, now=clock.now())
    if found is None:
        return None
    row, handed = found
    pictures = pictures_to_pass(session, ticket_id=row.ticket_id) if row.state == "waiting" else []
    return _Claim(row, handed, pictures, passing.still_referred(session, row))


def _try(shift: Shift, office: OtherOffice, claimed: _Claim) -> None:
    here, row, handed = shift.settings.calls_this_machine, claimed.row, claimed.handed
    try:
        if row.state == "waiting":
            pictures = _read(shift.settings.media_url, claimed.pictures)
            taken = hand_over(office, replace(handed, pictures=pictures), here=here)

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


def _read(media_url: str, paths: Sequence[str]) -> list[bytes]:
    """The pictures that may be given. Raises NotPassed while the store does not answer."""
    store, found, size = open_store(media_url), [], 0
    for path in paths:
        try:
            if standing(store, path) != "here":
                continue
            content = store.read(path)
        except FileNotFoundError:
            continue  # deleted meanwhile, by whoever may
        except OSError:
            raise NotPassed("files_away") from None
        size += len(content)
        if size > _MOST_BYTES:
            break
        found.append(content)
    return found
