"""Versions follow from dates: what is in force between two changes is one version, named by its first day."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from config.entries.office import Dated, holds_on
from config.entries.versions import VersionEntry

Entry = TypeVar("Entry", bound=Dated)

# Where an entry comes from, when a later one replaced it, by which examples and English words it is suggested
# what it is asked besides, and which photo its resolving takes change nothing that was decided under it.
LEFT_OUT = frozenset({"source", "effective_until", "keywords_en", "examples", "questions", "proof"})


def boundaries(entries: Iterable[Dated]) -> list[date]:
    """The days on which what is in force changes, oldest first."""
    days: set[date] = set()
    for entry in entries:
        days.add(entry.effective_from)
        if entry.effective_until is not None and entry.effective_until < date.max:
            days.add(entry.effective_until + timedelta(days=1))
    return sorted(days)


def in_force(entries: Iterable[Entry], on: date) -> tuple[Entry, ...]:
    """The entries that hold on a local day, in their given order."""
    return tuple(entry for entry in entries if holds_on(entry, on))


def canonical_json(value: Any) -> str:
    """The one spelling of a value: sorted keys, no spaces, ISO dates, floats that are whole as integers."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def make_version(kind: str, code: str, version: str, effective_from: date, value: Any) -> VersionEntry:
    """A version with its canonical JSON and the SHA-256 of that."""
    text = canonical_json(value)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return VersionEntry(
        kind=kind,
        code=code,
        version=version,
        effective_from=effective_from,
        canonical_json=text,
        sha256=digest,
    )


def changed_versions(
    versions: Sequence[VersionEntry], stored: Mapping[tuple[str, str, str], str]
) -> tuple[VersionEntry, ...]:
    """The versions whose meaning differs from the one stored under (kind, code, version) -> sha256."""
    return tuple(
        version
        for version in versions
        if stored.get((version.kind, version.code, version.version), version.sha256) != version.sha256
    )


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in LEFT_OUT
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
