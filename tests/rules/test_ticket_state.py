"""What a ticket is follows from its ledger alone, and every act is in the table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints_service.accounts.access import TICKET_RIGHTS
from complaints_service.places.place import Place
from complaints_service.tickets.acts.act import Surroundings
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger import states as workflow
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.opening.rerouting import Rerouted
from sla import Event

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
RECEIVED = (
    "ticket.received",
    {"kind": "complaint", "category": "sampah", "priority": "normal", "unit": "MEJA"},
)
ROUTED = ("ticket.routed", {"unit": "SARPRAS", "holder": "person:7"})
ASKED = ("message.sent", {"act": "question", "message": 3})
WROTE = ("message.sent", {"act": "message", "message": 4})
RESOLVED = ("ticket.resolved", {})


def ledger(*entries: tuple[str, dict]) -> list[Event]:
    return [Event(seq, kind, NOW, NOW, "rule", data) for seq, (kind, data) in enumerate(entries, 1)]


@pytest.mark.parametrize(
    ("entries", "state", "holder"),
    [
        ([RECEIVED], "new", "unit:MEJA"),
        ([RECEIVED, ("ticket.queued", {"unit": "MEJA"})], "new", "unit:MEJA"),
        ([RECEIVED, ROUTED], "open", "person:7"),
        ([RECEIVED, ROUTED, ASKED], "waiting", "person:7"),
        ([RECEIVED, ROUTED, ASKED, WROTE], "open", "person:7"),
        (
            [RECEIVED, ROUTED, ASKED, ("ticket.handed_over", {"unit": "P3SU", "holder": "person:9"})],
            "waiting",
            "person:9",
        ),
        ([RECEIVED, ROUTED, RESOLVED], "resolved", "person:7"),
        ([RECEIVED, ROUTED, RESOLVED, ("ticket.disputed", {})], "open", "person:7"),
        ([RECEIVED, ROUTED, RESOLVED, ("ticket.closed", {"reason": "accepted"})], "closed", "person:7"),
        ([RECEIVED, ROUTED, ("ticket.rejected", {"reason": "spam"})], "rejected", "person:7"),
        ([RECEIVED, ROUTED, ("ticket.cancelled", {"reason": "asked"})], "cancelled", "person:7"),
        ([RECEIVED, ROUTED, ("ticket.merged", {"into": "x", "reason": "same"})], "merged", "person:7"),
        (
            [RECEIVED, ROUTED, ("ticket.referred", {"agency": "dishub", "reason": "theirs"})],
            "referred",
            "person:7",
        ),
        (
            [RECEIVED, ROUTED, ASKED, ("ticket.closed", {"reason": "no_answer"}), ("ticket.reopened", {})],
            "open",
            "person:7",
        ),
    ],
)
def test_the_state_is_folded_from_the_ledger(entries, state: str, holder: str) -> None:
    folded = fold(ledger(*entries))
    assert (folded.state, folded.holder) == (state, holder)


def test_every_state_of_the_interface_is_in_the_table() -> None:
    assert set(workflow.STATES) == {
        "new",
        "open",
        "waiting",
        "resolved",
        "closed",
        "rejected",
        "cancelled",
        "merged",
        "referred",
    }


@pytest.mark.parametrize("code", ACTS)
def test_every_act_has_a_right_and_known_states(code: str) -> None:
    act = ACTS[code]
    assert act.right in TICKET_RIGHTS
    assert act.states <= set(workflow.STATES)
    assert act.to is None or act.to in workflow.STATES


#: What a request may hold, by the name of its field.
SAID = {
    "text": "Teks.",
    "reason": "spam",
    "to": "person:9",
    "category": "drainase_banjir",
    "agency": "dlh",
    "message": 3,
    "priority": "high",
    "into": "MRL-2611-7K4Q2",
    "start": NOW,
    "end": NOW,
    "contest": 1,
    "upheld": True,
}


@pytest.mark.parametrize("code", sorted(ACTS.keys() - {"split"}))  # makes a ticket of its own
def test_an_act_leads_where_the_table_says(code: str) -> None:
    """The ledger entries an act writes fold to the state named in its row, from every state it starts from."""
    act = ACTS[code]
    for start in sorted(act.states):
        reason = "no_answer" if start == "closed" else None
        state = TicketState(
            state=start,
            close_reason=reason,
            kind="complaint",
            category="sampah",
            priority="normal",
            unit="SARPRAS",
            holder="person:7",
            questions=(3,),
            routed=True,
            open_contests=(1,),
            agency="dlh" if act.agency == "with" else None,
            accused=("person:8",),
        )
        request = act.request(**{name: value for name, value in SAID.items() if name in act.rules})
        around = Surroundings(
            state=state,
            actor="person:9",
            rerouted=Rerouted(place=Place(), before=Place(), decision=None, named=()),
            to_holder="person:9",
            to_unit="P3SU",
            own_unit="P3SU",
            contested=(1, NOW.isoformat(), NOW.isoformat()),
            whom=("person:5",),
        )
        written = act.events(request, around)
        data = [{"message": 1, **entry.data} for entry in written]
        by = "citizen" if act.by == "citizen" else "rule"
        events = [
            Event(seq, entry.kind, NOW, NOW, by, one)
            for seq, (entry, one) in enumerate(zip(written, data, strict=True), 1)
        ]
        after = fold(events, state).state
        moves_holder_only = code in ("take", "assign", "handover")
        expected = act.to or start
        if moves_holder_only and start == "waiting":
            expected = "waiting"
        if code == "return":
            expected = "open" if start == "referred" else start
        if code == "write":
            expected = "open" if start in ("waiting", "closed") else start
        assert after == expected, f"{code} from {start}"
        assert {event.kind for event in events} <= set(act.writes)
        told = {KINDS[event.kind].act_of(event) for event in events}
        assert code in told or (start == "new" and moves_holder_only), (
            "no event kind says that this act wrote it"
        )


def test_a_closed_ticket_takes_words_only_where_an_answer_was_missing() -> None:
    assert ACTS["write"].permits(TicketState(state="closed", close_reason="no_answer"))
    assert not ACTS["write"].permits(TicketState(state="closed", close_reason="accepted"))


def test_nothing_is_handed_over_while_an_agency_has_it_and_only_then_it_returns() -> None:
    ours, theirs = TicketState(state="open"), TicketState(state="open", agency="dlh")
    for code in ("take", "assign", "handover", "refer", "consult"):
        assert ACTS[code].permits(ours) and not ACTS[code].permits(theirs)
    assert ACTS["return"].permits(theirs) and not ACTS["return"].permits(ours)


def test_what_was_never_routed_lies_in_the_triage_queue_again() -> None:
    rejected = fold(ledger(RECEIVED, ("ticket.rejected", {"reason": "spam"}), ("ticket.reopened", {})))
    assert (rejected.state, rejected.holder) == ("new", "unit:MEJA")


def test_withdrawing_one_question_ends_the_waiting_for_all() -> None:
    """Sentence 23: withdrawing the question ends all."""
    twice = [RECEIVED, ROUTED, ASKED, ("message.sent", {"act": "question", "message": 4})]
    left = fold(ledger(*twice, ("question.withdrawn", {"message": 4})))
    assert (left.state, left.questions) == ("open", ())


def test_a_contest_waits_until_it_is_decided() -> None:
    asked = fold(ledger(RECEIVED, ROUTED, ("custody.contested", {"contest": 1})))
    assert (asked.contests, asked.contests_ever) == (1, 1)
    decided = fold(ledger(("contest.decided", {"contest": 1})), asked)
    assert (decided.contests, decided.contests_ever) == (0, 1)
    assert ACTS["decide_contest"].permits(asked) and not ACTS["decide_contest"].permits(decided)
