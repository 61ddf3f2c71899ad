"""A file of a rulebook changed as tables: read, changed by a function, written again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from complaints_service.rulebooks.files import Files, table
from complaints_service.rulebooks.writing import written
from config.entries.office import LANGUAGES

#: What an entry rests on that an administrator made on a page.
OWN = "local choice, entered on the pages of opening the office"


def changed(files: Files, name: str, change: Callable[[dict[str, Any]], None]) -> dict[str, str]:
    """The files with one of them changed; those that nothing changed in stay byte by byte."""
    before, after = table(files, name), table(files, name)
    change(after)
    return dict(files) if after == before else {**files, name: written(after)}


def entries(files: Files, name: str, kind: str) -> list[dict[str, Any]]:
    """The entries of one kind in a file, as far as they are tables."""
    found = table(files, name).get(kind, [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def lasting(files: Files, name: str, kind: str) -> list[dict[str, Any]]:
    """The entries of one kind that have no end: what holds last, without what it took the place of."""
    return [entry for entry in entries(files, name, kind) if "effective_until" not in entry]


def office_of(files: Files) -> Mapping[str, Any]:
    """The entry of the office itself."""
    found = table(files, "office.toml").get("office")
    return found if isinstance(found, Mapping) else {}


def both(*words: str) -> dict[str, str]:
    """The same words in both languages, as a file has them."""
    return dict(zip(LANGUAGES, words, strict=True))


def own_entry(made: Mapping[str, Any], first_on: Any) -> dict[str, Any]:
    """An entry that an administrator made, with its first day and source."""
    return {**made, "effective_from": first_on, "source": OWN}
