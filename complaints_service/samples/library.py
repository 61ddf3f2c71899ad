"""The demo's own words: complaints with what became of them, phrases beside them, and invented people."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

TEXTS = Path(__file__).parent / "texts"

#: Categories settled at a desk; the others are seen, and mended, outdoors.
PAPER_CATEGORIES = frozenset(
    {
        "adminduk",
        "bansos",
        "pelayanan_kantor",
        "perilaku_petugas",
        "pungli",
        "informasi",
        "aspirasi",
        "lainnya",
    }
)

Row = TypeVar("Row")


class LibraryError(ValueError):
    """A file of texts that does not hold what the library needs; the message names file, entry and key."""


@dataclass(frozen=True, kw_only=True)
class DemoComplaint:
    """A complaint as a citizen wrote it, and its story as far as it goes.

    Either `resolution` or `reject_reason` with `reject_text` ends it. A dispute is followed by
    `second_resolution`. `about`: the accused, as holder references. `hand_over`: why it changes hands.
    """

    id: str
    category: str
    kind: str
    kelurahan: str
    channel: str
    privacy: str
    address: str
    text: str
    title: str | None = None
    priority: str = "normal"
    about: tuple[str, ...] = ()
    answer: str | None = None
    question: str | None = None
    reply: str | None = None
    resolution: str | None = None
    dispute: str | None = None
    second_resolution: str | None = None
    hand_over: str | None = None
    reject_reason: str | None = None
    reject_text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """What can be said beside any complaint, one seen outdoors (`field`), one settled at a desk (`paper`)."""

    any: tuple[str, ...]
    field: tuple[str, ...]
    paper: tuple[str, ...]

    def fitting(self, category: str) -> tuple[str, ...]:
        """The phrases that make sense beside a complaint of this category, always in the same order."""
        return self.any + (self.paper if category in PAPER_CATEGORIES else self.field)


@dataclass(frozen=True, kw_only=True)
class DemoOfficer:
    """An invented member of the office; `position` is a post of the rulebook, `nip` 18 digits or None."""

    name: str
    position: str
    employment: str
    nip: str | None = None
    rank: str | None = None


@dataclass(frozen=True, kw_only=True)
class DemoCitizen:
    """An invented citizen, marked as such in the name."""

    name: str
    phone: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Library:
    """All of it; every sequence in the order of the files, so that a seed chooses alike everywhere.

    `follow_ups` and `thanks` are the citizens' words, `progress` the officers', `notes` theirs alone.
    """

    complaints: tuple[DemoComplaint, ...]
    follow_ups: Phrases
    thanks: Phrases
    progress: Phrases
    notes: Phrases
    officers: tuple[DemoOfficer, ...]
    citizens: tuple[DemoCitizen, ...]


def load_library(folder: Path = TEXTS) -> Library:
    """Reads the folder of texts. Raises LibraryError at the first entry that cannot be used."""
    messages = _read(folder / "messages.toml")
    people = _read(folder / "people.toml")
    return Library(
        complaints=tuple(
            row
            for path in sorted((folder / "complaints").glob("*.toml"))
            for row in _rows(DemoComplaint, _read(path), "complaint", path)
        ),
        follow_ups=_phrases(messages, "follow_ups"),
        thanks=_phrases(messages, "thanks"),
        progress=_phrases(messages, "progress"),
        notes=_phrases(messages, "notes"),
        officers=_rows(DemoOfficer, people, "officer", folder / "people.toml"),
        citizens=_rows(DemoCitizen, people, "citizen", folder / "people.toml"),
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(f"{path.name}: {error}") from error


def _rows(kind: type[Row], read: Mapping[str, Any], key: str, path: Path) -> tuple[Row, ...]:
    return tuple(
        _row(kind, entry, f"{path.name}: {key} {entry.get('id') or entry.get('name') or number}")
        for number, entry in enumerate(read.get(key, ()), start=1)
    )


def _row(kind: type[Row], entry: Mapping[str, Any], where: str) -> Row:
    """One entry as its dataclass; blanks around a text are the file's, not the citizen's."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # the three rows are dataclasses
    if unknown := sorted(set(entry) - known):
        raise LibraryError(f"{where}: unknown {', '.join(unknown)}")
    values = {
        name: tuple(value) if isinstance(value, list) else str(value).strip() for name, value in entry.items()
    }
    try:
        return kind(**values)
    except TypeError as error:
        raise LibraryError(f"{where}: {error}") from error


def _phrases(messages: Mapping[str, Any], key: str) -> Phrases:
    return _row(Phrases, messages.get(key, {}), f"messages.toml: {key}")
