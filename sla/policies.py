"""What a policy promises: amounts, rows by class of ticket, ladders, and the spans rules use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from sla.errors import PolicyErrors, SlaError

AmountKind = Literal["working", "working_days", "calendar_days"]

#: A hundred years: more days than any promise has, and fewer than a date can bear.
MOST_DAYS = 36_525

CLOCKS = (
    "verification",
    "first_response",
    "next_response",
    "resolution",
    "legal_answer",
    "legal_decision",
    "legal_notice",
)


class Selectors(NamedTuple):
    """What a row is chosen by, in the order in which they win."""

    kind: str | None
    category: str | None
    priority: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Amount:
    """So much time of one kind: `working` counts seconds, the others count days."""

    kind: AmountKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of a ladder: after `share` percent of the target, or `overdue_seconds` working past due."""

    clock: str
    share: int | None
    overdue_seconds: int | None
    level: str
    to: str

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands in its clock's ladder: by share of the target, then past the due."""
        if self.share is not None:
            return False, self.share
        assert self.overdue_seconds is not None  # one of both (`rung_ambiguous`)
        return True, self.overdue_seconds


@dataclass(frozen=True, kw_only=True)
class PolicyRow:
    """The targets of one class of ticket; a selector left None fits every value (sentence 44)."""

    key: str
    calendar: str
    targets: Mapping[str, Amount]
    kind: str | None = None
    category: str | None = None
    priority: str | None = None
    unit: str | None = None
    warning_share: int = 75
    ladder: tuple[Rung, ...] = ()

    @cached_property
    def selectors(self) -> Selectors:
        """Its values, in the order in which they win."""
        return Selectors(self.kind, self.category, self.priority, self.unit)

    @cached_property
    def weight(self) -> tuple[int, tuple[bool, ...]]:
        """How exactly the row speaks: the number of named values, then which of them."""
        named = tuple(value is not None for value in self.selectors)
        return sum(named), named

    @cached_property
    def climbed(self) -> Mapping[str, tuple[Rung, ...]]:
        """The rungs of each clock in the order they fall."""
        found: dict[str, tuple[Rung, ...]] = {}
        for rung in sorted(self.ladder, key=lambda rung: rung.place):
            found[rung.clock] = (*found.get(rung.clock, ()), rung)
        return found


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of the rules a ticket is judged by for life (sentence 42)."""

    code: str
    version: str
    effective_from: date
    rows: tuple[PolicyRow, ...]
    effective_until: date | None = None
    question_expiry: Amount = field(default=Amount("working_days", 10))
    completeness_expiry: Amount = field(default=Amount("calendar_days", 30))
    objection_period: Amount = field(default=Amount("working_days", 10))
    reopen_limit: Amount = field(default=Amount("working_days", 30))

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PolicyErrors(f"{self.code} {self.version}", problems)

    @cached_property
    def _found(self) -> dict[Selectors, PolicyRow | None]:
        return {}

    @cached_property
    def news(self) -> dict[tuple[int, ...], dict[str, tuple[tuple[int, Amount, PolicyRow], ...]]]:
        """What the rows that tickets went through say of each clock, kept for the next such ticket."""
        return {}

    def row_for(
        self,
        *,
        kind: str | None = None,
        category: str | None = None,
        priority: str | None = None,
        unit: str | None = None,
    ) -> PolicyRow | None:
        """The row naming most of the ticket's values; among equals kind, category, priority (sentence 44)."""
        return self.row_of(Selectors(kind, category, priority, unit))

    def row_of(self, asked: Selectors) -> PolicyRow | None:
        """The same by the values in their order."""
        found = self._found
        if asked in found:
            return found[asked]
        fitting = (
            row
            for row in self.rows
            if all(want is None or want == have for want, have in zip(row.selectors, asked, strict=True))
        )
        best = found[asked] = max(fitting, key=lambda row: row.weight, default=None)
        return best


def _problems(policy: Policy) -> Iterator[SlaError]:
    if policy.effective_until is not None and policy.effective_until < policy.effective_from:
        yield SlaError("end_before_start", "effective_until", "the policy ends before it begins")
    for name in ("question_expiry", "completeness_expiry", "objection_period", "reopen_limit"):
        yield from amount_problems(name, getattr(policy, name))
    seen: dict[object, str] = {}
    for row in policy.rows:
        where = f"rows.{row.key}"
        other = seen.setdefault(row.selectors, row.key)
        if other != row.key or sum(one.key == row.key for one in policy.rows) > 1:
            yield SlaError("row_named_twice", where, f"names the same values or key as rows.{other}")
        if not row.targets:
            yield SlaError("row_without_target", f"{where}.targets", "a row promises at least one clock")
        for clock, amount in row.targets.items():
            if clock not in CLOCKS:
                yield SlaError("unknown_clock", f"{where}.targets.{clock}", "there is no such clock")
            yield from amount_problems(f"{where}.targets.{clock}", amount)
        if not 1 <= row.warning_share <= 100:
            yield SlaError("share_out_of_range", f"{where}.warning_share", "a share is 1 to 100 percent")
        for index, rung in enumerate(row.ladder):
            yield from _rung_problems(f"{where}.ladder.{index}", row, rung)


def amount_problems(where: str, amount: Amount) -> Iterator[SlaError]:
    """What is wrong with an amount: it is so many whole seconds or days, at least one."""
    if amount.kind not in ("working", "working_days", "calendar_days"):
        yield SlaError("unknown_amount_kind", where, f"{amount.kind} is no kind of time")
    elif amount.count.__class__ is not int:
        yield SlaError("amount_not_whole", where, f"{amount.count!r} is no whole number")
    elif amount.count < 1:
        yield SlaError("amount_not_positive", where, "a target is at least 1")
    elif amount.kind != "working" and amount.count > MOST_DAYS:
        yield SlaError("amount_too_large", where, f"an amount is at most {MOST_DAYS} days")


def _rung_problems(where: str, row: PolicyRow, rung: Rung) -> Iterator[SlaError]:
    if rung.clock not in row.targets:
        yield SlaError("rung_without_target", where, f"the row has no target for {rung.clock}")
    if (rung.share is None) == (rung.overdue_seconds is None):
        yield SlaError("rung_ambiguous", where, "a rung names a share or a time overdue, one of both")
    elif rung.share is not None and not 1 <= rung.share <= 100:
        yield SlaError("share_out_of_range", where, "a share is 1 to 100 percent")
    elif rung.overdue_seconds is not None and rung.overdue_seconds < 0:
        yield SlaError("negative_amount", where, "time overdue is not negative")
