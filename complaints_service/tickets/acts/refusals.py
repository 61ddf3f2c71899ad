"""Why an act is refused, said with what is allowed instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from complaints_service.accounts.access import allows
from complaints_service.errors import DomainError, Invalid, Words, invalid, words
from complaints_service.texts import text_problem
from complaints_service.tickets.acts import Request
from complaints_service.tickets.ledger import states as workflow
from complaints_service.tickets.ledger.models import Ticket
from config.entries import KINDS, PRIORITIES, Category
from config.rulebook import Rulebook
from sla import Event

MESSAGE_ACTS = ("answer", "decision", "progress")
#: What who acts need not have read first: how a message travelled, and what was told when a clock ran out,
#: perhaps a moment ago by this very act. After an ending the state itself refuses.
_UNREAD = frozenset(
    {
        "message.delivered",
        "message.bounced",
        "clock.warned",
        "clock.breached",
        "escalation.sent",
        "ticket.closed",
    }
)


def check(
    request: Request,
    *,
    ticket: Ticket,
    history: Sequence[Event],
    roles: Collection[str],
    now: datetime,
    rulebook: Rulebook,
) -> None:
    """Refuses an act seen at a stale version, not allowed here or by these roles, or incomplete."""
    row = workflow.ACTS.get(request.act)
    if row is None:
        raise invalid("act", words("Tindakan ini tidak dikenal."))
    allowed = [
        code
        for code, act in workflow.ACTS.items()
        if workflow.permits(code, ticket) and allows(roles, act.right, ticket.complaint.privacy)
    ]
    if request.version is not None and _changed_since(request.version, history):
        raise DomainError(
            "stale_version",
            words("Tiket ini berubah sejak Anda membacanya. Tulisan Anda masih ada; baca dulu yang baru."),
            version=ticket.version,
            allowed=allowed,
        )
    by_rule = row.right == "rule" and not roles
    if not workflow.permits(request.act, ticket) or not (by_rule or request.act in allowed):
        raise DomainError(
            "act_not_allowed",
            words("Tindakan ini tidak bisa sekarang."),
            state=ticket.state,
            allowed=allowed,
        )
    fields = _field_problems(request, row) | _choice_problems(request, rulebook)
    if request.act == "classify":
        fields |= _class_problems(request, ticket, rulebook.categories_on(rulebook.local_date(now)))
    if fields:
        raise Invalid(fields)


def _changed_since(version: int, history: Sequence[Event]) -> bool:
    newer = (event for event in history if event.seq > version)
    return version > history[-1].seq or any(event.kind not in _UNREAD for event in newer)


def _field_problems(request: Request, row: workflow.Act) -> dict[str, list[Words]]:
    fields: dict[str, list[Words]] = {}
    if row.needs_text or request.text:
        problem = text_problem(request.text, empty=words("Tulis dulu pesannya."))
        if problem:
            fields["text"] = [problem]
    if row.needs_reason and not (request.reason or "").strip():
        fields["reason"] = [words("Tulis alasannya.")]
    elif request.reason and (problem := text_problem(request.reason)):
        fields["reason"] = [problem]
    if request.act in ("assign", "handover") and not (request.to or "").strip():
        fields["to"] = [words("Pilih orang atau unit yang ada.")]
    return fields


#: act -> the field of the request that takes one of a few values, as the interface calls it.
_CHOSEN = {
    "reject": "reason",
    "cancel": "reason",
    "message": "act",
    "prioritise": "priority",
    "refer": "agency",
    "consult": "agency",
}


def _choice_problems(request: Request, rulebook: Rulebook) -> dict[str, list[Words]]:
    name = _CHOSEN.get(request.act)
    if name is None:
        return {}
    choices, chosen = {
        "reject": (workflow.REJECT_REASONS, request.reason),
        "cancel": (workflow.CANCEL_REASONS, request.reason),
        "message": (MESSAGE_ACTS, request.message_act),
        "prioritise": (PRIORITIES, request.priority),
        "refer": (agencies(rulebook), request.agency),
        "consult": (agencies(rulebook), request.agency),
    }[request.act]
    if chosen in choices or (name == "reason" and not chosen):
        return {}
    listed = ", ".join(choices)
    return {name: [words("Pilih salah satu: %(choices)s.", choices=listed)]}


def agencies(rulebook: Rulebook) -> tuple[str, ...]:
    """The codes of the offices a ticket can be referred to, in the order of the rulebook."""
    return tuple(dict.fromkeys(agency.code for agency in rulebook.agencies if agency.role != "self"))


def _class_problems(
    request: Request, ticket: Ticket, categories: Collection[Category]
) -> dict[str, list[Words]]:
    if request.category in (None, ticket.category) and request.kind in (None, ticket.kind):
        return {"category": [words("Pilih kategori atau jenis yang baru.")]}
    fields: dict[str, list[Words]] = {}
    known = {ticket.category, *(category.code for category in categories)}
    if request.category is not None and request.category not in known:
        fields["category"] = [words("Kategori ini tidak dikenal.")]
    if request.kind is not None and request.kind not in KINDS:
        fields["kind"] = [words("Pilih salah satu: %(choices)s.", choices=", ".join(KINDS))]
    return fields
