"""Which parts of what is kept of a ticket are somebody's words: they go, what is the office's stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: What stands where somebody's words stood.
ERASED = "[dihapus]"
#: Parts whose values the office sets, or the rulebook: codes, references, numbers of reports, instants.
_OURS = frozenset(
    {
        "about_office", "act", "agency", "category", "channel", "clock", "code", "contest", "decider",
        "due_at", "elsewhere", "end", "ending", "first_on", "from", "given_unit", "handed_at", "holder",
        "in", "inputs", "into", "kelurahan", "kind", "last_on", "leave", "level", "mark", "mention",
        "month", "number", "officer", "on", "origin", "owner", "person", "place_origin", "policy_version",
        "priority", "request", "route", "rule", "start", "started_at", "target", "to", "unit", "until",
        "version", "voices", "whom", "whose",
    }
)  # fmt: skip
#: Parts that hold words, or where somebody is, whatever they look like.
_WORDS = frozenset({"text", "words", "answer", "address", "title", "note", "load_note", "name", "excerpt"})
_WHERE = frozenset({"lat", "lng", "accuracy"})
#: What a code of ours looks like in a part that nobody spoke of; anything else there may be words.
_CODE = re.compile(r"[a-z_]+:\w+|[a-z]+(_[a-z]+)+|[\d.:+TZ-]+")


def scrubbed(data: Mapping[str, Any], *, codes: frozenset[str]) -> dict[str, Any]:
    """An entry's data without anybody's words. `codes`: reasons that the office gives by a code."""
    return {name: _part(name, value, codes) for name, value in data.items()}


def _part(name: str, value: Any, codes: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        # A rule's reason, and a question as it was asked, stand in both languages in the rulebook.
        return dict(value) if value.keys() == {"id", "en"} else scrubbed(value, codes=codes)
    if isinstance(value, list):
        return [_part(name, each, codes) for each in value]
    if name in _WHERE:
        return None
    if not isinstance(value, str) or not value or name in _OURS:
        return value
    if name in _WORDS:
        return ERASED
    if name == "reason":
        return value if value in codes else ERASED
    return value if _CODE.fullmatch(value) else ERASED
