"""One pass over a ticket's ledger: what each clock, the rounds and the holder did, in whole seconds.

The rules that date themselves (24: a question expires, 32: closing without objection) fall between the
events at their own instants, so no verdict depends on when a job ran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sla.errors import HorizonError, SlaError
from sla.events import Event, seconds_of
from sla.policies import Amount, Policy, PolicyRow

SUBSTANTIVE = frozenset({"answer", "decision", "progress", "question", "completeness", "reason"})
QUESTIONS = frozenset({"question", "completeness"})
SINGLE = ("verification", "first_response", "resolution", "legal_answer", "legal_decision", "legal_notice")


class Track:
    """One clock's life: `gaps` are the spans between a stop and a reopening that do not count."""

    __slots__ = ("by", "gaps", "name", "reason", "start", "stop")

    def __init__(self, name: str, start: int | None) -> None:
        self.name = name
        self.start = start
        self.stop: int | None = None
        self.reason: str | None = None
        self.by = ""
        self.gaps: list[tuple[int, int]] = []


class Switch(NamedTuple):
    """From here on this holder has the ticket; `answers_for` is who sentence 57 charges."""

    at: int
    holder: str
    answers_for: str
    unit: str


class Change(NamedTuple):
    """From here on this row's targets apply too (39), or only the newest one of a clock (41)."""

    at: int
    row: PolicyRow | None
    released: str | None


class Question(NamedTuple):
    """A question to the citizen that may pause."""

    message: object
    asked: int
    delivered: int | None
    act: str


Due = Callable[[int, Amount], int]


