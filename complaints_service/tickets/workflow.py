"""The one table of ticket states and acts: who may do what from where, and where it leads.

Buttons, refusals and the API's "what is allowed" are all read from `ACTS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STATES = ("new", "open", "waiting", "resolved", "closed", "rejected", "cancelled", "merged", "referred")
FINAL = frozenset({"closed", "rejected", "cancelled", "merged"})
LIVE = frozenset({"new", "open", "waiting"})

#: Why a complaint may be refused. The words shown are in the rulebook's texts.
REJECT_REASONS = ("spam", "not_ours", "duplicate", "unclear", "not_a_complaint", "before_court")


@dataclass(frozen=True)
class Act:
    """One row: an act, the roles that may do it, the states it starts from, and the state it leads to.

    `to` None: the state stays. `right` names the row of the access table. `note` says why an odd edge exists.
    """

    code: str
    right: str
    states: frozenset[str]
    to: str | None = None
    needs_reason: bool = False
    needs_text: bool = False
    note: str = ""


def _act(code: str, right: str, states: Iterable[str], **more: object) -> Act:
    return Act(code, right, frozenset(states), **more)  # type: ignore[arg-type]  # keywords of the dataclass


ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        # the office
        _act("take", "take", LIVE, to="open", note="from the unit's queue; a waiting ticket stays waiting"),
        _act("assign", "assign", LIVE, to="open", needs_reason=True),
        _act("message", "message", LIVE | {"resolved"}, needs_text=True, note="also answers after resolving"),
        _act("question", "question", {"open", "waiting"}, to="waiting", needs_text=True),
        _act("note", "note", STATES, needs_text=True),
        _act("handover", "hand_over", LIVE, to="open", needs_reason=True),
        _act("resolve", "resolve", {"open", "waiting"}, to="resolved", needs_text=True),
        _act("reject", "reject", LIVE, to="rejected", needs_reason=True, needs_text=True),
        _act("classify", "classify", LIVE, needs_reason=True),
        # the citizen
        _act(
            "write",
            "write",
            LIVE | {"resolved", "closed"},
            needs_text=True,
            note="a late answer reopens a ticket closed for want of one",
        ),
        _act("accept", "judge", {"resolved"}, to="closed"),
        _act("dispute", "judge", {"resolved"}, to="open", needs_text=True),
        # a rule
        _act("close_no_objection", "rule", {"resolved"}, to="closed"),
        _act("close_no_answer", "rule", {"waiting"}, to="closed"),
    )
}

OFFICE_ACTS = ("message", "resolve", "question", "handover", "take", "assign", "classify", "note", "reject")
CITIZEN_ACTS = ("write", "accept", "dispute")


def permits(act: str, state: str, close_reason: str | None = None) -> bool:
    """Whether the table has an edge for this act from this state."""
    row = ACTS.get(act)
    if row is None or state not in row.states:
        return False
    return not (act == "write" and state == "closed" and close_reason != "no_answer")
