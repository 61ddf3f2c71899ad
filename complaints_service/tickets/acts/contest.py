""" "This span is not mine": what can be contested, who decides, and what a decision moves. Pure.

A contest is numbered on its ticket and changes nothing until it is decided; upheld, the custody of its span
is corrected by an event, and every figure made of it follows (sla.md, sentence 56; docs/adr/0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from complaints_service.errors import DomainError, Invalid, Words, words
from sla import Custody, Event

_GIVES = frozenset(
    {
        "ticket.routed",
        "ticket.taken",
        "ticket.assigned",
        "ticket.handed_over",
        "ticket.returned",
        "custody.corrected",
    }
)


@dataclass(frozen=True)
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
                data["contest"],
                event.by,
                datetime.fromisoformat(data["start"]),
                datetime.fromisoformat(data["end"]),
                data["reason"],
                event.at,
                data.get("holder"),
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
    holders = (str(event.data.get("holder") or "") for event in events if event.kind in _GIVES)
    return frozenset(int(ref.removeprefix("person:")) for ref in holders if ref.startswith("person:"))


def check_span(
    start: datetime | None, end: datetime | None, *, custody: Custody, history: Sequence[Event], actor: str
) -> None:
    """Refuses a span that is unreadable, outside the custody, not the actor's, or contested already.

    Raises DomainError `invalid`, `outside_custody`, `not_your_span` (all 422) or `contest_overlaps` (409).
    """
    fields: dict[str, list[Words]] = {}
    for name, at in (("from", start), ("until", end)):
        if at is None:
            fields[name] = [words("Isi dengan tanggal dan jam.")]
    if start is not None and end is not None and end <= start:
        fields["until"] = [words("Akhirnya harus sesudah awalnya.")]
    if fields:
        raise Invalid(fields)
    assert start is not None
    assert end is not None
    spans = custody.spans
    if not spans or start < spans[0].start or end > spans[-1].end:
        outside = words("Waktu ini di luar masa tiket dipegang.")
        raise Invalid({"from": [outside], "until": [outside]}, code="outside_custody")
    touched = [span for span in spans if span.start < end and span.end > start]
    if any(span.holder != actor for span in touched):
        raise Invalid(
            {"from": [words("Sebagian waktu ini tidak tercatat atas nama Anda.")]}, code="not_your_span"
        )
    if any(other.start < end and other.end > start for other in undecided(history)):
        raise DomainError(
            "contest_overlaps", words("Sebagian waktu ini sudah disanggah dan belum diputuskan.")
        )


def contest_to_decide(number: int | None, history: Sequence[Event]) -> Contest:
    """The contest a decision is about. Raises `invalid` (422) for no such one, `contest_decided` (409)."""
    contests = contests_of(history)
    waiting = [contest for contest in contests if contest.decided_at is None]
    if number is None and len(waiting) == 1:
        return waiting[0]
    found = next((contest for contest in contests if contest.number == number), None)
    if found is None:
        raise Invalid({"contest": [words("Sanggahan ini tidak ada.")]})
    if found.decided_at is not None:
        raise DomainError("contest_decided", words("Sanggahan ini sudah diputuskan."))
    return found
