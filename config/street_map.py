"""The file `map.json` of a rulebook: streets in a compact form, read and written.

Positions are whole steps of `step` degrees from `origin`; a line is its first position, then the difference
to each next one, all in one list: `[x, y, dx, dy, dx, dy ...]`. `config/marelan/README.md` describes it for
people.
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from config.entries.office import Bilingual
from config.entries.street_map import (
    ROAD_LEVELS,
    WATER_KINDS,
    Line,
    NamedSpot,
    Position,
    Road,
    StreetMap,
    Waterway,
)
from config.errors import Problem

FILE = "map.json"
FORMAT = 1
#: A step of a bit more than a metre: finer than anybody draws, and short in digits.
STEP = 0.00001
LONGEST_NAME = 80
#: Far more than a district has; a larger file is a mistake, not a map.
MOST_BYTES = 2_000_000
_LISTS = ("roads", "waterways", "landmarks", "neighbourhoods")
_KEYS = frozenset((*("format", "sample", "source", "licence", "credit", "origin", "step"), *_LISTS))
Made = TypeVar("Made")


def read_map(folder: Path) -> tuple[StreetMap | None, list[Problem]]:
    """The street map in a rulebook's folder, and every mistake in it; None and none where there is no map."""
    path = folder / FILE
    if not path.exists():
        return None, []
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        return None, [Problem(FILE, "", "too_large", f"has more than {MOST_BYTES} bytes")]
    try:
        told = json.loads(content)
        if not isinstance(told, dict):
            raise ValueError("is no object")
    except (ValueError, RecursionError) as wrong:
        return None, [Problem(FILE, "", "not_json", str(wrong))]
    problems = list(_misnamed(told))
    if problems:
        return None, problems
    frame = _Frame(told["origin"][0], told["origin"][1], told["step"])
    made = StreetMap(
        sample=told["sample"],
        source=told["source"],
        licence=told["licence"],
        credit=Bilingual(told["credit"]["id"], told["credit"]["en"]),
        roads=_all(told, "roads", lambda row: _run(Road, row, ROAD_LEVELS, frame), problems),
        waterways=_all(told, "waterways", lambda row: _run(Waterway, row, WATER_KINDS, frame), problems),
        landmarks=_all(told, "landmarks", lambda row: _spot(row, frame), problems),
        neighbourhoods=_all(told, "neighbourhoods", lambda row: _spot(row, frame), problems),
        digest=hashlib.sha256(content).hexdigest()[:16],
    )
    return (None, problems) if problems else (made, [])


def write_map(street_map: StreetMap) -> bytes:
    """The file of a street map; one entry a line, so that two versions can be compared."""
    positions = [point for line in _lines(street_map) for point in line]
    positions += [spot.at for spot in (*street_map.landmarks, *street_map.neighbourhoods)]
    origin = [
        math.floor(min((point[axis] for point in positions), default=0.0) * 1000) / 1000 for axis in (0, 1)
    ]
    frame = _Frame(origin[0], origin[1], STEP)
    head = {
        "format": FORMAT,
        "sample": street_map.sample,
        "source": street_map.source,
        "licence": street_map.licence,
        "credit": {"id": street_map.credit.id, "en": street_map.credit.en},
        "origin": origin,
        "step": STEP,
    }
    rows: dict[str, list[Any]] = {
        "roads": [
            [each.name, each.level, [frame.steps(line) for line in each.lines]] for each in street_map.roads
        ],
        "waterways": [
            [each.name, each.kind, [frame.steps(line) for line in each.lines]]
            for each in street_map.waterways
        ],
        "landmarks": [[each.name, *frame.steps((each.at,))] for each in street_map.landmarks],
        "neighbourhoods": [[each.name, *frame.steps((each.at,))] for each in street_map.neighbourhoods],
    }
    parts = [f"{_json(name)}:{_json(value)}" for name, value in head.items()]
    parts += [f"{_json(name)}:[\n" + ",\n".join(map(_json, given)) + "\n]" for name, given in rows.items()]
    return ("{" + ",\n".join(parts) + "}\n").encode()


