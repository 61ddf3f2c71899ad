"""What would move if history were judged under another rulebook. Reads only; stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket
from config.errors import NotInForce, UnknownEntry
from config.rulebook import Rulebook
from sla import Assessment, Event, Policy, SlaError, Verdict

_CHUNK = 500


class ToldVerdict(NamedTuple):
    """What a verdict says: its status, and the promised instant."""

    status: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One clock (or one round of it, counted from 1) of one ticket that would be judged otherwise.

    `was` or `would` is None where the clock has a round under one rulebook only.
    """

    number: str
    clock: str
    round: int
    was: ToldVerdict | None
    would: ToldVerdict | None

    @property
    def statuses(self) -> tuple[str, str]:
        """From which status to which; `-` where there is none."""
        return self.was.status if self.was else "-", self.would.status if self.would else "-"


@dataclass(kw_only=True)
class WhatIf:
    """Everything that would move.

    `counts`: (clock, status now, status then) -> how many; equal statuses mean that only the due moves.
    `tickets`: how many were looked at; `refused`: those one of the rulebooks cannot judge, with the reason.
    `later`: versions of the other rulebook alone that begin after now, under which nothing was received yet.
    `was`, `would`: (category, clock, status) -> how many verdicts, of those not counted with another ticket;
    only where they were asked for.
    """

    tickets: int = 0
    moves: list[Move] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    later: tuple[Policy, ...] = ()
    was: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    would: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[tuple[str, str, str]]:
        """How many clocks would go from one status to another."""
        return Counter((move.clock, *move.statuses) for move in self.moves)

    @property
    def touched(self) -> int:
        """How many tickets have a clock that would move."""
        return len({move.number for move in self.moves})


@dataclass(frozen=True, kw_only=True)
class JudgedAnew:
    """What of history is judged anew, and how.

    `as_if_from`: what came in from that local day on is judged under the newest policy of the other rulebook,
    as if that had been in force since. `only_since`: what came in before it is not looked at. `counted`: what
    cannot move is judged too, so that all verdicts are counted.
    """

    as_if_from: date | None = None
    only_since: datetime | None = None
    counted: bool = False


#: All of history, each report under the policy it was received under.
PLAINLY = JudgedAnew()


