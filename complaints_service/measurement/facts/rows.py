"""The rows of the facts, as plain values; their fields are the columns of the tables of the same name."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from complaints_service.places.place import Place


class TicketHead(NamedTuple):
    """What of a ticket its facts need beside the ledger; `score` and `rated_at` where a citizen rated it.

    `kelurahan`, `lat` and `lng`: where it was reported. `kept`: of one whose place was erased since, the
    square that its facts name (`up`, `along`).
    """

    ticket_id: int
    policy_version: str
    kelurahan: str | None
    score: int | None = None
    rated_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    kept: tuple[int, int] | None = None

    def mended(self, place: Place | None) -> TicketHead:
        """With its place as the office mended it; None: as it was reported."""
        if place is None:
            return self
        return self._replace(kelurahan=place.kelurahan, lat=place.lat, lng=place.lng)


class ClockRow(NamedTuple):
    """One verdict (table `clock_fact`)."""

    ticket_id: int
    clock: str
    round: int
    status: str
    reason: str | None
    owner_officer_id: int | None
    owner_unit: str | None
    month: str | None
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    used_seconds: int | None
    target_kind: str | None
    kind: str
    category: str
    kelurahan: str | None
    policy_version: str
    calendar_version: str
    inherited: bool = False
    redone: bool = False
    at_least: bool = False

    @property
    def finished(self) -> bool:
        """Whether the work was done, late or not, and after how long is known: the event of sentence 60."""
        done = self.stopped_at is not None and self.reason is None and not self.at_least
        return done and self.status in ("met", "breached")

    @property
    def observed(self) -> bool:
        """Whether it is part of a curve of waiting, finished or not (60).

        A target in calendar days is counted in another kind of time; it cannot share a curve with the others.
        """
        left_out = (
            self.status in ("not_started", "no_target", "unknown") or self.target_kind == "calendar_days"
        )
        return not left_out and self.used_seconds is not None

    @property
    def part(self) -> str:
        """What the verdict counts as (59): its status, or broken and done or not."""
        return part_of(self.status, open_=self.stopped_at is None)

    @property
    def late_open(self) -> bool:
        """Whether it is past its due and still waits."""
        return self.status == "breached" and self.stopped_at is None


def part_of(status: str, *, open_: bool) -> str:
    """What a verdict of this status counts as (59), on a clock that is still open or not."""
    if status != "breached":
        return status
    return "late_open" if open_ else "late_finished"


def status_of(part: str) -> str:
    """The status of what counts as this (`ClockRow.part`)."""
    return "breached" if part in ("late_open", "late_finished") else part


class CustodyRow(NamedTuple):
    """One holder's working seconds in one month (table `custody_fact`)."""

    ticket_id: int
    holder: str
    unit: str
    month: str
    seconds: int
    category: str


class ResolutionRow(NamedTuple):
    """One resolution and what became of it (table `resolution_fact`)."""

    ticket_id: int
    seq: int
    resolved_at: datetime
    month: str
    officer_id: int | None
    unit: str
    outcome: str
    category: str


class HandoverRow(NamedTuple):
    """One time somebody was handed the ticket by another (table `handover_fact`).

    `standing`: how the office's promises stood at that instant: came_in_time, came_risky, came_late; `clock`
    is the one that stood worst.
    """

    ticket_id: int
    seq: int
    handed_at: datetime
    month: str
    giver: str
    officer_id: int
    unit: str
    standing: str
    clock: str | None
    category: str


class RatingRow(NamedTuple):
    """A citizen's rating, whom it counts for and in which month (table `rating_fact`).

    It belongs to whoever resolved the ticket last, in the month it was given; one of a ticket that nobody
    resolved counts nowhere.
    """

    ticket_id: int
    score: int
    rated_at: datetime
    month: str
    officer_id: int | None
    unit: str
    category: str
    kelurahan: str | None


class SquareRow(NamedTuple):
    """In which square a report came from, as the office mended it (table `square_fact`).

    None for one without a point, or that was merged into another: that one counts.
    """

    ticket_id: int
    unit: str
    category: str
    kelurahan: str | None
    up: int
    along: int


class FlowRow(NamedTuple):
    """On which local days one resolution came to a unit and went (table `flow_fact`); empty where it has not.

    `inherited`: broken before the split it came from, where it is counted. `received_at`: the ticket's own.
    """

    ticket_id: int
    round: int
    unit: str
    came: str
    went: str
    inherited: bool
    received_at: datetime


class ElsewhereRow(NamedTuple):
    """For how long no unit had the ticket in a month, with what sort of holder (table `elsewhere_fact`).

    `unit`: whose it is now; empty while it is nobody's.
    """

    ticket_id: int
    month: str
    holder: str
    unit: str
    seconds: int


class SurveySums(NamedTuple):
    """What a closed survey of a unit's service came to, in sums alone: nobody's answer is in it.

    `month`: in which it was closed. `total`: of all nine scores of all whole answers.
    """

    period: str
    unit: str
    month: str
    answers: int
    total: int


class TicketRow(NamedTuple):
    """The ticket as a whole (table `ticket_fact`, without what is computed from this row)."""

    ticket_id: int
    as_of: datetime
    ledger_version: int
    policy_version: str
    calendar: str
    calendar_version: str
    kind: str
    category: str
    kelurahan: str | None
    received_at: datetime
    final_closed_at: datetime | None
    total_seconds: int
    disputes: int
    reopenings: int
    last_resolved_at: datetime | None
    last_resolved_month: str | None
    resolver_officer_id: int | None
    settled: bool
    channel: str


class TicketFacts(NamedTuple):
    """All facts of one ticket, and when time alone will change one of them (None: never)."""

    ticket: TicketRow
    clocks: tuple[ClockRow, ...]
    custody: tuple[CustodyRow, ...]
    resolutions: tuple[ResolutionRow, ...]
    handovers: tuple[HandoverRow, ...]
    next_change_at: datetime | None
    ratings: tuple[RatingRow, ...] = ()
    squares: tuple[SquareRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()
    elsewhere: tuple[ElsewhereRow, ...] = ()

    def known_to(self, form: int) -> TicketFacts:
        """What of them a release knew that made facts of this form (`FORM`)."""
        later = {name: () for name, since in _SINCE.items() if form < since}
        return self._replace(**later)  # type: ignore[arg-type]


#: Facts that not every release made, and since which form they are.
_SINCE = {"squares": 1, "flows": 2, "elsewhere": 2}
#: Which facts a ticket has, counted up when they become others or more: what an older release made is stale,
#: also what it still makes beside this one.
FORM = 2
