"""Marshmallow fields that take TOML's own types as they are and never guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import ValidationError, fields

from sla import Amount, Window
from sla.policies import AmountKind

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*\Z")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)\Z")
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_AMOUNTS: dict[str, tuple[AmountKind, int]] = {
    "working_hours": ("working", 3600),
    "working_minutes": ("working", 60),
    "working_days": ("working_days", 1),
    "calendar_days": ("calendar_days", 1),
}


class WordsField(fields.Field[str]):
    """Text that is not blank; with `code=True` only letters, digits, `_`, `-` and `.`."""

    def __init__(self, *, code: bool = False, one_of: tuple[str, ...] = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.code = code
        self.one_of = one_of

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"must be text, not {_called(value)}")
        words = value.strip()
        if not words:
            raise ValidationError("must not be empty")
        if self.code and not CODE.match(words):
            raise ValidationError(f"{words!r} may hold only letters, digits, '_', '-' and '.'")
        if self.one_of and words not in self.one_of:
            raise ValidationError(f"{words!r} is none of {', '.join(self.one_of)}")
        return words


class WholeField(fields.Field[int]):
    """A whole number between two ends, both allowed."""

    def __init__(self, *, least: int = 0, most: int = 10**9, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(f"must be a whole number, not {_called(value)}")
        if not self.least <= value <= self.most:
            raise ValidationError(f"{value} is not between {self.least} and {self.most}")
        return value


class NumberField(fields.Field[float]):
    """A number of at least zero."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValidationError(f"must be a number, not {_called(value)}")
        if not 0 <= value < 1e12:
            raise ValidationError(f"{value} is out of range")
        return float(value)


class YesNo(fields.Field[bool]):
    """`true` or `false`, nothing that merely looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"must be true or false, not {_called(value)}")
        return value


class DayField(fields.Field[date]):
    """A local date, written without quotes."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> date:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise ValidationError(f"must be a date such as 2025-01-31 without quotes, not {_called(value)}")
        return value


class InstantText(fields.Field[datetime]):
    """A date and time with its offset, written without quotes."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValidationError("must be a time with an offset such as 2025-08-07T00:00:00+07:00")
        return value


class AmountField(fields.Field[Amount]):
    """`{ working_days = 5, source = "..." }`: one amount of one sort, with its source beside it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Amount:
        if not isinstance(value, Mapping):
            raise ValidationError('must be a table such as { working_days = 5, source = "..." }')
        problems: dict[str, list[str]] = {}
        given = [key for key in value if key in _AMOUNTS]
        for key in value:
            if key not in _AMOUNTS and key != "source":
                problems[str(key)] = ["Unknown field."]
        source = value.get("source")
        if not isinstance(source, str) or not source.strip():
            problems["source"] = [MISSING_SOURCE]
        count = 0
        if len(given) != 1:
            problems["_schema"] = [f"needs exactly one of {', '.join(_AMOUNTS)}"]
        else:
            count = value[given[0]]
            if isinstance(count, bool) or not isinstance(count, int) or count < 1:
                problems[given[0]] = [f"must be a whole number of at least 1, not {_called(count)}"]
        if problems:
            raise ValidationError(problems)
        kind, scale = _AMOUNTS[given[0]]
        return Amount(kind, count * scale)


class WeekWindows(fields.Field[dict[int, tuple[Window, ...]]]):
    """`mon = ["08:00-12:00", "13:00-16:30"]`: the open windows of each week day."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> dict[int, tuple[Window, ...]]:
        if not isinstance(value, Mapping):
            raise ValidationError("must be a table of week days")
        problems: dict[str, list[str]] = {}
        week: dict[int, tuple[Window, ...]] = {}
        for name, spans in value.items():
            if name not in WEEKDAYS:
                problems[str(name)] = ["Unknown field."]
                continue
            try:
                week[WEEKDAYS[name]] = read_windows(spans)
            except ValidationError as wrong:
                problems[name] = [str(message) for message in wrong.messages]
        if problems:
            raise ValidationError(problems)
        return week


class DayWindows(fields.Field[tuple[Window, ...]]):
    """`["09:00-12:00"]`: the open windows of one day."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> tuple[Window, ...]:
        return read_windows(value)


class DaysNamed(fields.Field[dict[date, str]]):
    """`2026-01-01 = "Tahun Baru Masehi"`: days, each with its name."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> dict[date, str]:
        return _by_day(value, str, "a name")


class DaysDecreed(fields.Field[dict[date, datetime]]):
    """`2025-08-18 = 2025-08-07T00:00:00+07:00`: days that were decreed late, each with the instant."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> dict[date, datetime]:
        days: dict[date, datetime] = _by_day(value, datetime, "a time with an offset")
        for day, at in days.items():
            if at.tzinfo is None:
                raise ValidationError({day.isoformat(): ["must be a time with an offset"]})
        return days


MISSING_SOURCE = "has no `source`: say where this number or rule comes from"


def read_windows(spans: Any) -> tuple[Window, ...]:
    """Windows from texts like "08:00-12:00"; 24:00 ends a day. Order and overlap are the engine's matter."""
    if not isinstance(spans, list):
        raise ValidationError('must be a list such as ["08:00-12:00", "13:00-16:30"]')
    return tuple(_window(span) for span in spans)


def _window(span: Any) -> Window:
    match = _SPAN.match(span) if isinstance(span, str) else None
    if match is None:
        raise ValidationError(f"{span!r} is not a span such as 08:00-12:00")
    hours = [int(part) for part in match.groups()]
    if hours[1] > 59 or hours[3] > 59:
        raise ValidationError(f"{span!r} has minutes beyond 59")
    return Window(hours[0] * 3600 + hours[1] * 60, hours[2] * 3600 + hours[3] * 60)


def _by_day(value: Any, wanted: type, called: str) -> dict[date, Any]:
    if not isinstance(value, Mapping):
        raise ValidationError("must be a table of days")
    problems: dict[str, list[str]] = {}
    days: dict[date, Any] = {}
    for key, item in value.items():
        try:
            day = date.fromisoformat(str(key))
        except ValueError:
            problems[str(key)] = ["is not a date such as 2026-01-31"]
            continue
        if not isinstance(item, wanted) or (isinstance(item, str) and not item.strip()):
            problems[str(key)] = [f"must be {called}, not {_called(item)}"]
            continue
        days[day] = item
    if problems:
        raise ValidationError(problems)
    return days


def _called(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"
