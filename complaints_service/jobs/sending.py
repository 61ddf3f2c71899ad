"""Carries what waits in the outbox out of the house, one letter at a time for each route.

Take (a transaction), send (none), note (a transaction): whoever ends in between leaves a row whose lease runs
out. The time is asked anew for each letter, because sending takes some.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.accounts.credentials import has_live_chat
from complaints_service.audit.marks import is_demo
from complaints_service.edge.transaction import writing
from complaints_service.jobs.enclosing import enclosed
from complaints_service.jobs.linking import PostRoom, links_of
from complaints_service.jobs.work import Shift
from complaints_service.meetings.reminding import KINDS as MEETING
from complaints_service.notify import invented, outbox, outcomes
from complaints_service.notify.fates import Fate
from complaints_service.notify.hooks.service import hook_letter
from complaints_service.notify.known_routes import EMAIL, is_chat
from complaints_service.notify.messages import CHAT_KINDS, NOTICES
from complaints_service.notify.officer_reach import turn_away
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.quiet import is_quiet
from complaints_service.notify.route import Route
from complaints_service.notify.routes import close_route, is_open, open_route
from complaints_service.notify.senders import Letter, LetterRefused, Outcome, Sender
from complaints_service.notify.wording import write_letter
from complaints_service.office_reports.sending.delivering import INSIDE as REPORT
from complaints_service.passing.letters import KIND as REFERRAL
from complaints_service.passing.letters import is_still_meant
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.tickets.public.open_reports import known_to_all
from config.errors import MissingTextValue, UnknownEntry
from config.rulebook import Rulebook

logger = logging.getLogger(__name__)

#: What a member hears in a chat only while it is linked to them.
_TO_CHATS = frozenset({*CHAT_KINDS, REPORT, *MEETING})


@dataclass(frozen=True)
class Taken:
    """A letter in a sender's hands, and the row it came from."""

    claimed: Claimed
    letter: Letter


def send_by(shift: Shift, route: Route) -> None:
    """Sends what is due by a route; where it is not set up, the page is everyone's route."""
    room = PostRoom.of(shift.engine, shift.rulebook, shift.settings)
    first = route.sender(shift.settings)
    if first is None:
        run_route(room, route.code, None, clock.now)
        return
    if not _has_work(room, route.code):
        first.close()
        return
    # Each has its own line, so that one that waits for an answer holds up no other.
    ready = [first, *(route.sender(shift.settings) for _ in range(route.senders - 1))]
    with ThreadPoolExecutor(route.senders) as senders:
        list(senders.map(lambda sender: run_route(room, route.code, sender, clock.now), ready))


def _has_work(room: PostRoom, route: str) -> bool:
    """Whether a route is to be opened, or has something to send; one look, because it is asked often."""
    now = clock.now()
    with db.reading(room.engine) as session:
        return not is_open(session, route=route) or outbox.is_anything_due(
            session, route=route, now=now, quiet=quiet_now(room.rulebook, now)
        )


def run_route(room: PostRoom, route: str, sender: Sender | None, now: Callable[[], datetime]) -> int:
    """Opens or closes a route as there is a sender for it, then sends all that is due; returns how many."""
    with db.reading(room.engine) as session:
        was_open = is_open(session, route=route)
    if was_open != (sender is not None):
        turn = open_route if sender else close_route
        _with_fates(room, lambda session: turn(session, route=route, now=now()), now())
    if sender is None:
        return 0
    try:
        return send_all(room, sender, now)
    finally:
        sender.close()


def send_all(room: PostRoom, sender: Sender, now: Callable[[], datetime]) -> int:
    """Sends until nothing is due, one letter to each address in turn; returns how many it carried."""
    sent, had_their_turn = 0, set[str]()
    while True:
        with db.reading(room.engine) as session:
            moment = now()
            quiet = quiet_now(room.rulebook, moment)
            if not outbox.is_anything_due(session, route=sender.route, now=moment, quiet=quiet):
                return sent
        taken = take(room, sender.route, now(), passed=had_their_turn)
        if taken is None:
            if not had_their_turn:
                return sent  # another sender was faster
            had_their_turn.clear()
            continue
        letter = enclosed(room.engine, room.rulebook, taken.letter, route=sender.route)
        outcome = letter if isinstance(letter, LetterRefused) else sender.send(letter)
        note(room, taken.claimed, outcome, now())
        had_their_turn.add(taken.claimed.mark)
        sent += 1


