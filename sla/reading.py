"""One pass over a ticket's ledger: what each clock, the rounds and the holder did, in whole seconds.

The rules that date themselves (24: a question expires, 32: closing without objection) fall between the
events at their own instants, so no verdict depends on when a job ran.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from sla.completeness import FileCheck
from sla.entries import Entries
from sla.errors import HorizonError
from sla.events import QUESTIONS, SUBSTANTIVE, Event, date_in, instant_in, needed, refused
from sla.holders import Holders
from sla.pauses import Pauses
from sla.policies import Amount, Policy
from sla.targets import Change
from sla.tracks import Tracks

HEARD = ("open", "resolved")
VOIDABLE = ("rejected", "merged", "referred")
CLASS, UNIT = ("kind", "category", "priority"), "unit"


class Reading:
    """What a ledger says up to one instant; `due(start, amount)` dates the rules."""

    def __init__(
        self, entries: Entries, *, policy: Policy, as_of: int, due: Callable[[int, Amount], int]
    ) -> None:
        data = entries.first.data
        received = entries.received
        self.policy = policy
        self.as_of = as_of
        self.received = received
        self.custody_from = received
        self.tracks = Tracks(received)
        self.pauses = Pauses()
        self.holders = Holders(received, needed(entries.first, "unit"))
        self.state = "open"
        self.closing: tuple[int, str] | None = None
        self.leaves: list[tuple[str, date, date, bool]] = []
        self.corrections: list[tuple[int, int, int, str, int]] = []
        self._due = due
        self._alarm: tuple[int, str] | None = None
        self._file = FileCheck(self.tracks.single["legal_decision"])
        self._told: object = None
        self._overheard: list[tuple[int, str | None]] = []
        self._delivered: set[object] = set()
        self._entries = entries
        self._class: dict[str, str | None] = {name: data.get(name) for name in (*CLASS, UNIT)}
        self._row = policy.row_for(**self._class)
        self.changes = [Change(received, self._row, None)]
        self._walk()

    def _walk(self) -> None:
        """Let the events happen, and between them what a rule says happened meanwhile."""
        for at, _seq, event in self._entries.dated:
            handler = _HANDLERS.get(event.kind)
            if handler is None:
                continue
            if at < self.received:
                if handler is not Reading._leave:
                    raise refused("event_before_received", event, f"{event.kind} before ticket.received")
            elif self._alarm is not None and self._alarm[0] < at:
                self._ring()
            handler(self, at, event)
            self.holders.note(at, self.state, self.pauses.start is not None)
        if self._alarm is not None and self._alarm[0] <= self.as_of:
            self._ring()

    # -- rules that date themselves -------------------------------------------------------------

    def _ring(self) -> None:
        """A rule's instant has come and nothing in time prevented it."""
        assert self._alarm is not None
        at, reason = self._alarm
        self._close(at, reason, "rule")
        self.holders.note(at, self.state, self.pauses.start is not None)

    def _close(self, at: int, reason: str, by: str) -> None:
        """Final closing: by the citizen's acceptance or by rule (32), or for want of an answer (24)."""
        if reason == "accepted":
            self.tracks.single["legal_notice"].end(at, by)
        if reason == "no_answer":
            self.tracks.halt(at, by, reason)
        else:
            self.tracks.close(at, by)
        self.closing = (at, reason)
        self._enter("lapsed" if reason == "no_answer" else "closed", at)

    def _enter(self, state: str, at: int) -> None:
        self.pauses.end(at)
        self._alarm = None
        self.state = state

    def _reopen(self, at: int) -> None:
        """The stop is void: after a rejection, merge or referral as if never made (34), else a gap (33)."""
        if self.state == "open":
            return
        resolution = self.tracks.single["resolution"]
        if resolution.reason is None:
            resolution.resume(at, counts_gap=False)  # from `resolved` on nothing counts (31)
        void = self.state in VOIDABLE
        self.tracks.resume(at, void=void)
        self.closing = None
        self._enter("open", at)
        overheard, self._overheard = self._overheard, []
        for when, by in overheard if void else ():
            self._heard(when, by)  # at its own instant (27)

    def _first_due(self, name: str) -> int | None:
        """The earliest due of a clock's targets so far, without pauses; None if it has none yet."""
        dues, start = [], self.tracks.single[name].start
        for change in self.changes:
            amount = None if change.row is None else change.row.targets.get(name)
            if amount is not None and start is not None:
                with suppress(HorizonError):
                    dues.append(self._due(start, amount))
        return min(dues, default=None)

    # -- who has it -----------------------------------------------------------------------------

    def _received(self, at: int, event: Event) -> None:
        if at != self.received:
            raise refused("received_twice", event, "a ticket is received once")

    def _routed(self, at: int, event: Event) -> None:
        self.tracks.single["verification"].end(at, event.by)  # by person or rule (47)
        self._handed(at, event)

    def _queued(self, at: int, event: Event) -> None:
        if self.holders.moved:  # before that the receiving unit's queue has it (54)
            self._handed(at, event)

    def _handed(self, at: int, event: Event) -> None:
        if self.holders.at_agency:
            raise refused("handed_over_at_agency", event, "an agency has it until its return")
        unit = event.data.get("unit") or self.holders.unit
        self.holders.hand(unit, event.data.get("holder"))
        self._reclass(at, {UNIT: unit})

    def _asked_agency(self, at: int, event: Event) -> None:
        self.holders.lend(needed(event, "agency"))

    def _returned(self, at: int, event: Event) -> None:
        if self.state == "referred":
            self._reopen(at)
        self.holders.at_agency = False
        self._handed(at, event)

    def _split(self, at: int, event: Event) -> None:
        if event.data.get("parent"):
            self.custody_from = at  # the clocks keep the parent's start (38)

    def _leave(self, at: int, event: Event) -> None:
        first, last = date_in(event, "first_on"), date_in(event, "last_on")
        if last < first:
            raise refused("end_before_start", event, "the leave ends before it begins")
        self.leaves.append((needed(event, "person"), first, last, event.kind == "leave.approved"))

    def _corrected(self, at: int, event: Event) -> None:
        start, end = (instant_in(event, key) for key in ("start", "end"))
        holder = needed(event, "holder")
        self.corrections.append((self.custody_from, start, end, holder, event.seq))

    # -- what was said --------------------------------------------------------------------------

    def _sent(self, at: int, event: Event) -> None:
        act, message = event.data.get("act"), event.data.get("message")
        if event.by == "citizen":
            self._citizen_wrote(at)
        elif event.by.startswith("person:") and act in SUBSTANTIVE:  # no bots, automatic texts, notes (25)
            if message not in self._entries.unmarked:
                self._heard(at, event.by)
            if act in QUESTIONS and self.state == "open":
                self.pauses.ask(message, act)

    def _citizen_wrote(self, at: int) -> None:
        if self.state == "lapsed":
            self._reopen(at)  # a late answer is always taken (24, 33)
        if self.state == "open":
            self._enter("open", at)  # no question waits any more (23)
        self._heard(at, None)

    def _heard(self, at: int, by: str | None) -> None:
        """A message of the citizen (`by` None) or of a member; kept while a stop lasts that may be void."""
        if self.state not in HEARD:
            self._overheard.append((at, by))
        elif by is None:
            self._file.heard(at)
            self.tracks.asked(at)
        else:
            self.tracks.answered(at, by)

    def _delivery(self, at: int, event: Event) -> None:
        message = event.data.get("message")
        if message is None or event.seq in self._entries.bounced:
            return
        self._delivered.add(message)
        if message == self._told:
            self.tracks.single["legal_notice"].end(at, event.by)
        question = self.pauses.deliver(message, at)
        if question is None:
            return
        if question.act == "completeness":
            self._file.said_missing(at, self._first_due("legal_decision"))
        expires = self.pauses.expires(self.policy, self._due)
        self._alarm = None if expires is None else (expires, "no_answer")

    def _withdrawn(self, at: int, event: Event) -> None:
        if self.pauses.is_open(event.data.get("message")):
            self.pauses.end(at)
            self._alarm = None

    def _round_ended(self, at: int, event: Event) -> None:
        needed(event, "reason")
        self.tracks.end_round(at, event.by, "no_answer_needed")

    def _file_completed(self, at: int, event: Event) -> None:
        self._file.completed(at, self._first_due("legal_decision"))

    # -- resolved, closed, reopened -------------------------------------------------------------

    def _resolved(self, at: int, event: Event) -> None:
        if self.state != "open":
            return  # another resolution without a dispute between changes nothing (30)
        single, by = self.tracks.single, event.by
        single["resolution"].end(at, by)
        single["verification"].end(at, by)
        notice = single["legal_notice"]
        if notice.start is None:
            self._file.heard(at)
            single["legal_decision"].end(at, by)
            notice.start = at
            self._told = event.data.get("message")
            if self._told in self._delivered:
                notice.end(at, by)
        self._enter("resolved", at)
        with suppress(HorizonError):  # it waits for that year (8)
            self._alarm = (self._due(at, self.policy.objection_period), "no_objection")

    def _disputed(self, at: int, event: Event) -> None:
        if self.state == "resolved":
            self._reopen(at)

    def _reopened(self, at: int, event: Event) -> None:
        if self._alarm is not None and self._alarm[0] <= at:
            self._ring()
        self._reopen(at)

    def _closed(self, at: int, event: Event) -> None:
        if self.state in ("closed", "lapsed"):
            return
        reason = event.data.get("reason")
        if not reason or (reason != "no_answer" and self.state != "resolved"):
            raise refused("closed_without_resolution", event, "nothing was resolved, and no reason says why")
        if event.by == "rule":
            self._alarm = (at, reason)  # a message at that very instant is in time (24)
        else:
            self._close(at, reason, event.by)

    def _ended(self, at: int, event: Event) -> None:
        """Rejected, cancelled, merged or referred: stops every running clock, needs a reason (35)."""
        needed(event, "reason")
        if self.state not in ("open", "resolved", "referred"):
            return
        state = event.kind.removeprefix("ticket.")
        self.tracks.halt(at, event.by, state)
        self._enter(state, at)
        self.holders.doer = event.by
        if state == "referred":
            self.holders.lend(needed(event, "agency"))
        else:
            self.closing = (at, state)

    # -- class and targets ----------------------------------------------------------------------

    def _classified(self, at: int, event: Event) -> None:
        self._reclass(at, {name: event.data.get(name) for name in CLASS})

    def _reclass(self, at: int, values: Mapping[str, Any]) -> None:
        self._class.update({name: value for name, value in values.items() if value})
        row = self.policy.row_for(**self._class)
        if row is not self._row:
            self._row = row
            self.changes.append(Change(at, row, None))

    def _released(self, at: int, event: Event) -> None:
        needed(event, "reason")
        self.changes.append(Change(at, None, needed(event, "clock")))


