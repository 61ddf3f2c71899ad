"""The registry of indicators: found in `entries/`, refused at the start when one is not complete.

To add one: an entry in the `ENTRIES` of a module of `entries/`, or a new module there. Nothing else names it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from complaints_service.measurement.indicators import entries
from complaints_service.measurement.indicators.indicator import CASES, Indicator

_CODE = re.compile(r"[a-z][a-z0-9_]*")
#: What a kind of figure can be told in.
_UNITS = {
    "share": ("percent",),
    "duration": ("working_seconds",),
    "sum": ("working_seconds", "count"),
    "count": ("count",),
}


class IncompleteIndicators(Exception):
    """Indicators that lack something, each with what; nothing starts before it is there."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("incomplete indicators:\n" + "\n".join(faults))


def registered(found: Iterable[Indicator]) -> Mapping[str, Indicator]:
    """The indicators by code, in their places. Raises IncompleteIndicators with all that is missing."""
    listed = sorted(found, key=lambda each: each.place)
    faults = [f"{each.code or '(no code)'}: {fault}" for each in listed for fault in _faults(each)]
    for what in ("code", "place"):
        counted = Counter(getattr(each, what) for each in listed)
        faults += [f"{what} {value!r} is taken {n} times" for value, n in counted.items() if n > 1]
    if faults:
        raise IncompleteIndicators(faults)
    return {each.code: each for each in listed}


def _faults(one: Indicator) -> Iterator[str]:
    if not _CODE.fullmatch(one.code):
        yield f"code {one.code!r} is not written in small letters"
    for name in ("names", "meaning", "beside", "counted", "still"):
        words = getattr(one, name)
        if words is not None and not (words.id.strip() and words.en.strip()):
            yield f"{name} has no words in one of the languages"
    if not one.source.strip():
        yield "has no source"
    if one.unit not in _UNITS.get(one.kind, ()):
        yield f"a {one.kind} cannot be told in {one.unit}"
    if one.better not in ("higher", "lower"):
        yield f"better is {one.better!r}, neither higher nor lower"
    if not one.parts:
        yield "has no part that a ticket is counted as"
    if not one.recompute:
        yield "names no formula of docs/recompute.py"
    if one.kind == "duration" and one.still is None:
        yield "does not say what is told while most still wait"
    if one.counted is not None and "{counts}" not in one.counted.id + one.counted.en:
        yield "counted has no place for {counts}"
    if one.worth is not None and (one.kind != "share" or one.sort not in CASES):
        yield f"a {one.kind} of {one.sort} has no cases to weigh"


def _found() -> Iterator[Indicator]:
    for module in iter_modules(entries.__path__, f"{entries.__name__}."):
        yield from getattr(import_module(module.name), "ENTRIES", ())


INDICATORS: Mapping[str, Indicator] = registered(_found())
