"""The offices a ticket can be referred to."""

from __future__ import annotations

from config.rulebook import Rulebook


def agencies(rulebook: Rulebook) -> tuple[str, ...]:
    """Their codes in the order of the rulebook, and after them those of the neighbours there are now."""
    offices = [agency.code for agency in rulebook.agencies if agency.role != "self"]
    around = [one.code for one in rulebook.neighbours if one.effective_until is None]
    return tuple(dict.fromkeys([*offices, *around]))
