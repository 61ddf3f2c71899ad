"""How long each of many waited, in few bytes: every duration is kept, so that every quantile is exact. Pure.

A wait is its used seconds and whether it finished; one that did not still counts, as still waiting (60).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

#: (used seconds, finished).
Wait = tuple[int, bool]


class Waits:
    """How long each of many waited. Taken away is also what is not there: a change is put to what is, later.

    Each is one number, its seconds doubled and one more where it finished: many are put together, sorted and
    told without a pair being made of each. What was packed is unpacked when somebody asks.
    """

    __slots__ = ("_kept", "_less", "_more")

    def __init__(self, waits: Iterable[Wait] = (), *, kept: bytes = b"") -> None:
        self._more = [seconds * 2 + finished for seconds, finished in waits]
        self._less: list[int] = []
        self._kept = kept

    def put(self, wait: Wait) -> None:
        """One more that waited so."""
        self._unpack()
        seconds, finished = wait
        self._more.append(seconds * 2 + finished)

    def add(self, other: Waits, times: int = 1) -> None:
        """Puts another's waits to these so many times, or with -1 takes them away."""
        self._unpack()
        other._unpack()
        more, less = (self._more, self._less) if times > 0 else (self._less, self._more)
        more += other._more * abs(times)
        less += other._less * abs(times)

    def numbers(self) -> list[int]:
        """All, the shortest first, as they are packed.

        Raises ValueError where one was taken away that is not there.
        """
        self._settle()
        if self._less:
            raise ValueError("a wait was taken away that is not there")
        return self._more

    def finishes(self) -> Iterator[tuple[int, int, int]]:
        """What a curve is made of: after how many seconds how many finished of how many that waited so."""
        numbers = self.numbers()
        # Counted in their order; of those that waited as long, one that did not finish stands first.
        for number, finished in Counter(numbers).items():
            if number & 1:
                yield number >> 1, finished, len(numbers) - bisect_left(numbers, number - 1)

    def total(self) -> int:
        """How many waited."""
        self._unpack()
        return len(self._more) - len(self._less)

    def __bool__(self) -> bool:
        self._settle()
        return bool(self._more or self._less)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Waits):
            return NotImplemented
        difference = Waits()
        difference.add(self)
        difference.add(other, -1)
        return not difference

    __hash__ = None  # type: ignore[assignment]

    def _unpack(self) -> None:
        if self._kept:
            self._more, self._kept = _numbers(self._kept), b""

    def _settle(self) -> None:
        self._unpack()
        if self._less:
            more, less = Counter(self._more), Counter(self._less)
            self._more, self._less = list((more - less).elements()), list((less - more).elements())
        self._more.sort()


def packed(waits: Waits) -> bytes:
    """The waits in order, each as its distance from the one before: a byte or three for each."""
    made, before = bytearray(), 0
    for value in waits.numbers():
        _number(made, value - before)
        before = value
    return bytes(made)


def unpacked(kept: bytes) -> Waits:
    """The waits that were packed."""
    return Waits(kept=kept)


def _number(into: bytearray, value: int) -> None:
    """Seven bits to a byte, the lowest first; the highest bit says that more follow."""
    while value > 0x7F:
        into.append(value & 0x7F | 0x80)
        value >>= 7
    into.append(value)


def _numbers(kept: bytes) -> list[int]:
    numbers: list[int] = []
    add, value, distance, shift = numbers.append, 0, 0, 0
    for byte in kept:  # no generator, and the short distances first: a page of a large office has 50,000
        if byte < 0x80 and not shift:
            value += byte
            add(value)
        elif byte & 0x80:
            distance |= (byte & 0x7F) << shift
            shift += 7
        else:
            value += distance | byte << shift
            add(value)
            distance = shift = 0
    return numbers
