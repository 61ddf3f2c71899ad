"""Under which rows a report counts, whatever becomes of it: decided once, when its month is published. Pure.

A report that was told only together with others when it came is told only together with others when it is
answered. Otherwise what was judged in later months would bound how many had come: of each group no more is
judged than came. With it, everything that is ever told is a sum over rows that were told from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from complaints_service.openness.figures import REST, Crossed


class ReportCame(NamedTuple):
    """A report as it came."""

    ticket_id: int
    kelurahan: str
    category: str
    kind: str


class CountedUnder(NamedTuple):
    """The rows a report counts under; REST: with others alone."""

    kelurahan: str
    category: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of a month that stand by themselves, and how many reports of which cells are kept apart."""

    places: Collection[str] = ()
    categories: Collection[str] = ()
    apart: Mapping[tuple[str, str], int] = field(default_factory=dict)


def rows_of(told: Mapping[str, Any], table: Crossed | None) -> Rows:
    """The rows of a month as `figures.protected` tells of what came, by way."""
    places, categories = (
        () if told[way]["received"] is None else tuple(told[way]["received"]["shown"])
        for way in ("kelurahan", "category")
    )
    return Rows(places=places, categories=categories, apart={} if table is None else table.apart)


def standings(reports: Iterable[ReportCame], rows: Rows) -> Iterator[tuple[int, CountedUnder]]:
    """Each report with its rows; of a cell some of whose reports are kept apart the first ones are."""
    left = dict(rows.apart)
    for one in reports:
        own = one.kind != "oversight"
        place = one.kelurahan if own and one.kelurahan in rows.places else REST
        category = one.category if own and one.category in rows.categories else REST
        if left.get((place, category), 0):
            left[place, category] -= 1
            category = REST
        yield one.ticket_id, CountedUnder(place, category)
