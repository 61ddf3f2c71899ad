"""A row of the event kinds says what the engine does with such an entry, and what people read of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints_service.tickets.ledger.kinds import KINDS
from config.rulebook import Rulebook
from sla import READ_KINDS, Event, assess

RECEIVED_AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CLASS = {"kind": "complaint", "category": "sampah", "priority": "normal", "unit": "MEJA"}
#: Everything that some kind of entry needs.
DATA = {
    **CLASS,
    "holder": "person:9",
    "act": "answer",
    "message": 3,
    "reason": "no_answer",
    "agency": "dlh",
    "clock": "resolution",
    "person": "person:7",
    "first_on": "2026-12-24",
    "last_on": "2026-12-25",
    "start": RECEIVED_AT.isoformat(),
    "end": RECEIVED_AT.isoformat(),
    "parent": "MRL-2611-7K4Q2",
}
#: What an entry does to custody -> who has the ticket of Rina's (person 7) after it.
HOLDS = {
    "queues": "unit:MEJA",
    "routes": "person:9",
    "takes": "person:9",
    "hands": "person:9",
    "returns": "person:9",
}


def held_after(kind: str, rulebook: Rulebook) -> str:
    """Who has her ticket after one more entry; one that comes back is with an agency before."""
    before = ["ticket.received", "ticket.routed", *(["agency.asked"] if kind == "ticket.returned" else [])]
    events = []
    for seq, each in enumerate([*before, kind], 1):
        at = RECEIVED_AT + timedelta(minutes=seq)
        holder = "person:7" if seq == 2 else HOLDS.get(KINDS[each].custody or "", "person:9")
        events.append(Event(seq, each, at, at, "person:7", {**DATA, "holder": holder}))
    found = assess(
        events,
        policy=rulebook.policy_at(RECEIVED_AT),
        calendar=rulebook.calendar(rulebook.office.calendar),
        as_of=RECEIVED_AT + timedelta(hours=2),
    )
    return found.custody.spans[-1].holder


@pytest.mark.parametrize(
    "kind", sorted(KINDS.keys() - {"ticket.received", "ticket.split", "custody.corrected"})
)
def test_the_row_moves_custody_where_the_engine_does(kind: str, rulebook: Rulebook) -> None:
    expected = HOLDS.get(KINDS[kind].custody or "")
    held = held_after(kind, rulebook)
    if expected is None:
        assert held != "person:9", "the engine gives it away, the row says nothing of it"
    else:
        assert held == expected


def test_every_kind_the_engine_reads_has_a_row() -> None:
    assert KINDS.keys() >= READ_KINDS
