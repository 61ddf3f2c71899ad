"""The drawings of time: one grammar for the header, the list, the ticket, custody and the indicators.

Every `<svg>` has no viewBox: x is a percentage, y a pixel; widths live in attributes, so a strict CSP holds.
"""

from __future__ import annotations

from complaints_service.web.drawing.custody import custody_bar
from complaints_service.web.drawing.day_sheet import day_sheet
from complaints_service.web.drawing.days import ClockDrawing
from complaints_service.web.drawing.glyphs import definitions, glyph
from complaints_service.web.drawing.indicator import bar_in_row, indicator_dot
from complaints_service.web.drawing.model import (
    NOBODY,
    ClockSpan,
    CustodyShare,
    Day,
    Drawn,
    Happening,
    Holder,
    IndicatorDrawing,
    MonthOnTime,
)
from complaints_service.web.drawing.on_time import on_time_chart, share_words
from complaints_service.web.drawing.strips import mini_tape, today_strip
from complaints_service.web.drawing.tape import tape

__all__ = [
    "NOBODY",
    "ClockDrawing",
    "ClockSpan",
    "CustodyShare",
    "Day",
    "Drawn",
    "Happening",
    "Holder",
    "IndicatorDrawing",
    "MonthOnTime",
    "bar_in_row",
    "custody_bar",
    "day_sheet",
    "definitions",
    "glyph",
    "indicator_dot",
    "mini_tape",
    "on_time_chart",
    "share_words",
    "tape",
    "today_strip",
]
