"""A second counter: working time counted second by second from the calendar's file, without the engine.

One byte stands for each second of the office's local time, 1 where the office is open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

WIB = timezone(timedelta(hours=7))
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_DAY = 86_400


class PlainCounter:
    """The seconds of the Medan calendar from `first` to `last`, both included."""

    def __init__(self, file: Path, *, first: date, last: date) -> None:
        read = tomllib.loads(file.read_text(encoding="utf-8"))["calendar"]
        self._national = next(each for each in read if each["code"] == "national")
        self._medan = next(each for each in read if each["code"] == "medan")
        self._closed = {
            date.fromisoformat(day)
            for year in self._national["year"]
            for kind in ("holiday", "collective_leave")
            for day in year.get(kind, {})
        }
        self._first = first
        self._days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        self._seconds = bytearray(len(self._days) * A_DAY)
        for number, day in enumerate(self._days):
            for start, end in self.windows(day):
                for second in (number * A_DAY + start, number * A_DAY + end - 1):
                    assert self._seconds[second] == 0
                self._seconds[number * A_DAY + start : number * A_DAY + end] = b"\x01" * (end - start)

    def windows(self, day: date) -> list[tuple[int, int]]:
        """The open windows of a local day, in seconds of the day."""
        if day in self._closed:
            return []
        held = [
            pattern
            for pattern in self._medan["pattern"]
            if pattern["effective_from"] <= day <= pattern.get("effective_until", date.max)
        ]
        # Ramadan's pattern has an end and so goes before the ordinary one.
        pattern = next((each for each in held if "effective_until" in each), held[0])
        return [_window(text) for text in pattern["windows"].get(DAY_NAMES[day.weekday()], [])]

    def count(self, start: datetime, end: datetime) -> int:
        """The open seconds from `start` up to, not including, `end`."""
        return self._seconds.count(1, self._index(start), self._index(end))

    def close_of_working_day(self, start: datetime, number: int) -> datetime:
        """The close of the `number`-th working day after the local day of `start`."""
        left = number
        for day, windows in self._after(start.astimezone(WIB).date()):
            if windows:
                left -= 1
                if left == 0:
                    midnight = datetime(day.year, day.month, day.day, tzinfo=WIB)
                    return (midnight + timedelta(seconds=windows[-1][1])).astimezone(UTC)
        raise AssertionError("the counter's days do not reach so far")

    def _after(self, day: date) -> Iterator[tuple[date, list[tuple[int, int]]]]:
        for each in self._days:
            if each > day:
                yield each, self.windows(each)

    def _index(self, at: datetime) -> int:
        midnight = datetime(self._first.year, self._first.month, self._first.day, tzinfo=WIB)
        return int((at - midnight).total_seconds())


def _window(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return _seconds(start), _seconds(end)


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60