class Reading:
    """What a ledger says up to one instant."""

    def __init__(self, events: Iterable[Event], *, policy: Policy, as_of: int, due: Due) -> None:
        self.policy = policy
        self.as_of = as_of
        self._due = due
        dated = _dated(events, as_of)
        first = next((event for _at, event in dated if event.kind == "ticket.received"), None)
        if first is None:
            raise SlaError("not_received", "events", "the ledger has no ticket.received yet")
        self.received = seconds_of(first.at)
        self.custody_from = self.received
        data = first.data
        self._class: dict[str, str | None] = {
            "kind": data.get("kind"), "category": data.get("category"), "priority": data.get("priority"),
            "unit": data["unit"],
        }
        self.changes: list[Change] = [Change(self.received, policy.row_for(**self._class), None)]
        self.tracks = {name: Track(name, self.received) for name in SINGLE}
        self.tracks["legal_notice"].start = None
        self.rounds: list[Track] = []
        self.pauses: list[tuple[int, int]] = []
        self.pause_start: int | None = None
        self.questions_asked = 0
        self.leaves: list[tuple[str, str, str, bool]] = []
        self.corrections: list[tuple[int, int, str, int]] = []
        self.state = "open"
        self.state_at = self.received
        self.closing: tuple[int, str] | None = None
        self._unit: str = data["unit"]
        self._base = f"unit:{self._unit}"
        self._routed = False
        self._at_agency = False
        self.switches = [Switch(self.received, self._base, self._base, self._unit)]
        self._questions: list[Question] = []
        self._alarm: tuple[int, str] | None = None
        self._open_round: Track | None = None
        self._halted: list[Track] = []
        self._shadow: list[tuple[int, str, bool]] = []
        self._resolution_message: object = None
        self._notice_open = False
        self._delivered: set[object] = set()
        self._asked_for_file: int | None = None
        self._file_question = False
        self._file_waits = False
        self._unmarked = {
            event.data["message"] for _at, event in dated if event.kind == "message.unmarked"
        }
        for at, event in dated:
            self._ring_before(at)
            act = _ACTS.get(event.kind)
            if act is None:
                continue
            if at < self.received:
                if event.kind not in ("leave.approved", "leave.cancelled"):
                    raise SlaError("event_before_received", f"event {event.seq}", f"{event.kind}")
                at = self.received
            act(self, at, event)
            self._hold(at)
        self._ring_before(as_of + 1)

    # -- rules that date themselves ------------------------------------------------------------------

    def _ring_before(self, instant: int) -> None:
        while self._alarm is not None and self._alarm[0] < instant:
            at, reason = self._alarm
            self._alarm = None
            self._close(at, reason, "rule")
            self._hold(at)

    def _close(self, at: int, reason: str, by: str) -> None:
        """Final closing (32): open clocks end, except what runs on after it."""
        self.closing = (at, reason)
        if reason == "accepted":
            self._stop("legal_notice", at, by)
        self._end_pause(at)
        lapse = reason == "no_answer"
        for track in list(self._running()):
            if lapse or track.name in ("first_response", "legal_answer", "next_response", "verification"):
                self._halt(track, at, "no_answer" if lapse else "closed", by)
        self._enter("lapsed" if lapse else "closed", at)

    def _enter(self, state: str, at: int) -> None:
        self.state = state
        self.state_at = at
        self._alarm = None

    def _set_alarm(self, start: int, amount: Amount, reason: str) -> None:
        try:
            at = self._due(start, amount)
        except HorizonError:
            return  # waits for that year (sentence 8)
        if self._alarm is None or at > self._alarm[0]:
            self._alarm = (at, reason)

    # -- clocks ----------------------------------------------------------------------------------------

    def _running(self) -> Iterable[Track]:
        for track in self.tracks.values():
            if track.start is not None and track.stop is None:
                yield track
        if self._open_round is not None:
            yield self._open_round

    def _stop(self, name: str, at: int, by: str) -> None:
        track = self.tracks[name]
        if track.start is not None and track.stop is None:
            track.stop, track.by, track.reason = at, by, None

    def _halt(self, track: Track, at: int, reason: str, by: str) -> None:
        track.stop, track.by, track.reason = at, by, reason
        self._halted.append(track)
        if track is self._open_round:
            self._open_round = None

    def _resume(self, at: int, *, void: bool) -> None:
        """Reopened: a void stop counts as if never made (34), else the gap is nobody's (33)."""
        for track in self._halted:
            if track.name == "next_response":
                if not void:
                    continue
                self._open_round = track
            if not void and track.stop is not None and not track.name.startswith("legal_"):
                track.gaps.append((track.stop, at))
            track.stop, track.reason, track.by = None, None, ""
        self._halted = []
        shadow, self._shadow = self._shadow, []
        self.state = "open"
        if void:
            for when, by, substantive in shadow:
                self._respond(when, by) if substantive else self._citizen_wrote(when)

    def _respond(self, at: int, by: str) -> None:
        self._stop("first_response", at, by)
        self._stop("legal_answer", at, by)
        if self._open_round is not None:
            self._open_round.stop, self._open_round.by = at, by
            self._open_round = None

    def _citizen_wrote(self, at: int) -> None:
        if self._open_round is None and self.tracks["first_response"].stop is not None:
            self._open_round = Track("next_response", at)
            self.rounds.append(self._open_round)

    # -- pauses ----------------------------------------------------------------------------------------

    def _end_pause(self, at: int) -> None:
        if self.pause_start is not None and self.pause_start < at:
            self.pauses.append((self.pause_start, at))
        self.pause_start = None
        self._questions = []
        if self._alarm is not None and self._alarm[1] == "no_answer":
            self._alarm = None

    # -- custody ---------------------------------------------------------------------------------------

    def _hold(self, at: int) -> None:
        if self.state in ("open", "referred"):
            holder = "citizen" if self.pause_start is not None else self._base
            charged = holder
        else:
            holder = charged = "nobody"
            if self.state in ("rejected", "merged"):
                charged = self._doer
        last = self.switches[-1]
        if (holder, charged, self._unit) != last[1:]:
            self.switches.append(Switch(at, holder, charged, self._unit))

    def _reclass(self, at: int, values: Mapping[str, Any]) -> None:
        changed = {key: values[key] for key in self._class if values.get(key) is not None}
        if any(self._class[key] != value for key, value in changed.items()):
            self._class.update(changed)
            row = self.policy.row_for(**self._class)
            self.changes.append(Change(at, row, None))

    _doer = "nobody"

    # -- events ----------------------------------------------------------------------------------------

    def _on_received(self, at: int, event: Event) -> None:
        if at != self.received:
            raise SlaError("received_twice", f"event {event.seq}", "a ticket is received once")

    def _on_routed(self, at: int, event: Event) -> None:
        self._stop("verification", at, event.by)
        self._on_handed(at, event)

    def _on_handed(self, at: int, event: Event) -> None:
        if self._at_agency:
            raise SlaError("handed_over_at_agency", f"event {event.seq}", "it is with an agency until return")
        self._routed = True
        unit = event.data.get("unit") or self._unit
        self._base = event.data.get("holder") or f"unit:{unit}"
        self._unit = unit
        self._reclass(at, {"unit": unit})

    def _on_queued(self, at: int, event: Event) -> None:
        if self._routed:
            self._on_handed(at, event)

    def _on_sent(self, at: int, event: Event) -> None:
        data, by = event.data, event.by
        if by == "citizen":
            self._on_citizen(at)
            return
        act = data.get("act")
        if act not in SUBSTANTIVE or not by.startswith("person:"):
            return
        if data.get("message") not in self._unmarked:
            if self.state in ("open", "resolved"):
                self._respond(at, by)
            elif self.state in ("rejected", "merged", "referred"):
                self._shadow.append((at, by, True))
        if act in QUESTIONS and self.state == "open":
            self.questions_asked += 1
            self._questions.append(Question(data.get("message"), at, None, act))
            if act == "completeness":
                self._asked_for_file = at

    def _on_citizen(self, at: int) -> None:
        if self.state == "lapsed":
            self._reopen(at)
        self._end_pause(at)
        if self._file_waits:
            self._file_complete(at)
        if self.state in ("open", "resolved"):
            self._citizen_wrote(at)
        elif self.state in ("rejected", "merged", "referred"):
            self._shadow.append((at, "citizen", False))

    def _file_complete(self, at: int) -> None:
        self._file_waits = False
        track = self.tracks["legal_decision"]
        if track.stop is None:
            track.start = at

    def _on_delivered(self, at: int, event: Event) -> None:
        message = event.data.get("message")
        if message == self._resolution_message and self._notice_open:
            self._stop("legal_notice", at, event.by)
        self._delivered.add(message)
        for index, question in enumerate(self._questions):
            if question.message == message and question.delivered is None:
                self._questions[index] = question._replace(delivered=at)
                if self.pause_start is None:
                    self.pause_start = at
                expiry = self.policy.question_expiry
                if question.act == "completeness":
                    expiry = self.policy.completeness_expiry
                    self._file_asked(at)
                self._set_alarm(at, expiry, "no_answer")

    def _file_asked(self, at: int) -> None:
        track = self.tracks["legal_decision"]
        if track.stop is None and (track.start is None or at <= self._due_of(track)):
            track.start = None
            self._file_question = self._file_waits = True

    def _due_of(self, track: Track) -> int:
        row = self.changes[0].row
        amount = None if row is None else row.targets.get(track.name)
        if amount is None or track.start is None:
            return 1 << 60
        try:
            return self._due(track.start, amount)
        except HorizonError:
            return 1 << 60

    def _on_file(self, at: int, event: Event) -> None:
        track = self.tracks["legal_decision"]
        if self._file_question and track.stop is None and (track.start is None or at <= self._due_of(track)):
            self._file_complete(at)

    def _on_withdrawn(self, at: int, event: Event) -> None:
        message = event.data.get("message")
        if any(question.message == message for question in self._questions):
            self._end_pause(at)

    def _on_round_ended(self, at: int, event: Event) -> None:
        if self._open_round is not None:
            track = self._open_round
            track.stop, track.by, track.reason = at, event.by, "no_answer_needed"
            self._open_round = None

    def _on_resolved(self, at: int, event: Event) -> None:
        if self.state != "open":
            return
        self._end_pause(at)
        by = event.by
        self._stop("resolution", at, by)
        self._stop("verification", at, by)
        decision = self.tracks["legal_decision"]
        notice = self.tracks["legal_notice"]
        if notice.start is None:
            if decision.start is None:
                decision.start = at
            self._stop("legal_decision", at, by)
            notice.start = at
            self._resolution_message = event.data.get("message")
            self._notice_open = self._resolution_message is not None
            if self._resolution_message in self._delivered:
                self._stop("legal_notice", at, by)
        self._enter("resolved", at)
        self._set_alarm(at, self.policy.objection_period, "no_objection")

    def _on_disputed(self, at: int, event: Event) -> None:
        if self.state == "resolved":
            self._reopen(at)

    def _on_reopened(self, at: int, event: Event) -> None:
        self._reopen(at)

    def _reopen(self, at: int) -> None:
        if self.state == "open":
            return
        resolution = self.tracks["resolution"]
        if self.state in ("resolved", "closed") and resolution.stop is not None:
            resolution.gaps.append((resolution.stop, at))
            resolution.stop, resolution.by = None, ""
        self._alarm = None
        self.closing = None
        self._resume(at, void=self.state in ("rejected", "merged", "referred"))
        self.state_at = at

    def _on_closed(self, at: int, event: Event) -> None:
        reason = event.data.get("reason")
        if self.state in ("closed", "lapsed"):
            return
        if not reason or (reason != "no_answer" and self.state != "resolved"):
            raise SlaError("closed_without_resolution", f"event {event.seq}", "nothing was resolved or said")
        if event.by == "rule":
            self._alarm = (at, reason)  # at its very instant a message is still in time (24)
        else:
            self._close(at, reason, event.by)

    def _act(self, at: int, event: Event, state: str) -> None:
        if not event.data.get("reason"):
            raise SlaError("reason_missing", f"event {event.seq}", f"{event.kind} needs a reason")
        if self.state not in ("open", "resolved", "referred"):
            return
        self._end_pause(at)
        for track in list(self._running()):
            self._halt(track, at, state, event.by)
        self._doer = event.by
        if state != "referred":
            self.closing = (at, state)
        self._enter(state, at)

    def _on_rejected(self, at: int, event: Event) -> None:
        self._act(at, event, "rejected")

    def _on_cancelled(self, at: int, event: Event) -> None:
        self._act(at, event, "cancelled")

    def _on_merged(self, at: int, event: Event) -> None:
        self._act(at, event, "merged")

    def _on_referred(self, at: int, event: Event) -> None:
        self._act(at, event, "referred")
        self._on_asked(at, event)

    def _on_asked(self, at: int, event: Event) -> None:
        self._base = f"agency:{event.data['agency']}"
        self._at_agency = True

    def _on_returned(self, at: int, event: Event) -> None:
        if self.state == "referred":
            self._reopen(at)
        self._at_agency = False
        self._on_handed(at, event)

    def _on_split(self, at: int, event: Event) -> None:
        if event.data.get("parent"):
            self.custody_from = at

    def _on_classified(self, at: int, event: Event) -> None:
        self._reclass(at, {key: event.data.get(key) for key in ("kind", "category", "priority")})

    def _on_released(self, at: int, event: Event) -> None:
        self.changes.append(Change(at, None, event.data["clock"]))

    def _on_leave(self, at: int, event: Event) -> None:
        data = event.data
        self.leaves.append(
            (data["person"], data["first_on"], data["last_on"], event.kind == "leave.approved")
        )

    def _on_corrected(self, at: int, event: Event) -> None:
        data = event.data
        self.corrections.append((_instant(data["start"]), _instant(data["end"]), data["holder"], event.seq))


