"""What acts choose from, in an officer's words: reasons and priorities."""

from __future__ import annotations

from complaints_service.tickets.ledger.states import CANCEL_REASONS, REJECT_REASONS
from complaints_service.web.words.vocabulary import name_of


def reject_reasons() -> list[tuple[str, str]]:
    """Why a report is refused, in the officer's words, in the order of the workflow's list."""
    return [(code, name_of("reject_reason", code)) for code in REJECT_REASONS]


def cancel_reasons() -> list[tuple[str, str]]:
    """Why the office stops handling a report, in the order of the workflow's list."""
    return [(code, name_of("cancel_reason", code)) for code in CANCEL_REASONS]


def priority_name(priority: str) -> str:
    """A priority as officers call it."""
    return name_of("priority", priority)
