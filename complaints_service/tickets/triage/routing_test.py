"""Where history would have gone under other routing rules, and how loads would differ. Reads only.

Both sets of rules decide every report anew, in the order it came, with the people of today, each with the
loads that its own decisions made: what differs comes from the rules alone. A report weighs on whoever got it
until it was over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.people.directory import Directory
from complaints_service.people.roster import directory_on
from complaints_service.routing.loads import weigh_loads
from complaints_service.routing.rules import RoutingDecision, RoutingFacts, decide
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.errors import UnknownEntry
from config.rulebook import Rulebook

#: How many moves are listed unless all are asked for.
LISTED = 20
_FIRST = ("ticket.routed", "ticket.queued")
_NEVER = datetime.max.replace(tzinfo=UTC)
_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class RuleMove:
    """One report that would have gone to another unit; rules by their keys."""

    number: str
    was: str
    would: str
    was_rule: str
    would_rule: str


@dataclass
class RoutingTest:
    """Everything that would differ. `got`: by holder, (reports, effort) under either set of rules.

    `refused`: reports that the other rules cannot decide, with the reason.
    """

    tickets: int = 0
    moves: list[RuleMove] = field(default_factory=list)
    got: dict[str, tuple[int, float, int, float]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def routing_test(
    session: Session,
    *,
    rulebook: Rulebook,
    other: Rulebook,
    now: datetime,
    only_since: datetime | None = None,
) -> RoutingTest:
    """Decides reports twice: by the rules in force now, and by the newest of `other`.

    `only_since`: what came in before it is left out, and weighs on nobody.
    """
    directory, found = directory_on(session, on=rulebook.local_date(now)), RoutingTest()
    ours, theirs = _Office(rulebook, directory), _Office(other, directory)
    for number, received_at, closed_at, inputs in _history(session, only_since):
        facts = _facts(inputs)
        try:
            would = theirs.take(facts, received_at, closed_at or _NEVER)
        except UnknownEntry as error:
            found.refused[number] = str(error)
            continue
        was = ours.take(facts, received_at, closed_at or _NEVER)
        found.tickets += 1
        if was.unit != would.unit:
            found.moves.append(
                RuleMove(
                    number=number,
                    was=was.unit,
                    would=would.unit,
                    was_rule=was.rule,
                    would_rule=would.rule,
                )
            )
    for holder in sorted(ours.count.keys() | theirs.count.keys()):
        found.got[holder] = (
            ours.count[holder],
            ours.effort[holder],
            theirs.count[holder],
            theirs.effort[holder],
        )
    return found


def routing_lines(found: RoutingTest, *, everything: bool, names: Mapping[str, str]) -> Iterator[str]:
    """What would differ as lines of text; `names` of holders, by reference."""
    yield f"{found.tickets} laporan disalurkan ulang, {len(found.moves)} pindah unit."
    for (here, there), count in sorted(Counter((move.was, move.would) for move in found.moves).items()):
        yield f"{count:8} {here} -> {there}"
    for move in found.moves if everything else found.moves[:LISTED]:
        yield f"{move.number}: {move.was} ({move.was_rule}) -> {move.would} ({move.would_rule})"
    if not everything and len(found.moves) > LISTED:
        yield f"... dan {len(found.moves) - LISTED} lagi; --all menyebut semuanya."
    yield "Yang diterima masing-masing, sekarang -> nanti (laporan, bobot):"
    for holder, (was, was_effort, would, would_effort) in found.got.items():
        if (was, was_effort) != (would, would_effort):
            told = names.get(holder, holder)
            yield f"{told}: {was} -> {would}, {was_effort:g} -> {would_effort:g}"
    for number, reason in found.refused.items():
        yield f"{number}: tidak bisa disalurkan, {reason}"


class _Office:
    """An office that takes reports by one set of rules, and what each of its people has open by then."""

    def __init__(self, rulebook: Rulebook, directory: Directory) -> None:
        self.rulebook, self.directory = rulebook, directory
        self.rules = rulebook.routing[-1]
        self.efforts = {each.code: each.effort for each in rulebook.categories}
        self.open: Counter[tuple[int, str]] = Counter()
        self.ends: list[tuple[datetime, int, str]] = []
        self.count: Counter[str] = Counter()
        self.effort: defaultdict[str, float] = defaultdict(float)

    def take(self, facts: RoutingFacts, received_at: datetime, closed_at: datetime) -> RoutingDecision:
        """Decides one report. Raises UnknownEntry for a category that these rules do not know."""
        effort = self.rulebook.category(facts.category).effort
        while self.ends and self.ends[0][0] <= received_at:
            _at, officer, category = heappop(self.ends)
            self.open[officer, category] -= 1
        decision = decide(
            facts=facts,
            rules=self.rules,
            loads=weigh_loads(+self.open, self.efforts),
            directory=self.directory,
            rulebook=self.rulebook,
            unit_names=self.directory.unit_names,
        )
        self.count[decision.holder] += 1
        self.effort[decision.holder] += effort
        if decision.officer_id is not None:
            self.open[decision.officer_id, facts.category] += 1
            heappush(self.ends, (closed_at, decision.officer_id, facts.category))
        return decision


def _history(
    session: Session, since: datetime | None
) -> Iterator[tuple[str, datetime, datetime | None, Mapping[str, Any]]]:
    """Each report with what was weighed when the rules first decided it, in the order they came."""
    query = (
        select(Ticket.number, Ticket.received_at, Ticket.closed_at, TicketEvent.data)
        .join(TicketEvent, TicketEvent.ticket_id == Ticket.id)
        .where(TicketEvent.kind.in_(_FIRST))
        .order_by(Ticket.received_at, Ticket.id, TicketEvent.seq)
    )
    if since is not None:
        query = query.where(Ticket.received_at >= since)
    seen = ""
    rows = session.execute(query.execution_options(yield_per=_CHUNK))
    for number, received_at, closed_at, data in rows:
        if number != seen and data.get("inputs"):
            seen = number
            yield number, received_at, closed_at, data["inputs"]


def _facts(inputs: Mapping[str, Any]) -> RoutingFacts:
    """What was weighed then, without who could not be reached on that day."""
    return RoutingFacts(
        category=inputs["category"],
        kind=inputs["kind"],
        priority=inputs["priority"],
        kelurahan=inputs["kelurahan"],
        privacy=inputs["privacy"],
        origin=inputs["origin"],
        accused=tuple(inputs["accused"]),
        mentioned=tuple(inputs["mentioned"]),
        about_staff=inputs["about_staff"],
        given_unit=inputs["given_unit"],
    )
