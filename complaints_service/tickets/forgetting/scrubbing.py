"""Which parts of what is kept of a ticket are the office's own and stay; all else may be words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: What stands where somebody's words stood.
ERASED = "[dihapus]"
#: Parts whose values the office sets, or the rulebook: codes, references, numbers, instants. A new part is
#: erased until it is named here; a test knows every part that is written.
STAYS = frozenset(
    {
        "about_office", "about_staff", "accused", "act", "agency", "category", "channel", "clock", "code",
        "contest", "continues", "decider", "dispute", "due", "due_at", "effort", "elsewhere", "end", "ending",
        "first_on", "found", "from", "given_unit", "holder", "in", "into", "kelurahan", "kept", "kept_from",
        "kind", "last_on", "late", "leave", "level", "mark", "mention", "mentioned", "message", "number",
        "officer", "officer_id", "open", "open_limit", "origin", "parent", "person", "photos",
        "policy_version", "priority", "privacy", "queued", "request", "route", "routeless", "rule",
        "skipped", "start", "started_at", "state", "to", "unit", "unreachable", "unseen", "until", "upheld",
        "version", "voices", "why", "with", "whom",
    }
)  # fmt: skip
#: Parts that hold words, where somebody is, or what a letter said of it.
GOES = frozenset(
    {
        "accuracy", "address", "answer", "asking", "lat", "lng", "name", "note", "purpose", "remaining",
        "role", "text", "title", "what", "words",
    }
)  # fmt: skip
#: Parts that hold parts; what is in them is looked at by its own name.
WITHIN = frozenset({"alternatives", "answers", "before", "inputs", "place"})
#: Parts that may be of the rulebook, said in both languages; anything else in them is somebody's words.
BILINGUAL = frozenset({"reason", "load_note", "asked"})
#: What is set by the office has no blanks: a part that holds a sentence is somebody's, whatever its name.
_SET = re.compile(r"\S{1,80}")


def scrubbed(data: Mapping[str, Any], *, codes: frozenset[str]) -> dict[str, Any]:
    """An entry's data without anybody's words. `codes`: reasons that the office gives by a code."""
    return {name: _part(name, value, codes) for name, value in data.items()}


def _part(name: str, value: Any, codes: frozenset[str]) -> Any:
    if value is None or value == "" or isinstance(value, bool):
        return value
    if name in WITHIN and isinstance(value, Mapping):
        return scrubbed(value, codes=codes)
    if name in BILINGUAL and isinstance(value, Mapping) and value.keys() == {"id", "en"}:
        return dict(value)
    if isinstance(value, list):
        return [
            scrubbed(each, codes=codes)
            if name in WITHIN and isinstance(each, Mapping)
            else _part(name, each, codes)
            for each in value
        ]
    if name == "reason" and isinstance(value, str) and value in codes:
        return value
    if name in STAYS and (not isinstance(value, str) or _SET.fullmatch(value)):
        return value if not isinstance(value, Mapping) else None
    return ERASED if isinstance(value, str) else None
