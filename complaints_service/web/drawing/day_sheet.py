"""The day sheet: a clock as a table, one row per local day, whose last column anyone can add up."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from complaints_service.dates import short_day
from complaints_service.web.drawing.axis import Axis, axis_for, tick_marks
from complaints_service.web.drawing.day_row import day_cell
from complaints_service.web.drawing.days import ClockDrawing
from complaints_service.web.drawing.glyphs import glyph, placed_glyph
from complaints_service.web.drawing.model import Audience
from complaints_service.web.drawing.rows import DayRow, plan_rows
from complaints_service.web.drawing.run_row import folded_cell, folded_label, run_cell, run_label
from complaints_service.web.drawing.words import say
from complaints_service.web.words.formats import (
    clock_time,
    column_minutes,
    date_range,
    day_of,
    duration_column,
    local,
    short_date,
)

LONGEST_NAMED_DAYS = 7
"""A longer closure is told by its dates: "Sab–Min" would be any week's."""


def day_sheet(
    drawing: ClockDrawing,
    *,
    audience: Audience,
    language: str,
    opened: frozenset[str] = frozenset(),
    month_link: Callable[[str], str] | None = None,
) -> Markup:
    """The clock as a table. Counted seconds are shown in whole minutes so that the rows add up to the total:
    the total is cut to the minute, each row shows the minutes by which the running sum grew.

    `opened` names folded years ("2026") to show month by month, and months ("2026-05") day by day,
    `month_link` the address that opens one.
    """
    rows = plan_rows(drawing.laid_out, opened)
    axis = axis_for(day for row in rows if row.kind == "day" for day in [row.days[0].day])
    shown, total = column_minutes([row.seconds for row in rows])
    body = Markup("").join(
        _row(row, minutes, axis, audience, language, month_link)
        for row, minutes in zip(rows, shown, strict=True)
    )
    key = "caption" if audience == "citizen" else "caption_officer"
    return Markup(
        '<table class="clock"><caption class="vh">{caption}</caption><thead><tr><th scope="col">{day}</th>'
        '<th scope="col"><span class="vh">{hours}</span>'
        '<svg width="100%" height="14" aria-hidden="true">{ticks}</svg>'
        '</th><th scope="col">{counted}</th></tr></thead><tbody>{body}{law}</tbody><tfoot><tr>'
        '<th scope="row" colspan="2">{total}</th><td>{sum}</td></tr></tfoot></table>'
    ).format(
        caption=say(key, language, number=drawing.number),
        day=say("day", language),
        hours=say("hours", language),
        ticks=tick_marks(axis, language),
        counted=say("counted", language),
        body=body,
        law=_law_row(drawing, language),
        total=say("total", language),
        sum=duration_column(total, language),
    )


def _row(
    row: DayRow,
    minutes: int,
    axis: Axis,
    audience: Audience,
    language: str,
    month_link: Callable[[str], str] | None,
) -> Markup:
    told = duration_column(minutes, language)
    if row.kind == "shut":
        return _shut_row(row, language)
    if row.kind == "run":
        return Markup('<tr class="run"><th scope="row">%s</th><td>%s</td><td>%s</td></tr>') % (
            run_label(row, language),
            run_cell(row, audience, language),
            told,
        )
    if row.kind in ("month", "year"):
        link = month_link(row.key) if month_link else ""
        return Markup('<tr class="run"><th scope="row">%s</th><td>%s</td><td>%s</td></tr>') % (
            folded_label(row, language),
            folded_cell(row, link, language),
            told,
        )
    day = row.days[0]
    return Markup('<tr><th scope="row">%s <br><small>%s</small></th><td>%s</td><td>%s</td></tr>') % (
        short_day(day.on, language),
        short_date(day.on, language),
        day_cell(day, axis, audience, language),
        told if day.begun else "",
    )


def _shut_row(row: DayRow, language: str) -> Markup:
    first, last = row.days[0].on, row.days[-1].on
    label = short_day(first, language)
    if len(row.days) > LONGEST_NAMED_DAYS:
        label = date_range(first, last, language)
    elif first != last:
        label = f"{label}–{short_day(last, language)}"
    reason = row.days[0].day.closed_name or say("closed", language)
    return Markup('<tr class="shut"><th scope="row">%s</th><td>%s</td><td>–</td></tr>') % (label, reason)


def _law_row(drawing: ClockDrawing, language: str) -> Markup:
    """The legal limit, when it lies beyond the days drawn."""
    if drawing.law is None or not drawing.days:
        return Markup("")
    reading = local(drawing.law, drawing.zone)
    on = day_of(reading, ends_day=True)
    if on <= drawing.days[-1].on:
        return Markup("")
    return Markup(
        '<tr class="law"><th scope="row">%s <br><small>%s</small></th><td>'
        '<svg width="100%%" height="20" aria-hidden="true">'
        '<line class="ax far" x1="0" x2="97%%" y1="10" y2="10"/><svg y="3">%s</svg></svg>'
        "<ul><li>%s%s, %s</li></ul></td><td></td></tr>"
    ) % (
        short_day(on, language),
        short_date(on, language),
        placed_glyph("law", 97),
        glyph("law"),
        say("law", language),
        clock_time(reading, language, ends_day=True),
    )
