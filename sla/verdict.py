"""What the engine answers: verdicts of clocks, custody, and the spans that explain them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sla.policies import Amount

Status = Literal["not_started", "running", "at_risk", "met", "breached", "stopped", "no_target", "unknown"]


class Verdict(NamedTuple):
    """One clock (or one round or life of it) as of an instant; seconds are of the target's own kind (17).

    `at_least`: the clock ran on past the calendar's horizon, where `used_seconds` ends (8); `inherited`: what
    decided it was copied from the ticket it was split off, where it is counted (38);
    `redone`: a resolution that came after a dispute or reopening, or was followed by one (59).
    """

    clock: str
    status: Status
    reason: str | None
    paused: bool
    started_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    used_seconds: int | None
    remaining_seconds: int | None
    target: Amount | None
    owner: str | None
    owner_unit: str | None
    policy_version: str
    calendar_version: str
    add_year: int | None = None
    warning_share: int = 75
    at_least: bool = False
    inherited: Literal["stop", "breach"] | None = None
    redone: bool = False


class CustodySpan(NamedTuple):
    """One holder's time in a row, and the working seconds in it."""

    start: datetime
    end: datetime
    holder: str
    seconds: int


class Custody(NamedTuple):
    """Who held the ticket: the seconds of all holders sum to the ticket's working total (55)."""

    spans: tuple[CustodySpan, ...]
    totals: dict[str, int]
    total_seconds: int
    add_year: int | None = None


class Assessment(NamedTuple):
    """Everything the engine says about one ticket as of an instant.

    Of next_response and resolution `clocks` has the round and the life that are shown (29, 33); `open_round`
    is the round nobody has answered yet, `life` the newest life.
    """

    as_of: datetime
    received_at: datetime
    final_closed_at: datetime | None
    clocks: dict[str, Verdict]
    rounds: tuple[Verdict, ...]
    custody: Custody
    questions_asked: int
    lives: tuple[Verdict, ...]
    open_round: Verdict | None

    @property
    def life(self) -> Verdict:
        """The resolution clock's newest life (33)."""
        return self.lives[-1]


SpanKind = Literal["on", "late", "wait", "idle", "agency", "next", "closed", "other"]


class Span(NamedTuple):
    """A part of a clock's life, counted or not, with its reason."""

    start: datetime
    end: datetime
    counted: bool
    kind: SpanKind
    holder: str
    reason_code: str
    name: str
