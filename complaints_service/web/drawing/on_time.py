"""On time by month, with those still open: met rises from the line, late hangs below it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from complaints_service.web.drawing.glyphs import number
from complaints_service.web.drawing.model import Drawn, MonthOnTime
from complaints_service.web.drawing.words import say
from complaints_service.web.words.formats import number_words, percent

TOP, BARS, BELOW = 26, 176, 26
HEIGHT = TOP + BARS + BELOW


def on_time_chart(months: Sequence[MonthOnTime], *, language: str) -> Drawn:
    """Share on time = met / (met + all late), open late ones included; running ones are in the table only."""
    up = max((month.met for month in months), default=0)
    down = max((month.late_finished + month.late_open for month in months), default=0)
    scale = BARS / max(1, up + down)
    base = TOP + up * scale
    drawn = Markup("").join(
        _column(month, index * 100 / len(months), 100 / len(months), scale, base, language)
        for index, month in enumerate(months)
    )
    drawn += Markup('<line class="k" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(number(base))
    chart = Markup('<svg class="chart" width="100%" height="{}" aria-hidden="true">{}</svg>').format(
        HEIGHT, drawn
    )
    return Drawn(chart, _table(months, language))


def share_words(month: MonthOnTime, language: str) -> str:
    """ "77 %", or a dash when nothing has been judged."""
    judged = month.met + month.late_finished + month.late_open
    return percent(month.met / judged, language) if judged else "–"


def _label(month: MonthOnTime) -> str:
    return f"{month.label}*" if month.provisional else month.label


def _column(month: MonthOnTime, left: float, slot: float, scale: float, base: float, language: str) -> Markup:
    start, width, middle = left + slot * 0.2, slot * 0.6, left + slot / 2
    drawn = Markup("")
    rectangle = Markup('<rect class="b-{}" x="{}%" y="{}" width="{}%" height="{}"/>')
    if month.met:
        top, height = base - month.met * scale, max(0, month.met * scale - 1)
        drawn += rectangle.format("person", number(start), number(top), number(width), number(height))
    if month.late_finished:
        height = month.late_finished * scale
        drawn += rectangle.format("late", number(start), number(base + 1), number(width), number(height))
    if month.late_open:
        top, height = base + 1 + month.late_finished * scale, month.late_open * scale
        drawn += rectangle.format("open", number(start), number(top), number(width), number(height))
    return drawn + Markup(
        '<svg x="{}%" overflow="visible"><text class="pc" text-anchor="middle" x="0" y="{}">{}</text>'
        '<text class="dl" text-anchor="middle" x="0" y="{}">{}</text></svg>'
    ).format(
        number(middle),
        number(base - month.met * scale - 7),
        share_words(month, language),
        HEIGHT - 4,
        _label(month),
    )


def _table(months: Sequence[MonthOnTime], language: str) -> Markup:
    keys = ("months", "met", "late_finished", "late_open", "running", "on_time")
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(say(key, language)) for key in keys)
    row = Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>')
    rows = Markup("").join(
        row.format(
            _label(month),
            *(
                number_words(count, language)
                for count in (month.met, month.late_finished, month.late_open, month.running)
            ),
            share_words(month, language),
        )
        for month in months
    )
    return Markup(
        '<table class="table"><caption class="vh">{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(say("on_time_caption", language), head, rows)
