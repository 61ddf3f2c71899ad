"""Boxes of ISO base media files (MP4, MOV, M4A, 3GP): read into a tree, written from one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from complaints_service.intake.cleaning.refusal import NotCleaned

#: Deeper or more than any camera writes.
_MOST_BOXES = 10_000


@dataclass(frozen=True)
class Box:
    """One box: its kind, what it holds, and where that lies in the file."""

    kind: bytes
    body: memoryview
    at: int


def boxes(content: memoryview, start: int = 0) -> Iterator[Box]:
    """The boxes one after the other; the last may reach to the end. Raises NotCleaned."""
    at = 0
    for _ in range(_MOST_BOXES):
        if len(content) - at < 8:
            return  # fewer bytes than a head are padding
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            if len(content) - at < 16:
                raise NotCleaned("broken")
            (size,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        elif size == 0:
            if kind == b"\0\0\0\0":
                return  # QuickTime ends some lists with four zero bytes
            size = len(content) - at
        if size < head or (size > len(content) - at and kind != b"mdat"):
            raise NotCleaned("broken")
        yield Box(bytes(kind), content[at + head : at + size], start + at + head)
        at += size
        if at >= len(content):
            return
    raise NotCleaned("broken")


def one(content: memoryview, kind: bytes) -> memoryview:
    """What the first box of that kind holds. Raises NotCleaned where there is none."""
    found = maybe(content, kind)
    if found is None:
        raise NotCleaned("broken")
    return found


def maybe(content: memoryview, kind: bytes) -> memoryview | None:
    """The same; None where there is none."""
    return next((box.body for box in boxes(content) if box.kind == kind), None)


def made(kind: bytes, *parts: bytes | memoryview) -> bytes:
    """A box of that kind."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body
