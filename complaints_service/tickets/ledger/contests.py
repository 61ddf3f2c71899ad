""" "This span is not mine": the contests of a ledger, whom they concern, and what was decided. Pure.

A contest is numbered on its ticket and changes nothing until it is decided; upheld, the custody of its span
is corrected by an event, and every figure made of it follows (sla.md, sentence 56; docs/adr/0013).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from complaints_service.tickets.ledger.moves import HELD
from sla import Event


@dataclass(frozen=True, kw_only=True)
class Contest:
    """One contest of a ticket, and its decision when there is one.

    `by` is who contests, `named` the holder they name, if they do; `holder` whom the decision names. `unled`:
    nobody stood above all concerned when it was asked, so an auditor of the whole office decides.
    """

    number: int
    by: str
    start: datetime
    end: datetime
    reason: str
    at: datetime
    named: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    upheld: bool | None = None
    holder: str | None = None
    answer: str = ""
    unled: bool = False

    @property
    def concerned(self) -> frozenset[str]:
        """Whose time it would move: nobody of them decides."""
        return frozenset({self.by, self.named} - {None})  # type: ignore[arg-type]  # None is taken out


def contests_of(events: Iterable[Event]) -> list[Contest]:
    """Every contest of a ledger in the order of asking, with its decision."""
    found: dict[int, Contest] = {}
    for event in events:
        data = event.data
        if event.kind == "custody.contested":
            found[data["contest"]] = Contest(
                number=data["contest"],
                by=event.by,
                start=datetime.fromisoformat(data["start"]),
                end=datetime.fromisoformat(data["end"]),
                reason=data["reason"],
                at=event.at,
                named=data.get("holder"),
                unled=data.get("decider") == "auditor",
            )
        elif event.kind == "contest.decided":
            asked = found[data["contest"]]
            found[asked.number] = replace(
                asked,
                decided_by=event.by,
                decided_at=event.at,
                upheld=data["upheld"],
                holder=data.get("holder"),
                answer=data["reason"],
            )
    return list(found.values())


def undecided(events: Iterable[Event]) -> list[Contest]:
    """The contests that wait for a decision."""
    return [contest for contest in contests_of(events) if contest.decided_at is None]


def held_by(events: Iterable[Event]) -> frozenset[int]:
    """The officers who had a ticket at some time, by its ledger."""
    holders = (str(event.data.get("holder") or "") for event in events if event.kind in HELD)
    return frozenset(int(ref.removeprefix("person:")) for ref in holders if ref.startswith("person:"))
