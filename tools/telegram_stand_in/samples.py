"""Files to send where the test or the person has none at hand. Each number gives other bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "page"


def photo(number: int) -> bytes:
    """A small JPEG: the sample with the number as its comment."""
    picture = _sample()
    words = f"foto contoh {number}".encode()
    comment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
    return picture[:2] + comment + picture[2:]


def voice(number: int) -> bytes:
    """The head of an Ogg file: enough to be known as one, nothing to hear."""
    return b"OggS\x00\x02" + bytes(20) + b"OpusHead" + number.to_bytes(8, "big") + bytes(200)


def document(number: int) -> bytes:
    return f"Surat contoh nomor {number}.\n".encode()


def mime_of(content: bytes) -> str:
    """What a picture is, by its first bytes."""
    kinds = {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG": "image/png",
        b"RIFF": "image/webp",
        b"GIF8": "image/gif",
    }
    return next(
        (mime for head, mime in kinds.items() if content.startswith(head)), "application/octet-stream"
    )


@cache
def _sample() -> bytes:
    return (PAGE / "sample.jpg").read_bytes()
