"""What the engine answers: verdicts of clocks, custody, and the spans that explain them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sla.policies import Amount

Status = Literal["not_started", "running", "at_risk", "met", "breached", "stopped", "no_target", "unknown"]


class Verdict(NamedTuple):
    """One clock (or one round of it) as of an instant; seconds are of the target's own kind (17)."""

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
    """Everything the engine says about one ticket as of an instant."""

    as_of: datetime
    received_at: datetime
    final_closed_at: datetime | None
    clocks: dict[str, Verdict]
    rounds: tuple[Verdict, ...]
    custody: Custody
    questions_asked: int


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
