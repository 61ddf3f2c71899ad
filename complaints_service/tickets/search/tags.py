"""The tags beside a ticket's words: its unit and its holder, so that one index knows word and reader. Pure.

Words and tickets are two tables, and no index goes over both. All that a person may view lies in some units
or with some officers (`ViewGrounds`), so the index of words holds these two of each, and whoever looks
for a word looks for it under their tags. That only leaves out what lies elsewhere: `visible_to` is asked of
what is found. No word is a tag: § is no letter of ASCII, and a stem has no others.
"""

from __future__ import annotations

from complaints_service.tickets.visible import ViewGrounds


def unit_tag(code: str) -> str:
    """The tag of what lies in a unit; its code in figures, so that no database splits it."""
    return f"§u{code.encode().hex()}"


def holder_tag(officer_id: int) -> str:
    """The tag of what an officer has."""
    return f"§h{officer_id}"


def tags_of(grounds: ViewGrounds | None) -> tuple[str, ...]:
    """Under any of these lies all that a person may view; none for whom nothing is left out."""
    if grounds is None:
        return ()
    return (*map(unit_tag, sorted(grounds.units)), *map(holder_tag, sorted(grounds.holders)))
