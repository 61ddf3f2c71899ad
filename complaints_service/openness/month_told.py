"""A published month in one sentence: how many reports came, how many of them the office is done with. Pure.

The letter and the picture say what the public page says of the month, and nothing it withholds.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.openness.models import PublishedMonth


@dataclass(frozen=True)
class MonthTold:
    """How many reports of a month came, and how many of those were done when it was published."""

    month: str
    received: int
    done: int


def month_told(published: PublishedMonth, *, kelurahan: str | None = None) -> MonthTold | None:
    """What is told of the whole office or of a kelurahan; None where that is withheld."""
    figures = published.figures
    if figures["office"] is None:
        return None
    if kelurahan is None:
        figure = figures["office"]["received"]
    else:
        rows = figures["kelurahan"]["received"]
        figure = None if rows is None else rows["shown"].get(kelurahan)
    # Months that were published before `done` was told stay as they are.
    return MonthTold(published.month, figure["n"], figure["done"]) if figure and "done" in figure else None