_HANDLERS: dict[str, Callable[[Reading, int, Event], None]] = {
    "ticket.received": Reading._received,
    "ticket.queued": Reading._queued,
    "ticket.routed": Reading._routed,
    "ticket.taken": Reading._handed,
    "ticket.assigned": Reading._handed,
    "ticket.handed_over": Reading._handed,
    "message.sent": Reading._sent,
    "message.delivered": Reading._delivery,
    "question.withdrawn": Reading._withdrawn,
    "round.ended": Reading._round_ended,
    "file.completed": Reading._file_completed,
    "ticket.resolved": Reading._resolved,
    "ticket.disputed": Reading._disputed,
    "ticket.closed": Reading._closed,
    "ticket.reopened": Reading._reopened,
    "ticket.unmerged": Reading._reopened,
    "ticket.rejected": Reading._ended,
    "ticket.cancelled": Reading._ended,
    "ticket.referred": Reading._ended,
    "ticket.merged": Reading._ended,
    "agency.asked": Reading._asked_agency,
    "ticket.returned": Reading._returned,
    "ticket.split": Reading._split,
    "ticket.classified": Reading._classified,
    "ticket.reprioritised": Reading._classified,
    "target.released": Reading._released,
    "leave.approved": Reading._leave,
    "leave.cancelled": Reading._leave,
    "custody.corrected": Reading._corrected,
}

#: Every kind of event that changes what a clock, a round or the custody says; others are passed over.
READ_KINDS = frozenset(_HANDLERS) | {"message.unmarked", "message.bounced"}
