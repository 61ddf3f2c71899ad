"""MP4, MOV, M4A and 3GP made anew: the samples of picture and sound and the tables that find them.

Everything is left out that is not named here: who and where (`udta`, `meta`, `uuid`), times, names of
handlers and encoders, tracks of text and places, what lies between the samples, and what encoders wrote into
the picture itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from complaints_service.intake.cleaning.boxes import Box, boxes, made, maybe, one
from complaints_service.intake.cleaning.codecs import bare_sample_entry
from complaints_service.intake.cleaning.refusal import NotCleaned
from complaints_service.intake.cleaning.samples import Samples, kept_samples, read_samples

_TRACKS = (b"vide", b"soun")
_MOST_TRACKS = 8
#: Parts of a sample table that are kept as they are: numbers alone, in rows of so many bytes behind a count.
_TABLES = {b"stts": 8, b"ctts": 8, b"stss": 4, b"stps": 4, b"cslg": 0}
_BRANDS = frozenset(
    (
        *b"isom iso2 iso3 iso4 iso5 iso6 avc1 mp41 mp42".split(),
        *(b"M4A ", b"M4V ", b"qt  "),
        *(f"3g{kind}{number}".encode() for kind in "p2sea" for number in "456789abc"),
    )
)
_ABOUT = {b"vide": made(b"vmhd", struct.pack(">I", 1), bytes(8)), b"soun": made(b"smhd", bytes(8))}
#: Bytes of each head where its times are short.
_HEADS = {b"mvhd": 100, b"tkhd": 84, b"mdhd": 24}
_SELF_CONTAINED = made(b"dref", struct.pack(">II", 0, 1), made(b"url ", struct.pack(">I", 1)))


@dataclass(frozen=True, kw_only=True)
class KeptTrack:
    """A track that is kept: its kind, its samples, and its parts without the table of places."""

    kind: bytes
    samples: Samples
    codec: bytes
    head: bytes
    edits: bytes
    media_head: bytes
    entry: bytes
    tables: bytes


def bare_movie(content: bytes) -> tuple[bytes, str]:
    """The file with its type. Raises NotCleaned."""
    whole = memoryview(content)
    top = list(boxes(whole))
    if any(box.kind == b"moof" for box in top):
        raise NotCleaned("in_pieces")
    moov = next((box.body for box in top if box.kind == b"moov"), None)
    if moov is None:
        raise NotCleaned("not_cleanable" if any(box.kind == b"mdat" for box in top) else "unknown_type")
    tracks = [track for box in boxes(moov) if box.kind == b"trak" and (track := _track(box.body, whole))]
    if not tracks or len(tracks) > _MOST_TRACKS:
        raise NotCleaned("not_cleanable")
    head = _file_type(top)
    film = _head(b"mvhd", one(moov, b"mvhd"))
    bare = [kept_samples(whole, track.samples, track.codec) for track in tracks]
    # The tables are as long whatever places they tell: the first draft says where the samples begin.
    draft = _moov(film, tracks, bare, 0)
    start = len(head) + len(draft) + 8
    data = b"".join(chunk for samples in bare for chunk in samples.chunks)
    return head + _moov(film, tracks, bare, start) + made(b"mdat", data), _mime(head, tracks)


def _file_type(top: list[Box]) -> bytes:
    told = next((box.body for box in top if box.kind == b"ftyp"), memoryview(b""))
    names = [bytes(told[at : at + 4]) for at in (0, *range(8, min(len(told), 128), 4))]
    known = [name for name in dict.fromkeys(names) if name in _BRANDS] or [b"isom"]
    return made(b"ftyp", known[0], bytes(4), *known)


def _mime(head: bytes, tracks: list[KeptTrack]) -> str:
    brand = head[8:12]
    if not any(track.kind == b"vide" for track in tracks):
        return "audio/mp4"
    if brand == b"qt  ":
        return "video/quicktime"
    return "video/3gpp" if brand.startswith(b"3g") else "video/mp4"


def _track(trak: memoryview, whole: memoryview) -> KeptTrack | None:
    media = one(trak, b"mdia")
    kind = bytes(one(media, b"hdlr")[8:12])
    if kind not in _TRACKS:
        return None
    table = one(one(media, b"minf"), b"stbl")
    entries = one(table, b"stsd")
    if len(entries) < 8 or struct.unpack_from(">I", entries, 4)[0] != 1:
        raise NotCleaned("not_cleanable")
    (entry,) = list(boxes(entries[8:]))[:1] or (None,)
    if entry is None:
        raise NotCleaned("broken")
    edits = maybe(trak, b"edts")
    return KeptTrack(
        kind=kind,
        samples=read_samples(table, len(whole)),
        codec=entry.kind,
        head=_head(b"tkhd", one(trak, b"tkhd")),
        edits=b"" if edits is None else _edits(edits),
        media_head=_head(b"mdhd", one(media, b"mdhd")),
        entry=bare_sample_entry(entry, kind),
        tables=b"".join(_table(box) for box in boxes(table) if box.kind in _TABLES),
    )


def _edits(edits: memoryview) -> bytes:
    listed = maybe(edits, b"elst")
    if listed is None:
        return b""
    return made(b"edts", _rows(b"elst", listed, 20 if bytes(listed[:1]) == b"\1" else 12))


def _table(box: Box) -> bytes:
    if box.kind == b"cslg":
        size = 44 if bytes(box.body[:1]) == b"\1" else 24
        return made(box.kind, box.body[:size])
    return _rows(box.kind, box.body, _TABLES[box.kind])


def _rows(kind: bytes, body: memoryview, size: int) -> bytes:
    """A table as long as its count says, and no longer."""
    if len(body) < 8:
        raise NotCleaned("broken")
    (count,) = struct.unpack_from(">I", body, 4)
    if 8 + count * size > len(body):
        raise NotCleaned("broken")
    return made(kind, body[: 8 + count * size])


def _head(kind: bytes, body: memoryview) -> bytes:
    """A head without the times of making and changing, and without what may hang on behind it."""
    long = bytes(body[:1]) == b"\1"
    times, size = (16, _HEADS[kind] + 12) if long else (8, _HEADS[kind])
    if len(body) < size:
        raise NotCleaned("broken")
    return made(kind, body[:4], bytes(times), body[4 + times : size])


def _moov(film: bytes, tracks: list[KeptTrack], bare: list[Samples], start: int) -> bytes:
    parts = [film]
    at = start
    for track, samples in zip(tracks, bare, strict=True):
        table = made(
            b"stbl",
            made(b"stsd", struct.pack(">II", 0, 1), track.entry),
            track.tables,
            samples.tables(at),
        )
        about = _ABOUT[track.kind]
        minf = made(b"minf", about, made(b"dinf", _SELF_CONTAINED), table)
        handler = made(b"hdlr", bytes(8), track.kind, bytes(13))
        parts.append(made(b"trak", track.head, track.edits, made(b"mdia", track.media_head, handler, minf)))
        at += sum(len(chunk) for chunk in samples.chunks)
    return made(b"moov", *parts)
