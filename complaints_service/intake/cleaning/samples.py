"""The samples of a track: where they lie, and the same again without what encoders wrote among them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from complaints_service.intake.cleaning.boxes import made, maybe, one
from complaints_service.intake.cleaning.refusal import NotCleaned

_AVC, _HEVC = (b"avc1", b"avc3"), (b"hvc1", b"hev1")
#: Units of a picture that carry no picture but words to the decoder: types of SEI, and of filling.
_WORDS = {**dict.fromkeys(_AVC, frozenset({6, 12})), **dict.fromkeys(_HEVC, frozenset({38, 39, 40}))}


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Samples in chunks. `uniform`: the size of all, or 0 and then `sizes` has each.

    `places`: where each chunk lies in the file they come from; `chunks`: their bytes, once they were taken
    out of it; `counts`: how many samples each has.
    """

    uniform: int
    sizes: tuple[int, ...]
    counts: tuple[int, ...]
    places: tuple[int, ...] = ()
    chunks: tuple[bytes, ...] = ()
    unit_bytes: int = 0

    def tables(self, start: int) -> bytes:
        """`stsz`, `stsc` and `stco` for chunks that lie one behind the other from `start` on."""
        number = sum(self.counts)
        size = made(
            b"stsz",
            struct.pack(">III", 0, self.uniform, number),
            struct.pack(f">{len(self.sizes)}I", *self.sizes),
        )
        runs: list[tuple[int, int]] = []
        for at, count in enumerate(self.counts, 1):
            if not runs or runs[-1][1] != count:
                runs.append((at, count))
        chunk = b"".join(struct.pack(">III", at, count, 1) for at, count in runs)
        places, at = [], start
        for each in self.chunks:
            places.append(at)
            at += len(each)
        return (
            made(b"stsc", struct.pack(">II", 0, len(runs)), chunk)
            + size
            + made(b"stco", struct.pack(">II", 0, len(places)), struct.pack(f">{len(places)}I", *places))
        )


def read_samples(table: memoryview, most: int) -> Samples:
    """What the tables of a track say; no more samples than the file has bytes. Raises NotCleaned."""
    places = _places(table)
    counts = _counts(one(table, b"stsc"), len(places))
    compact = maybe(table, b"stz2")
    if compact is not None:
        raise NotCleaned("not_cleanable")
    uniform, number, sizes = _sizes(one(table, b"stsz"))
    if number != sum(counts) or sum(sizes) > most or uniform * number > most or number > most:
        raise NotCleaned("broken")
    entries = one(table, b"stsd")
    return Samples(
        uniform=uniform, sizes=sizes, counts=counts, places=places, unit_bytes=_unit_bytes(bytes(entries))
    )


def kept_samples(whole: memoryview, samples: Samples, codec: bytes) -> Samples:
    """The samples taken out of the file. Raises NotCleaned."""
    words = _WORDS.get(codec) if samples.unit_bytes else None
    chunks: list[bytes] = []
    sizes: list[int] = []
    at_sample = 0
    for place, count in zip(samples.places, samples.counts, strict=True):
        own = samples.sizes[at_sample : at_sample + count]
        at_sample += count
        size = sum(own) if not samples.uniform else samples.uniform * count
        chunk = whole[place : place + size]
        if len(chunk) != size:
            raise NotCleaned("broken")
        if words is None:
            chunks.append(bytes(chunk))
            sizes.extend(own)
            continue
        parts, at = [], 0
        for one_size in own or (samples.uniform,) * count:
            bare = _wordless(chunk[at : at + one_size], samples.unit_bytes, words, codec)
            parts.append(bare)
            sizes.append(len(bare))
            at += one_size
        chunks.append(b"".join(parts))
    return Samples(
        uniform=samples.uniform if words is None else 0,
        sizes=tuple(sizes),
        counts=samples.counts,
        chunks=tuple(chunks),
    )


def _wordless(sample: memoryview, width: int, words: frozenset[int], codec: bytes) -> bytes:
    """A picture without the units that only carry words."""
    kept, at = [], 0
    while at + width < len(sample):
        size = int.from_bytes(sample[at : at + width], "big")
        unit = sample[at + width : at + width + size]
        if not size or len(unit) != size:
            raise NotCleaned("broken")
        kind = unit[0] & 0x1F if codec in _AVC else (unit[0] >> 1) & 0x3F
        if kind not in words:
            kept.append(bytes(sample[at : at + width + size]))
        at += width + size
    return b"".join(kept)


def _unit_bytes(entries: bytes) -> int:
    """How many bytes tell the size of a unit; 0 where pictures are not made of units."""
    for name, place in ((b"avcC", 4), (b"hvcC", 21)):
        at = entries.find(name)
        if at >= 0 and at + 4 + place < len(entries):
            return (entries[at + 4 + place] & 3) + 1
    return 0


def _places(table: memoryview) -> tuple[int, ...]:
    for kind, letter, width in ((b"stco", "I", 4), (b"co64", "Q", 8)):
        listed = maybe(table, kind)
        if listed is not None:
            count = _count(listed, width)
            return struct.unpack_from(f">{count}{letter}", listed, 8)
    raise NotCleaned("broken")


def _counts(listed: memoryview, chunks: int) -> tuple[int, ...]:
    """How many samples each chunk has: `stsc` tells it in runs."""
    number = _count(listed, 12)
    runs = [struct.unpack_from(">III", listed, 8 + 12 * at) for at in range(number)]
    if any(entry != 1 for _, _, entry in runs):
        raise NotCleaned("not_cleanable")
    counts: list[int] = []
    for at, (first, count, _) in enumerate(runs):
        after = runs[at + 1][0] if at + 1 < number else chunks + 1
        if first != len(counts) + 1 or not first < after <= chunks + 1:
            raise NotCleaned("broken")
        counts += [count] * (after - first)
    if len(counts) != chunks:
        raise NotCleaned("broken")
    return tuple(counts)


def _sizes(listed: memoryview) -> tuple[int, int, tuple[int, ...]]:
    if len(listed) < 12:
        raise NotCleaned("broken")
    uniform, number = struct.unpack_from(">II", listed, 4)
    if uniform:
        return uniform, number, ()
    if 12 + 4 * number > len(listed):
        raise NotCleaned("broken")
    return 0, number, struct.unpack_from(f">{number}I", listed, 12)


def _count(listed: memoryview, width: int) -> int:
    if len(listed) < 8:
        raise NotCleaned("broken")
    count = int(struct.unpack_from(">I", listed, 4)[0])
    if 8 + count * width > len(listed):
        raise NotCleaned("broken")
    return count
