"""A report that the office writes down: of whoever stands at the counter, telephones, or wrote a letter."""

from __future__ import annotations

from datetime import datetime

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.errors import invalid, words
from complaints_service.idempotency import Key
from complaints_service.intake.service import Submission, submit
from complaints_service.moment import Moment
from complaints_service.tickets.elsewhere import note_elsewhere, require_whole
from complaints_service.tickets.opening.draft import Draft
from config.errors import NotInForce
from sla import HorizonError, needs_superior

#: The doors by which a report reaches somebody of the office who writes it down.
DOORS = ("counter", "phone", "letter", "agency")
_TOO_LATE = words(
    "Serahnya sudah lewat dari satu hari kerja. Mintalah atasan dari unit penerima laporan memasukkannya."
)


def enter(
    moment: Moment, *, draft: Draft, rights: Rights | None, tracking_key: bytes, key: Key | None = None
) -> Submission:
    """Opens the ticket of a report that was handed over, or repeats the first answer to the same key.

    `rights`: of whoever answers for the instant it was handed over; None: nobody does. Raises Invalid naming
    every field, DomainError `known_elsewhere`.
    """
    if draft.elsewhere is not None:
        require_whole(draft.elsewhere, moment.rulebook)
    if draft.received_at is not None:
        _require_in_time(moment, draft.received_at, rights)
    done = submit(moment, draft=draft, tracking_key=tracking_key, key=key)
    if draft.elsewhere is not None and done.created:
        note_elsewhere(moment.session, number=done.number, told=draft.elsewhere)
    return done


def _require_in_time(moment: Moment, at: datetime, rights: Rights | None) -> None:
    """Refuses an instant to come, one before there were rules, and one too far back (sla.md, sentence 50)."""
    rulebook = moment.rulebook
    if at > moment.now:
        raise invalid("handed_on", words("Saat itu belum tiba."))
    try:
        rulebook.policy_at(at)
        unit = rulebook.routing_at(at).triage_unit
    except NotInForce:
        raise invalid("handed_on", words("Untuk hari itu belum ada aturan kantor ini.")) from None
    calendar = rulebook.calendar(rulebook.office.calendar)
    try:
        late = needs_superior(at=at, recorded_at=moment.now, calendar=calendar)
    except HorizonError:
        late = False  # the close of that working day lies past what the calendar knows
    if late and not (rights is not None and may_in_office(rights, "backdate", unit)):
        raise invalid("handed_on", _TOO_LATE)