class _Frame:
    """Degrees and whole steps of one file."""

    def __init__(self, west: float, south: float, step: float) -> None:
        self._west, self._south, self._step = west, south, step

    def steps(self, line: Line) -> list[int]:
        """A line in steps, each position by its difference to the one before."""
        whole = [
            (round((lng - self._west) / self._step), round((lat - self._south) / self._step))
            for lng, lat in line
        ]
        found: list[int] = []
        before = (0, 0)
        for x, y in whole:
            found += [x - before[0], y - before[1]]
            before = (x, y)
        return found

    def line(self, steps: Sequence[Any]) -> Line:
        """A line in degrees. Raises ValueError."""
        if len(steps) < 4 or len(steps) % 2 or not all(type(each) is int for each in steps):
            raise ValueError("a line is an even number of whole numbers, at least four")
        return tuple(self._positions(steps))

    def position(self, steps: Sequence[Any]) -> Position:
        """One position in degrees. Raises ValueError."""
        if len(steps) != 2 or not all(type(each) is int for each in steps):
            raise ValueError("a position is two whole numbers")
        return next(iter(self._positions(steps)))

    def _positions(self, steps: Sequence[int]) -> Iterable[Position]:
        x = y = 0
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            lng, lat = round(self._west + x * self._step, 6), round(self._south + y * self._step, 6)
            if not (-180 <= lng <= 180 and -90 <= lat <= 90):
                raise ValueError("a position that is not on the earth")
            yield lng, lat


def _misnamed(told: Mapping[str, Any]) -> Iterable[Problem]:
    """What is wrong with the head of the file."""
    for key in sorted(told.keys() - _KEYS):
        yield Problem(FILE, key, "unknown_key", f"is none of {', '.join(sorted(_KEYS))}")
    for key in sorted(_KEYS - told.keys()):
        yield Problem(FILE, key, "missing", "is missing")
    checks: dict[str, Callable[[Any], bool]] = {
        "format": lambda value: value == FORMAT,
        "sample": lambda value: isinstance(value, bool),
        "source": _is_text,
        "licence": _is_text,
        "credit": lambda value: (
            isinstance(value, dict) and all(_is_text(value.get(each)) for each in ("id", "en"))
        ),
        "origin": lambda value: isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)),
        "step": lambda value: _is_number(value) and 0 < value <= 0.001,
        **dict.fromkeys(
            ("roads", "waterways", "landmarks", "neighbourhoods"), lambda value: isinstance(value, list)
        ),
    }
    for key, good in checks.items():
        if key in told and not good(told[key]):
            yield Problem(FILE, key, "invalid", "is not as the format says")


def _all(
    told: Mapping[str, Any], name: str, make: Callable[[Any], Made], problems: list[Problem]
) -> tuple[Made, ...]:
    made = []
    for index, row in enumerate(told[name]):
        try:
            made.append(make(row))
        except (ValueError, TypeError, IndexError, KeyError) as wrong:
            problems.append(Problem(FILE, f"{name}[{index}]", "invalid", str(wrong)))
    return tuple(made)


def _run(
    kind: Callable[[str, str, tuple[Line, ...]], Made], row: Any, kinds: Sequence[str], frame: _Frame
) -> Made:
    name, level, lines = row
    if level not in kinds:
        raise ValueError(f"{level!r} is none of {', '.join(kinds)}")
    if not lines:
        raise ValueError("has no line")
    return kind(_name(name), level, tuple(frame.line(line) for line in lines))


def _spot(row: Any, frame: _Frame) -> NamedSpot:
    name, *at = row
    if not name:
        raise ValueError("has no name")
    return NamedSpot(_name(name), frame.position(at))


def _name(name: Any) -> str:
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError(f"a name is a text of at most {LONGEST_NAME} letters")
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        raise ValueError("a name holds a control character")
    return name


def _lines(street_map: StreetMap) -> Iterable[Line]:
    for road in street_map.roads:
        yield from road.lines
    for water in street_map.waterways:
        yield from water.lines


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 500


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
