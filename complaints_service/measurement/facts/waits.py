"""How long each of many waited, in few bytes: every duration is kept, so that every quantile is exact. Pure.

A wait is its used seconds and whether it finished; one that did not still counts, as still waiting (60).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

#: (used seconds, finished).
Wait = tuple[int, bool]
#: How many waited so.
Waits = Counter[Wait]


def packed(waits: Mapping[Wait, int]) -> bytes:
    """The waits in order, each as its distance from the one before: a byte or three for each."""
    made, before = bytearray(), 0
    for (seconds, finished), count in sorted(waits.items()):
        for _one in range(count):
            value = seconds * 2 + finished
            _number(made, value - before)
            before = value
    return bytes(made)


def unpacked(kept: bytes) -> Waits:
    """The waits that were packed."""
    found, value = Waits(), 0
    for distance in _numbers(kept):
        value += distance
        found[value >> 1, bool(value & 1)] += 1
    return found


def _number(into: bytearray, value: int) -> None:
    """Seven bits to a byte, the lowest first; the highest bit says that more follow."""
    while value > 0x7F:
        into.append(value & 0x7F | 0x80)
        value >>= 7
    into.append(value)


def _numbers(kept: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in kept:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield value
            value = shift = 0
