"""The offices a ticket can be referred to."""

from __future__ import annotations

from config.rulebook import Rulebook


def agencies(rulebook: Rulebook) -> tuple[str, ...]:
    """Their codes, in the order of the rulebook."""
    return tuple(dict.fromkeys(agency.code for agency in rulebook.agencies if agency.role != "self"))
