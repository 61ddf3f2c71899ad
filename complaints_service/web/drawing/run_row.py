"""Rows that stand for several days: runs of like days, and months and years folded into one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from complaints_service.web.drawing.bars import SEEN, bar
from complaints_service.web.drawing.days import DrawnStretch
from complaints_service.web.drawing.model import Audience
from complaints_service.web.drawing.rows import DayRow
from complaints_service.web.drawing.words import other_side, say
from complaints_service.web.words.formats import date_range, month_words

#: Percent of a row that the turns of its weeks take at most: a run may be of years.
MOST_TURNS = 20


def run_label(row: DayRow, language: str) -> Markup:
    """ "6 hari" and its dates below."""
    return Markup("%s<br> <small>%s</small>") % (
        say("days", language, count=len(row.days)),
        date_range(row.days[0].on, row.days[-1].on, language),
    )


def run_cell(row: DayRow, audience: Audience, language: str) -> Markup:
    """One block a day, and what these days were."""
    blocks = [(day.on.weekday(), stretch) for day in row.days if (stretch := day.whole())]
    first = blocks[0][1]
    words = say(f"run_{first.kind}", language, holder=first.holder.name, who=other_side(audience, language))
    return Markup('<svg width="100%%" height="34" aria-hidden="true">%s</svg><p>%s</p>') % (
        _blocks(blocks),
        words,
    )


def folded_label(row: DayRow, language: str) -> str:
    """ "Mei 2026", "2026" or, of a part of a year, "Juli 2026–September 2026"."""
    first, last = row.days[0].on, row.days[-1].on
    if row.kind == "month":
        return month_words(first, language)
    if (first.month, last.month) == (1, 12):
        return f"{first.year}"
    return f"{month_words(first, language)}–{month_words(last, language)}"


def folded_cell(row: DayRow, link: str, language: str) -> Markup:
    """One block a working day, of a year one a month, in the fill of most of it; and the way to see more."""
    worked = [day for day in row.days if day.stretches]
    drawn: list[tuple[int, Sequence[DrawnStretch]]]
    if row.kind == "month":
        drawn = [(day.on.weekday(), day.stretches) for day in worked]
    else:
        drawn = [(0, [part for day in month for part in day.stretches]) for month in row.months]
    blocks = [(weekday, _mostly(parts)) for weekday, parts in drawn if parts]
    events = sum(len(day.events) for day in row.days)
    words = say("month", language, days=len(worked), events=events)
    opener = Markup("")
    if link:
        told = say("open_month", language, month=folded_label(row, language))
        opener = Markup(' <a href="%s">%s</a>') % (link, told)
    return Markup('<svg width="100%%" height="34" aria-hidden="true">%s</svg><p>%s%s</p>') % (
        _blocks(blocks),
        words,
        opener,
    )


def _mostly(stretches: Iterable[DrawnStretch]) -> DrawnStretch:
    weight: Counter[tuple[str, str, str]] = Counter()
    sample: dict[tuple[str, str, str], DrawnStretch] = {}
    for stretch in stretches:
        look = stretch.look
        weight[look] += stretch.seconds
        sample.setdefault(look, stretch)
    return sample[weight.most_common(1)[0][0]]


def _blocks(blocks: list[tuple[int, DrawnStretch]]) -> Markup:
    """Blocks from x = 5 %: 14 % each up to five, narrower after; 2 % more at each turn of the week.

    Each with its week day, or 0 where there is none. Blocks too narrow to be told apart are one bar.
    """
    days = [weekday for weekday, _stretch in blocks]
    turns = [later < earlier for earlier, later in pairwise([0, *days])]
    turn = min(2.0, MOST_TURNS / max(1, sum(turns)))
    slot = 14.0 if len(blocks) <= 5 else min(14.0, (80 - turn * sum(turns)) / len(blocks))
    apart = min(1.0, slot / 4)
    bars: list[tuple[DrawnStretch, float, float]] = []
    percent = 5.0
    for (_weekday, stretch), turned in zip(blocks, turns, strict=True):
        percent += turn * turned
        joins = apart < SEEN and (not turned or turn < SEEN)
        if joins and bars and bars[-1][0].look == stretch.look:
            bars[-1] = (bars[-1][0], bars[-1][1], percent + slot - apart - bars[-1][1])
        else:
            bars.append((stretch, percent, slot - apart))
        percent += slot
    return Markup("").join(bar(*one) for one in bars)
