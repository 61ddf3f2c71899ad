"""What a draft changes in the rules that hold: entry by entry, what it said and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from complaints_service.rulebooks.files import DRAWN, Files, table
from config.entries.identity import IDENTITY

_REMARKS = ("source", "effective_from", "effective_until")


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """One entry that a draft changes: `what` is added, ended, changed or replaced (a whole file)."""

    file: str
    kind: str
    key: str
    names: Mapping[str, str]
    what: str
    details: tuple[tuple[str, str, str], ...] = ()


def differences(before: Files, draft: Files) -> list[RuleChange]:
    """What the draft says otherwise, in the order of the files."""
    found: list[RuleChange] = []
    for name in sorted({*before, *draft}):
        if before.get(name) == draft.get(name):
            continue
        if name in DRAWN:
            found.append(RuleChange(file=name, kind="", key=name, names={}, what="replaced"))
            continue
        old, new = table(before, name), table(draft, name)
        for kind in dict.fromkeys([*old, *new]):
            if kind != "defaults":
                found += _entries(name, kind, _by_key(old.get(kind), kind), _by_key(new.get(kind), kind))
    return found


def _entries(
    file: str, kind: str, old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> list[RuleChange]:
    found = []
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        entry = other if other is not None else one or {}
        what = "added" if one is None else "ended" if other is None else "changed"
        details: tuple[tuple[str, str, str], ...] = ()
        if one is not None and other is not None:
            was, now = _flat(one), _flat(other)
            details = tuple(
                (path, was.get(path, ""), now.get(path, ""))
                for path in dict.fromkeys([*was, *now])
                if was.get(path) != now.get(path) and path not in _REMARKS
            )
        found.append(
            RuleChange(
                file=file,
                kind=kind,
                key=key.partition("@")[0],
                names=_names(entry),
                what=what,
                details=details,
            )
        )
    return found


def _by_key(entries: Any, kind: str) -> dict[str, dict[str, Any]]:
    """Entries by their name and first day, so that what follows one another stays apart."""
    listed = entries if isinstance(entries, list) else [entries] if isinstance(entries, Mapping) else []
    name = IDENTITY.get(kind) or ("code" if kind == "calendar" else "key")
    return {
        f"{entry.get(name, number)}@{entry.get('effective_from', entry.get('version', ''))}": dict(entry)
        for number, entry in enumerate(listed)
        if isinstance(entry, Mapping)
    }


def _names(entry: Mapping[str, Any]) -> Mapping[str, str]:
    names = entry.get("names", {})
    return (
        {str(language): str(text) for language, text in names.items()} if isinstance(names, Mapping) else {}
    )


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Everything an entry says by its path; lists of tables by what they call themselves."""
    if isinstance(value, Mapping):
        found: dict[str, str] = {}
        for key, item in value.items():
            found |= _flat(item, f"{path}.{key}" if path else str(key))
        return found
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        found = {}
        for number, item in enumerate(value):
            named = item.get("key", item.get("code", item.get("year", number)))
            found |= _flat(item, f"{path}.{named}")
        return found
    return {path: ", ".join(map(str, value)) if isinstance(value, list) else str(value)}
