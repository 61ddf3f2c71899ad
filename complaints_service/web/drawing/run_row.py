"""Rows that stand for several days: runs of like days, and months folded into one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup

from complaints_service.web.drawing.bars import bar
from complaints_service.web.drawing.days import DrawnDay, DrawnStretch
from complaints_service.web.drawing.model import Audience
from complaints_service.web.drawing.rows import DayRow
from complaints_service.web.drawing.words import other_side, say
from complaints_service.web.words.formats import date_range, month_words


def run_label(row: DayRow, language: str) -> Markup:
    """ "6 hari" and its dates below."""
    return Markup("{}<br> <small>{}</small>").format(
        say("days", language, count=len(row.days)), date_range(row.days[0].on, row.days[-1].on, language)
    )


def run_cell(row: DayRow, audience: Audience, language: str) -> Markup:
    """One block a day, and what these days were."""
    blocks = [(day, stretch) for day in row.days if (stretch := day.whole())]
    first = blocks[0][1]
    words = say(f"run_{first.kind}", language, holder=first.holder.name, who=other_side(audience, language))
    return Markup('<svg width="100%" height="34" aria-hidden="true">{}</svg><p>{}</p>').format(
        _blocks(blocks), words
    )


def month_cell(row: DayRow, link: str, language: str) -> Markup:
    """One block a working day in the fill of most of it, and the way to see the days."""
    blocks = [(day, _mostly(day.stretches)) for day in row.days if day.stretches]
    events = sum(len(day.events) for day in row.days)
    words = say("month", language, days=len(blocks), events=events)
    month = month_words(row.days[0].on, language)
    opener = (
        Markup(' <a href="{}">{}</a>').format(link, say("open_month", language, month=month)) if link else ""
    )
    return Markup('<svg width="100%" height="34" aria-hidden="true">{}</svg><p>{}{}</p>').format(
        _blocks(blocks), words, opener
    )


def _mostly(stretches: Iterable[DrawnStretch]) -> DrawnStretch:
    weight: Counter[tuple[str, str, str]] = Counter()
    sample: dict[tuple[str, str, str], DrawnStretch] = {}
    for stretch in stretches:
        weight[stretch.look] += stretch.seconds
        sample.setdefault(stretch.look, stretch)
    return sample[weight.most_common(1)[0][0]]


def _blocks(blocks: list[tuple[DrawnDay, DrawnStretch]]) -> Markup:
    """Blocks from x = 5 %: 14 % a day up to five, narrower after; 2 % more at each turn of the week."""
    days = [day.on for day, _ in blocks]
    weeks = sum(later.weekday() < earlier.weekday() for earlier, later in pairwise(days))
    slot = 14.0 if len(days) <= 5 else min(14.0, (80 - 2 * weeks) / len(days))
    drawn, percent = Markup(""), 5.0
    for index, (day, stretch) in enumerate(blocks):
        if index and day.on.weekday() < days[index - 1].weekday():
            percent += 2
        drawn += bar(stretch, percent, slot - min(1.0, slot / 4))
        percent += slot
    return drawn