def what_if(
    session: Session,
    *,
    rulebook: Rulebook,
    other: Rulebook,
    now: datetime,
    asked: JudgedAnew = PLAINLY,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """Judges tickets twice as of `now`: as they are, and under the policy `other` had when each was received.

    A calendar that reads the same in both is the same, whenever its days were entered. `progress` is told
    (done, of how many).
    """
    other.enter_as(rulebook)
    found = WhatIf(later=() if asked.as_if_from else _begins_later(rulebook, other, now))
    judging = _Judging(found=found, rulebook=rulebook, other=other, now=now, asked=asked)
    query = select(Ticket.id).order_by(Ticket.id)
    if asked.only_since is not None:
        query = query.where(Ticket.received_at >= asked.only_since)
    ids = list(session.scalars(query))
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        histories = ledger.events_of(session, chunk)
        heads = session.execute(
            select(Ticket.id, Ticket.number, Ticket.category, Ticket.policy_version, Ticket.received_at)
            .where(Ticket.id.in_(chunk))
            .order_by(Ticket.id)
        )
        for ticket_id, number, category, version, received_at in heads:
            judging.take(number, category, version, received_at, histories[ticket_id])
        if progress is not None:
            progress(min(start + _CHUNK, len(ids)), len(ids))
    return found


@dataclass(frozen=True, kw_only=True)
class _Judging:
    """One ticket after another under two rulebooks; `same`: pairs of policies that promise the same."""

    found: WhatIf
    rulebook: Rulebook
    other: Rulebook
    now: datetime
    asked: JudgedAnew
    same: dict[tuple[str, str], bool] = field(default_factory=dict)

    def take(
        self, number: str, category: str, version: str, received_at: datetime, events: Sequence[Event]
    ) -> None:
        found, other = self.found, self.other
        try:
            versions = (version, _policy_of(other, received_at, self.asked.as_if_from).version)
            if versions not in self.same:
                self.same[versions] = _alike(self.rulebook, other, *versions)
            found.tickets += 1
            if self.same[versions] and not self.asked.counted:
                return
            was = would = deadlines.judge(
                events, rulebook=self.rulebook, policy_version=version, as_of=self.now
            )
            if not self.same[versions]:
                would = deadlines.judge(events, rulebook=other, policy_version=versions[1], as_of=self.now)
        except (SlaError, NotInForce, UnknownEntry) as error:
            found.refused[number] = getattr(error, "code", type(error).__name__)
            return
        found.moves += _moves(number, was, would)
        if self.asked.counted:
            _count(found.was, category, was)
            _count(found.would, category, would)


#: How many moves are listed unless all are asked for.
LISTED = 20


def what_if_lines(found: WhatIf, *, everything: bool, zone: str) -> Iterator[str]:
    """What would move as lines of text: the counts by clock and status, then the clocks themselves."""
    yield f"{found.tickets} tiket dinilai ulang, {found.touched} berubah, {len(found.moves)} jam berubah."
    for (clock, was, would), count in sorted(found.counts.items()):
        what = f"{was} -> {would}" if was != would else f"{was}, hanya janjinya"
        yield f"{count:8} {clock}: {what}"
    place = ZoneInfo(zone)
    for move in found.moves if everything else found.moves[:LISTED]:
        name = f"{move.clock} {move.round}" if move.round else move.clock
        yield f"{move.number} {name}: {_said(move.was, place)} -> {_said(move.would, place)}"
    if not everything and len(found.moves) > LISTED:
        yield f"... dan {len(found.moves) - LISTED} lagi; --all menyebut semuanya."
    for policy in found.later:
        yield (
            f"Versi {policy.version} baru berlaku {policy.effective_from}, jadi belum menilai apa pun. "
            "Pakai --as-if-from TANGGAL untuk menilai seolah-olah sudah berlaku sejak hari itu."
        )
    for number, code in found.refused.items():
        yield f"{number}: tidak bisa dinilai, {code}"


def _said(told: ToldVerdict | None, place: ZoneInfo) -> str:
    if told is None:
        return "-"
    if told.due_at is None:
        return told.status
    return f"{told.status} {told.due_at.astimezone(place):%Y-%m-%d %H:%M}"


def _policy_of(other: Rulebook, received_at: datetime, as_if_from: date | None) -> Policy:
    if as_if_from is not None and other.local_date(received_at) >= as_if_from:
        return other.policies[-1]
    return other.policy_at(received_at)


def _begins_later(rulebook: Rulebook, other: Rulebook, now: datetime) -> tuple[Policy, ...]:
    today = other.local_date(now)
    return tuple(
        policy
        for policy in other.policies
        if policy.effective_from > today and policy not in rulebook.policies
    )


def _alike(rulebook: Rulebook, other: Rulebook, version: str, others: str) -> bool:
    """Whether two policies promise the same in the same calendars: then nothing can move."""
    one, two = rulebook.policy(version), other.policy(others)
    named = replace(
        one,
        code=two.code,
        version=two.version,
        effective_from=two.effective_from,
        effective_until=two.effective_until,
    )
    codes = {row.calendar for row in one.rows} | {rulebook.office.calendar, other.office.calendar}
    return named == two and all(
        rulebook.calendar_spec(code) == other.calendar_spec(code) for code in sorted(codes)
    )


def _moves(number: str, was: Assessment, would: Assessment) -> Iterator[Move]:
    before, after = _told(was), _told(would)
    for clock, place in sorted(before.keys() | after.keys()):
        one, two = before.get((clock, place)), after.get((clock, place))
        if one != two:
            yield Move(number=number, clock=clock, round=place, was=one, would=two)


def _count(counts: Counter[tuple[str, str, str]], category: str, found: Assessment) -> None:
    for (clock, _place), verdict in _verdicts(found).items():
        if verdict.inherited is None:
            counts[category, clock, verdict.status] += 1


def _told(found: Assessment) -> dict[tuple[str, int], ToldVerdict]:
    return {place: ToldVerdict(verdict.status, verdict.due_at) for place, verdict in _verdicts(found).items()}


def _verdicts(found: Assessment) -> dict[tuple[str, int], Verdict]:
    """Every verdict by its clock and round; clocks that have no rounds stand at 0."""
    many = ("next_response", "resolution")
    plain = {(clock, 0): verdict for clock, verdict in found.clocks.items() if clock not in many}
    rounds = {("next_response", place): verdict for place, verdict in enumerate(found.rounds, 1)}
    lives = {("resolution", place): verdict for place, verdict in enumerate(found.lives)}
    return plain | rounds | lives
