"""Sound made of its frames alone: MP3 without tags, WAV without lists."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from complaints_service.intake.cleaning.refusal import NotCleaned

# ------------------------------------------------------------------------------------------------- MP3

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_LEAST_FRAMES = 2
#: A frame that only tells of the others; of what it tells, frames, bytes and places stay.
_XING = (b"Xing", b"Info")
#: Bytes of each of its parts: frames, bytes, table of places, quality.
_XING_PARTS = (4, 4, 100, 4)


def bare_mp3(content: bytes) -> bytes:
    """The frames of an MP3 and nothing before, between or behind them. Raises NotCleaned."""
    frames = list(_frames(content, _after_id3(content)))
    if len(frames) < _LEAST_FRAMES:
        raise NotCleaned("broken")
    frames[0] = _bare_first(frames[0])
    return b"".join(frames)


def begins_as_mp3(content: bytes) -> bool:
    """Whether it begins with a tag of MP3s, or with two frames."""
    if content.startswith(b"ID3"):
        return True
    size = _frame_size(content, 0)
    return size is not None and _frame_size(content, size) is not None


def _after_id3(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        sizes = content[at + 6 : at + 10]
        at += 10 + sum((each & 0x7F) << shift for each, shift in zip(sizes, (21, 14, 7, 0), strict=True))
        if content[at - 5 : at] and content[at : at + 3] == b"3DI":
            at += 10
    return at


def _frames(content: bytes, at: int) -> Iterator[bytes]:
    """Whole frames; where there is none, the next two in a row are looked for."""
    while 0 <= at < len(content):
        size = _frame_size(content, at)
        # What looks like one inside a tag has no second right behind it, unless it is the last.
        if size and (
            at + size == len(content) or _frame_size(content, at + size) or _is_tag(content, at + size)
        ):
            if at + size <= len(content):
                yield content[at : at + size]
            at += size
        else:
            at = content.find(b"\xff", at + 1)


def _is_tag(content: bytes, at: int) -> bool:
    return content.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN"), at)


def _frame_size(content: bytes, at: int) -> int | None:
    """The bytes of the frame of MPEG audio, layer III, that begins here; None where none does."""
    if len(content) < at + 4 or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = (content[at + 1] >> 3) & 3, content[at + 2] >> 4, (content[at + 2] >> 2) & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return None
    kbits = _KBITS[3 if version == 3 else 2][bits]
    padding = (content[at + 2] >> 1) & 1
    return (144000 if version == 3 else 72000) * kbits // _RATES[version][rate] + padding


def _bare_first(frame: bytes) -> bytes:
    at = next((found for mark in _XING if (found := frame.find(mark, 4, 48)) > 0), None)
    if at is None:
        return frame if b"VBRI" not in frame[:48] else b""
    (flags,) = struct.unpack_from(">I", frame, at + 4)
    end = at + 8 + sum(size for bit, size in enumerate(_XING_PARTS) if flags & (1 << bit))
    return frame[:end].ljust(len(frame), b"\0")[: len(frame)]


# ------------------------------------------------------------------------------------------------- WAV

_PLAIN, _EXTENSIBLE = frozenset({1, 3, 6, 7}), 0xFFFE
_FORMAT_BYTES, _EXTENSIBLE_BYTES = 16, 40


def bare_wav(content: bytes) -> bytes:
    """The format and the samples of a WAV; every other part is left out. Raises NotCleaned."""
    form = data = None
    at = 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + size]  # what is still being recorded names no true size
        if kind == b"fmt " and form is None:
            form = _bare_format(body)
        elif kind == b"data" and data is None:
            data = body
        at += 8 + size + (size & 1)
    if form is None or not data:
        raise NotCleaned("broken")
    block = struct.unpack_from("<H", form, 12)[0] or 1
    data = data[: len(data) - len(data) % block]
    if not data:
        raise NotCleaned("broken")
    parts = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", data)
    return _chunk(b"RIFF", parts)


def _bare_format(body: bytes) -> bytes:
    if len(body) < _FORMAT_BYTES:
        raise NotCleaned("broken")
    (tag,) = struct.unpack_from("<H", body)
    if tag in _PLAIN:
        return body[:_FORMAT_BYTES]
    if tag == _EXTENSIBLE and len(body) >= _EXTENSIBLE_BYTES:
        # The rest is a fixed name of the format: its first two bytes tell it, the others are always these.
        inner = body[24:26]
        if struct.unpack("<H", inner)[0] in _PLAIN:
            ending = bytes.fromhex("000000001000800000aa00389b71")
            return body[:16] + struct.pack("<H", 22) + body[18:24] + inner + ending
    raise NotCleaned("not_cleanable")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + (b"\0" if len(body) % 2 else b"")
