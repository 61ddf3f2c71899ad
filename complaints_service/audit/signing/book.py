"""The sealer's own book: the newest checkpoint of each chain and day, in a file beside the database.

Whoever has the database alone cannot cut off its end unseen: the book still says where it was.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from complaints_service.audit.signing.checkpoints import SignedPoint

#: The book's name in the seal's folder.
BOOK = "book.jsonl"


class BadBook(Exception):
    """A book that cannot be read; the text says why."""


def read_book(path: Path) -> list[SignedPoint]:
    """What the book says, oldest first. Raises BadBook, and FileNotFoundError where there is none."""
    points = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):
        try:
            points.append(point_said(line))
        except BadBook as wrong:
            raise BadBook(f"{path}, line {number}: {wrong}") from None
    return points


def point_said(line: str) -> SignedPoint:
    """The checkpoint that a line of the book says. Raises BadBook."""
    try:
        said = json.loads(line)
        point = SignedPoint(**{**said, "at": datetime.fromisoformat(said["at"])})
    except (ValueError, TypeError, KeyError) as wrong:
        raise BadBook(repr(wrong)) from None
    if type(point.position) is not int or not 0 < point.position < 2**31 or not isinstance(point.chain, str):
        raise BadBook(f"no place in a chain: {point.chain!r} at {point.position!r}")
    return point


def line_of(point: SignedPoint) -> str:
    """A checkpoint as a line of the book."""
    said = {**asdict(point), "at": point.at.astimezone(UTC).isoformat(timespec="seconds")}
    return json.dumps(said, sort_keys=True)


def write_into(path: Path, points: Iterable[SignedPoint]) -> None:
    """Enters checkpoints; of each chain and day (UTC) the newest stays. Raises BadBook."""
    kept: dict[tuple[str, str], SignedPoint] = {}
    before = read_book(path) if path.exists() else []
    for point in (*before, *points):
        day = point.at.astimezone(UTC).date().isoformat()
        held = kept.get((point.chain, day))
        if held is None or held.position <= point.position:
            kept[point.chain, day] = point
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        for point in sorted(kept.values(), key=lambda each: (each.at, each.chain, each.position)):
            file.write(line_of(point) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(aside).chmod(0o644)  # it is for whoever checks; it holds digests, no words
    Path(aside).replace(path)
