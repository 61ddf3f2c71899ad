"""OGG made anew: one voice of Opus or Vorbis, its comment empty, every page numbered and summed again."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from complaints_service.intake.cleaning.refusal import NotCleaned

_CONTINUED, _FIRST, _LAST = 1, 2, 4
_HEAD = struct.Struct("<4sBBqIIIB")
_FULL = 255
#: Nothing ends on such a page.
_NO_GRANULE = -1
_MIRRORED = bytes(int(f"{each:08b}"[::-1], 2) for each in range(256))


@dataclass(frozen=True, kw_only=True)
class OggPage:
    """One page of a stream; `lacing`: the sizes of its segments."""

    flags: int
    granule: int
    serial: int
    lacing: bytes
    body: bytes


def bare_ogg(content: bytes) -> bytes:
    """The first stream of Opus or Vorbis, without what was written about it. Raises NotCleaned."""
    pages = list(_pages(content))
    first = next((page for page in pages if page.flags & _FIRST and _codec(page.body)), None)
    if first is None:
        raise NotCleaned("not_cleanable")
    codec = _codec(first.body)
    own = [page for page in pages if page.serial == first.serial]
    own = own[own.index(first) :]
    if any(page.flags & _FIRST for page in own[1:]):
        raise NotCleaned("not_cleanable")
    wanted = 2 if codec == "opus" else 3
    headers, sound = _split(own, wanted)
    kept = [_bare_head(headers[0]), _EMPTY[codec], *headers[2:]]
    made = [OggPage(flags=_FIRST, granule=0, serial=0, lacing=_lacing(kept[0]), body=kept[0])]
    made += _header_pages(kept[1:])
    made += [
        OggPage(
            flags=page.flags & _CONTINUED, granule=page.granule, serial=0, lacing=page.lacing, body=page.body
        )
        for page in sound
    ]
    return b"".join(_written(page, number, number == len(made) - 1) for number, page in enumerate(made))


_EMPTY = {"opus": b"OpusTags" + bytes(8), "vorbis": b"\x03vorbis" + bytes(8) + b"\x01"}


def _codec(head: bytes) -> str:
    if head.startswith(b"OpusHead"):
        return "opus"
    return "vorbis" if head.startswith(b"\x01vorbis") else ""


def _bare_head(head: bytes) -> bytes:
    """The first packet without what may hang on behind it."""
    if _codec(head) == "vorbis":
        size = 30
    else:
        size = 19 if head[18:19] == b"\0" else 21 + (head[9] if len(head) > 9 else 0)
    if len(head) < size:
        raise NotCleaned("broken")
    return head[:size]


def _pages(content: bytes) -> Iterator[OggPage]:
    """Whole pages with a right sum; what lies between them, and one cut off at the end, is passed over."""
    at = content.find(b"OggS")
    while 0 <= at <= len(content) - _HEAD.size:
        _, version, flags, granule, serial, _, told, count = _HEAD.unpack_from(content, at)
        lacing = content[at + _HEAD.size : at + _HEAD.size + count]
        start = at + _HEAD.size + count
        end = start + sum(lacing)
        whole = content[at:end]
        sound = version == 0 and len(lacing) == count and end <= len(content)
        if sound and _sum(whole[:22] + bytes(4) + whole[26:]) == told:
            yield OggPage(flags=flags, granule=granule, serial=serial, lacing=lacing, body=content[start:end])
        else:
            end = at + 4
        at = content.find(b"OggS", end)


def _split(pages: list[OggPage], wanted: int) -> tuple[list[bytes], list[OggPage]]:
    """The header packets, and the pages of sound behind them."""
    packets: list[bytes] = []
    open_packet = b""
    for number, page in enumerate(pages):
        at = 0
        for size in page.lacing:
            open_packet += page.body[at : at + size]
            at += size
            if size < _FULL:
                packets.append(open_packet)
                open_packet = b""
        if len(packets) == wanted and not open_packet:
            if wanted > 2 and not packets[2].startswith(b"\x05vorbis"):
                break
            if number + 1 == len(pages):
                break
            return packets, pages[number + 1 :]
        if len(packets) >= wanted:
            break  # sound begins on a page of its own, in both formats
    raise NotCleaned("broken")


def _header_pages(packets: list[bytes]) -> Iterator[OggPage]:
    lacing = b"".join(_lacing(packet) for packet in packets)
    body = b"".join(packets)
    at = 0
    for start in range(0, len(lacing), _FULL):
        part = lacing[start : start + _FULL]
        size = sum(part)
        ends = any(each < _FULL for each in part)
        continued = start > 0 and lacing[start - 1] == _FULL
        yield OggPage(
            flags=_CONTINUED if continued else 0,
            granule=0 if ends else _NO_GRANULE,
            serial=0,
            lacing=part,
            body=body[at : at + size],
        )
        at += size


def _lacing(packet: bytes) -> bytes:
    return bytes([_FULL] * (len(packet) // _FULL) + [len(packet) % _FULL])


def _written(page: OggPage, number: int, last: bool) -> bytes:
    flags = page.flags | (_LAST if last else 0)
    head = _HEAD.pack(b"OggS", 0, flags, page.granule, page.serial, number, 0, len(page.lacing))
    whole = head + page.lacing + page.body
    return whole[:22] + struct.pack("<I", _sum(whole)) + whole[26:]


def _sum(page: bytes) -> int:
    """OGG's own sum: zlib's with every bit the other way round, from nothing and not turned at the end."""
    crc = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)