def _instant(value: Any) -> int:
    return seconds_of(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def _dated(events: Iterable[Event], as_of: int) -> list[tuple[int, Event]]:
    """The events up to as_of by their own instants, equal ones in ledger order (48, 49)."""
    dated = []
    for event in events:
        at = seconds_of(event.at, f"event {event.seq}")
        if at <= as_of:
            dated.append((at, event))
    dated.sort(key=lambda pair: (pair[0], pair[1].seq))
    return dated


_ACTS: dict[str, Callable[[Reading, int, Event], None]] = {
    "ticket.received": Reading._on_received,
    "ticket.queued": Reading._on_queued,
    "ticket.routed": Reading._on_routed,
    "ticket.taken": Reading._on_handed,
    "ticket.assigned": Reading._on_handed,
    "ticket.handed_over": Reading._on_handed,
    "message.sent": Reading._on_sent,
    "message.delivered": Reading._on_delivered,
    "question.withdrawn": Reading._on_withdrawn,
    "round.ended": Reading._on_round_ended,
    "ticket.resolved": Reading._on_resolved,
    "ticket.disputed": Reading._on_disputed,
    "ticket.closed": Reading._on_closed,
    "ticket.reopened": Reading._on_reopened,
    "ticket.rejected": Reading._on_rejected,
    "ticket.cancelled": Reading._on_cancelled,
    "ticket.referred": Reading._on_referred,
    "agency.asked": Reading._on_asked,
    "ticket.returned": Reading._on_returned,
    "ticket.merged": Reading._on_merged,
    "ticket.unmerged": Reading._on_reopened,
    "ticket.split": Reading._on_split,
    "ticket.classified": Reading._on_classified,
    "ticket.reprioritised": Reading._on_classified,
    "target.released": Reading._on_released,
    "file.completed": Reading._on_file,
    "leave.approved": Reading._on_leave,
    "leave.cancelled": Reading._on_leave,
    "custody.corrected": Reading._on_corrected,
}
