"""One pass over a ticket's ledger: what each clock, the rounds and the holder did, in whole seconds.

The rules that date themselves (24: a question expires, 32: closing without objection) fall between the
events at their own instants, so no verdict depends on when a job ran.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sla.completeness import FileCheck
from sla.custody import Correction, LeaveDaysEntered
from sla.entries import Entries
from sla.errors import HorizonError
from sla.events import Event, needed, refused
from sla.happenings import HANDLERS, leave
from sla.hearing import Hearing
from sla.holders import Holders
from sla.pauses import Pauses
from sla.policies import Amount, Policy, Selectors
from sla.targets import TargetChange
from sla.tracks import LEGAL, OFFICE, Track, Tracks

VOIDABLE = ("rejected", "merged", "referred")
#: Reopened later than this after a closing by rule, the resolution clock begins a new life (33).
SAME_LIFE = Amount("working_days", 5)
BY_LAW = "law"  # the alarm at which the legal clocks of an expired ticket stop (24)


class Rules:
    """What a ledger is read by: its policy, what dates the rules, and what breaks a clock.

    `due(start, amount)`; `broken(track, changes, at)`: whether that clock was broken by then. `passed`: the
    entries that were in place when they were made, as far as that was asked.
    """

    __slots__ = ("broken", "due", "passed", "policy")

    def __init__(
        self,
        policy: Policy,
        due: Callable[[int, Amount], int],
        broken: Callable[[Track, list[TargetChange], int], bool],
    ) -> None:
        self.policy = policy
        self.due = due
        self.broken = broken
        self.passed: set[int] = set()


class Reading:
    """What a ledger says up to one instant."""

    def __init__(self, entries: Entries, *, rules: Rules, as_of: int) -> None:
        received = entries.received
        self.policy = rules.policy
        self.as_of = as_of
        self.received = received
        self.custody_from = received
        self.tracks = Tracks(received)
        self.pauses = Pauses(rules.policy, rules.due)
        self.holders = Holders(received, needed(entries.first, "unit"))
        self.hearing = Hearing(self.tracks)
        self.file = FileCheck(self.tracks.single["legal_decision"])
        self.state = "open"
        self.closing: tuple[int, str] | None = None
        self.alarm: tuple[int, str] | None = None
        self.resolver: str | None = None
        self.leaves: list[LeaveDaysEntered] = []
        self.corrections: list[Correction] = []
        self.entries = entries
        self.rules = rules
        said = entries.first.data.get
        self._class = Selectors(said("kind"), said("category"), said("priority"), said("unit"))
        self._row = rules.policy.row_of(self._class)
        self._asker: str | None = None
        self.changes = [TargetChange(received, self._row, None)]
        self._walk()

    def _walk(self) -> None:
        """Let the events happen, and between them what a rule says happened meanwhile."""
        holders, pauses, dated, handler_of = self.holders, self.pauses, self.entries.dated, HANDLERS.get
        if dated[0][0] < self.received:
            self._refuse_early()
        for at, _seq, event in dated:
            handler = handler_of(event[1])
            if handler is None:
                continue
            while self.alarm is not None and self.alarm[0] < at:
                self.ring()
            handler(self, at, event)
            if holders.moved:
                holders.note(at, self.state, pauses.start is not None)
        # An expired ticket is closed strictly after its expiry (24), one without objection at its closing.
        while self.alarm is not None and self.alarm[0] < self.as_of + (self.alarm[1] == "no_objection"):
            self.ring()
        self.file.rest(self.as_of)

    def _refuse_early(self) -> None:
        """Nothing that is read comes before the receipt, but leave."""
        for at, _seq, event in self.entries.dated:
            if at < self.received and HANDLERS.get(event.kind, leave) is not leave:
                raise refused("event_before_received", event, f"{event.kind} before ticket.received")

    def out_of_place(self, code: str, event: Event, detail: str) -> None:
        """Refuse what was out of place when it was entered; what a later entry put there is let pass (56)."""
        before = [one for _at, _seq, one in self.entries.dated if one.seq <= event.seq]
        place = next(index for index, (_at, _seq, one) in enumerate(self.entries.dated) if one is event)
        if event.seq in self.rules.passed:
            return
        if all(one.seq <= event.seq for _at, _seq, one in self.entries.dated[:place]):
            raise refused(code, event, detail)
        at = self.entries.dated[place][0]
        Reading(Entries(before, at), rules=self.rules, as_of=at)
        self.rules.passed.add(event.seq)

    # -- closed and open again ------------------------------------------------------------------

    def ring(self) -> None:
        """A rule's instant has come and nothing in time prevented it."""
        assert self.alarm is not None
        at, reason = self.alarm
        self.alarm = None
        if reason == BY_LAW:
            self._expire(at, "rule", LEGAL)
        else:
            self.close(at, reason, "rule")
            self.holders.note(at, self.state, self.pauses.start is not None)

    def close(self, at: int, reason: str, by: str) -> None:
        """Final closing: by the citizen's acceptance or by rule (32), or for want of an answer (24)."""
        self.closing = (at, reason)
        if reason != "no_answer":
            if reason == "accepted":
                self.tracks.single["legal_notice"].end(at, by, self.holders.had)
            self.tracks.close(at, by, self.holders.had)
            self.enter("closed", at)
            return
        self._asker, by_law = self.pauses.last() or (None, at)
        self._expire(at, by, OFFICE)
        self.enter("lapsed", at)
        if by_law <= at:
            self._expire(at, by, LEGAL)
        else:
            self.alarm = (by_law, BY_LAW)

    def _expire(self, at: int, by: str, names: tuple[str, ...]) -> None:
        self.tracks.halt(at, by, self.holders.had, "no_answer", names=names, asker=self._asker)

    def enter(self, state: str, at: int) -> None:
        """Another state: no question waits any more (23), and no rule's instant is to come."""
        self.pauses.end(at)
        self.file.give_up()
        self.alarm = None
        self.state = state
        self.holders.moved = True

    def reopen(self, at: int) -> None:
        """The stop is void: after a rejection, merge or referral as if never made (34), else a gap (33).

        After the citizen's acceptance, or long after a closing by rule, the resolution's stop stands and a
        new life begins.
        """
        if self.state == "open":
            return
        resolution = self.tracks.single["resolution"]
        if self._begins_anew(at):
            self.tracks.begin_life(at)
        else:
            if resolution.reason is None:
                resolution.resume(at, counts_gap=False)  # from `resolved` on nothing counts (31)
            resolution.redone |= self.state != "referred"
        void = self.state in VOIDABLE
        self.closing = None
        self.enter("open", at)
        self.hearing.reopen(at, void=void)

    def _begins_anew(self, at: int) -> bool:
        if self.closing is None:
            return False
        closed_at, reason = self.closing
        if reason == "no_objection":
            with suppress(HorizonError):  # asked before the horizon, the limit lies past it
                return at > self.rules.due(closed_at, SAME_LIFE)
        return reason == "accepted"

    # -- class and targets ----------------------------------------------------------------------

    def reclass(
        self,
        at: int,
        *,
        kind: str | None = None,
        category: str | None = None,
        priority: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Another class, category, priority or unit may add a target (39)."""
        had = self._class
        self._class = Selectors(
            kind or had.kind, category or had.category, priority or had.priority, unit or had.unit
        )
        row = self.policy.row_of(self._class)
        if row is not self._row:
            self._row = row
            self.changes.append(TargetChange(at, row, None))
