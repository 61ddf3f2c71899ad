"""Why an act is refused, said with what is allowed instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from complaints_service.errors import DomainError, Invalid, Words, words
from complaints_service.tickets.acts.act import Act, ActCase
from complaints_service.tickets.acts.registry import allowed_acts
from complaints_service.tickets.ledger.moves import UNREAD
from sla import Event


def check(act: Act[Any], case: ActCase[Any], *, roles: Collection[str]) -> None:
    """Refuses an act seen at a stale version, not allowed here or by these roles, or incomplete."""
    ticket, version = case.ticket, case.request.version
    allowed = allowed_acts(ticket, roles=roles)
    if version is not None and _changed_since(version, case.history):
        raise DomainError(
            "stale_version",
            words("Tiket ini berubah sejak Anda membacanya. Tulisan Anda masih ada; baca dulu yang baru."),
            version=ticket.version,
            allowed=allowed,
        )
    by_rule = act.by == "rule" and not roles and act.permits(ticket)
    if not by_rule and act.code not in allowed:
        raise DomainError(
            "act_not_allowed",
            words("Tindakan ini tidak bisa sekarang."),
            state=ticket.state,
            allowed=allowed,
        )
    problems = _field_problems(act, case) | dict(act.problems(case) if act.problems else {})
    if problems:
        raise Invalid(problems)


def _changed_since(version: int, history: Sequence[Event]) -> bool:
    # What was told when a clock ran out, perhaps a moment ago by this very act, need not have been read.
    newer = (event for event in history if event.seq > version)
    return version > history[-1].seq or any(event.kind not in UNREAD for event in newer)


def _field_problems(act: Act[Any], case: ActCase[Any]) -> dict[str, list[Words]]:
    request = case.request
    found = {
        rule.wire: rule.problem(getattr(request, name), case.rulebook) for name, rule in act.rules.items()
    }
    return {wire: [problem] for wire, problem in found.items() if problem is not None}
