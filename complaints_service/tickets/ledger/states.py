"""The one table of ticket states and acts: who may do what from where, and where it leads.

Buttons, refusals and the API's "what is allowed" are all read from `ACTS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

STATES = ("new", "open", "waiting", "resolved", "closed", "rejected", "cancelled", "merged", "referred")
FINAL = frozenset({"closed", "rejected", "cancelled", "merged"})
LIVE = frozenset({"new", "open", "waiting"})

#: Why a complaint may be refused. The words shown are in the rulebook's texts.
REJECT_REASONS = ("spam", "not_ours", "duplicate", "unclear", "not_a_complaint", "before_court")
#: Why the office stops handling one; the citizen's own withdrawal is `withdrawn`.
CANCEL_REASONS = ("asked_by_citizen", "entered_by_mistake", "settled_elsewhere", "practice")

_ANY = frozenset(STATES)


@dataclass(frozen=True)
class Act:
    """One row: an act, the roles that may do it, the states it starts from, and the state it leads to.

    `to` None: the state stays. `right` names the row of the access table. `note` says why an odd edge exists.
    `agency`: whether it is done `with` another agency having the ticket, `without`, or `either` way.
    """

    code: str
    right: str
    states: frozenset[str]
    to: str | None = None
    needs_reason: bool = False
    needs_text: bool = False
    note: str = ""
    agency: str = "either"


def _act(code: str, right: str, states: Iterable[str], **more: object) -> Act:
    return Act(code, right, frozenset(states), **more)  # type: ignore[arg-type]  # keywords of the dataclass


ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        # the office: who has it
        _act(
            "take",
            "take",
            LIVE,
            to="open",
            agency="without",
            note="from the unit's queue; a waiting ticket stays waiting",
        ),
        _act("assign", "assign", LIVE, to="open", needs_reason=True, agency="without"),
        _act("handover", "hand_over", LIVE, to="open", needs_reason=True, agency="without"),
        _act(
            "request_handover",
            "request_hand_over",
            LIVE,
            needs_reason=True,
            agency="without",
            note="it stays where it is until somebody who may hands it over",
        ),
        _act("decline_handover", "hand_over", LIVE, needs_reason=True),
        _act("refer", "refer", LIVE, to="referred", needs_reason=True, agency="without"),
        _act("consult", "consult", {"open", "waiting"}, needs_reason=True, agency="without"),
        _act(
            "return",
            "return",
            LIVE | {"referred"},
            agency="with",
            note="a referred ticket is open again; one we only asked about stays as it is",
        ),
        # the office: what is said
        _act("message", "message", LIVE | {"resolved"}, needs_text=True, note="also answers after resolving"),
        _act("question", "question", {"open", "waiting"}, to="waiting", needs_text=True),
        _act("withdraw_question", "withdraw_question", {"waiting"}, to="open"),
        _act("end_round", "end_round", LIVE | {"resolved"}, needs_reason=True),
        _act("note", "note", STATES, needs_text=True),
        # the office: how it ends, and begins again
        _act("resolve", "resolve", {"open", "waiting"}, to="resolved", needs_text=True),
        _act("reject", "reject", LIVE, to="rejected", needs_reason=True, needs_text=True),
        _act("cancel", "cancel", LIVE | {"referred"}, to="cancelled", needs_reason=True, needs_text=True),
        _act("reopen", "reopen", FINAL - {"merged"}, to="open", needs_reason=True),
        _act("merge", "merge", LIVE, to="merged", needs_reason=True),
        _act("split", "split", LIVE, needs_reason=True, needs_text=True, note="the new ticket begins here"),
        _act("unmerge", "merge", {"merged"}, to="open", needs_reason=True),
        # the office: how it counts
        _act("classify", "classify", LIVE, needs_reason=True),
        _act("prioritise", "prioritise", LIVE, needs_reason=True),
        _act("complete_file", "complete_file", LIVE),
        _act("release_target", "release_target", LIVE, needs_reason=True),
        _act("unmark", "unmark", STATES, needs_reason=True, note="it also counts when all is over"),
        _act("contest", "contest", STATES, needs_reason=True, note="figures outlive the ticket"),
        _act("decide_contest", "decide_contest", STATES, needs_reason=True),
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
        _act("ask_reopening", "ask_reopening", {"closed"}, to="open", needs_reason=True),
        _act("withdraw", "withdraw", LIVE | {"referred"}, to="cancelled", needs_reason=True),
        # a rule
        _act("close_no_objection", "rule", {"resolved"}, to="closed"),
        _act("close_no_answer", "rule", {"waiting"}, to="closed"),
    )
}

OFFICE_ACTS = (
    "message",
    "resolve",
    "question",
    "handover",
    "take",
    "assign",
    "return",
    "decide_contest",
    "decline_handover",
    "request_handover",
    "withdraw_question",
    "end_round",
    "classify",
    "prioritise",
    "consult",
    "refer",
    "note",
    "complete_file",
    "release_target",
    "unmark",
    "contest",
    "merge",
    "unmerge",
    "split",
    "reopen",
    "reject",
    "cancel",
)
CITIZEN_ACTS = ("write", "accept", "dispute", "ask_reopening", "withdraw")


class Standing(Protocol):
    """What of a ticket the table reads: a row of the database or a folded state."""

    @property
    def state(self) -> str: ...
    @property
    def close_reason(self) -> str | None: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def contests(self) -> int: ...
    @property
    def handover_requests(self) -> int: ...


def permits(act: str, ticket: Standing) -> bool:
    """Whether the table has an edge for this act from where the ticket stands."""
    row = ACTS.get(act)
    if row is None or ticket.state not in row.states:
        return False
    if row.agency != "either" and (row.agency == "with") != bool(ticket.agency):
        return False
    if act == "decide_contest" and not ticket.contests:
        return False
    if act == "decline_handover" and not ticket.handover_requests:
        return False
    return not (act == "write" and ticket.state == "closed" and ticket.close_reason != "no_answer")