def take(room: PostRoom, route: str, now: datetime, *, passed: Collection[str] = ()) -> Taken | None:
    """Claims the next letter that is still wanted and puts it in words; one transaction."""

    def change(session: Session) -> Taken | None:
        fates = outcomes.note_ended_senders(session, route=route, now=now)
        quiet, taken = quiet_now(room.rulebook, now), None
        while taken is None:
            claimed = outbox.claim_next(session, route=route, now=now, quiet=quiet, passed=passed)
            if claimed is None:
                break
            if not claimed.wanted:
                fates += outcomes.drop(session, claimed=claimed, now=now)
                continue
            if claimed.kind == REFERRAL and not is_still_meant(session, letter=claimed.key):
                fates += outcomes.drop(session, claimed=claimed, now=now, reason="the report came back")
                continue
            if claimed.kind in _TO_CHATS and not _still_linked(session, claimed):
                if not turn_away(session, claim=claimed.claim):
                    fates += outcomes.drop(session, claimed=claimed, now=now, reason="the chat was unlinked")
                continue
            if route == EMAIL.code and invented.is_reserved(claimed.address) and is_demo(session):
                fates += outcomes.drop(session, claimed=claimed, now=now, reason=invented.REASON)
                continue
            if NOTICES[claimed.kind].for_programs:
                call = _call(session, room, claimed, now)
                if call is None:
                    fates += outcomes.drop(session, claimed=claimed, now=now, reason="nobody is told of it")
                else:
                    taken = Taken(claimed, call)
                continue
            try:
                letter = write_letter(
                    claimed, links=links_of(session, room, claimed, now), rulebook=room.rulebook
                )
            except (UnknownEntry, MissingTextValue) as error:
                # One letter without words must not stop all others: it is given up, and staff see why.
                fates += outcomes.settle(session, claimed=claimed, outcome=LetterRefused(str(error)), now=now)
            else:
                taken = Taken(claimed, letter)
        record_fates(session, fates=fates, now=now, rulebook=room.rulebook)
        return taken

    return writing(change, room.engine)


def _call(session: Session, room: PostRoom, claimed: Claimed, now: datetime) -> Letter | None:
    """What a hook is called with; None where it is gone, or the report is nobody else's to know by now."""
    if not known_to_all(session, number=claimed.number or ""):
        return None
    return hook_letter(session, claimed=claimed, key=room.tracking_key, now=now)


def _still_linked(session: Session, claimed: Claimed) -> bool:
    """Whether the officer's chat that a letter goes to is still somebody's; e-mail has nothing to unlink."""
    return not is_chat(claimed.route) or has_live_chat(session, route=claimed.route, chat=claimed.address)


def note(room: PostRoom, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Notes what became of a letter, in the outbox and in the ledger; one transaction."""
    _with_fates(
        room, lambda session: outcomes.settle(session, claimed=claimed, outcome=outcome, now=now), now
    )
    logger.info("outbox %s %s by %s: %s", claimed.id, claimed.kind, claimed.route, type(outcome).__name__)


def quiet_now(rulebook: Rulebook, now: datetime) -> bool:
    """Whether news that can wait waits now."""
    on = rulebook.local_date(now)
    hour = now.astimezone(ZoneInfo(rulebook.office.zone)).hour
    return is_quiet(hour, begin=rulebook.limit("quiet_from", on), end=rulebook.limit("quiet_until", on))


def _with_fates(room: PostRoom, change: Callable[[Session], list[Fate]], now: datetime) -> None:
    def whole(session: Session) -> None:
        record_fates(session, fates=change(session), now=now, rulebook=room.rulebook)

    writing(whole, room.engine)
