"""One day of the day sheet: the drawing, the list of what happened, and the spans in words."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from complaints_service.web.drawing.axis import Axis
from complaints_service.web.drawing.bars import bar, cut, joined, place_marks
from complaints_service.web.drawing.days import DrawnDay, DrawnStretch
from complaints_service.web.drawing.glyphs import glyph
from complaints_service.web.drawing.model import Audience
from complaints_service.web.drawing.words import other_side, say
from complaints_service.web.words.formats import clock_time

APART = 8
"""Percent between two marks of a day: 14 px at the narrowest."""


def day_cell(day: DrawnDay, axis: Axis, audience: Audience, language: str) -> Markup:
    """The middle cell of a day's row."""
    items = _happenings(day, language) + _told(day, audience, language)
    listed = Markup("<ul>%s</ul>") % (items,) if items else Markup("")
    return Markup('<svg width="100%%" height="34" aria-hidden="true">%s</svg>%s') % (
        _drawing(day, axis, audience, language),
        listed,
    )


def _drawing(day: DrawnDay, axis: Axis, audience: Audience, language: str) -> Markup:
    drawn = Markup('<line class="ax" x1="0" x2="100%" y1="22.5" y2="22.5"/>')
    named = _widest(day.stretches)
    for stretch in day.stretches:
        start, end = axis.at(stretch.start, day.on), axis.at(stretch.end, day.on)
        label = _label(stretch, audience, language) if stretch in named else ""
        drawn += bar(stretch, start, end - start, label)
    for left, _ in joined(day.stretches):
        drawn += cut(axis.at(left.end, day.on), 12, 33)
    return drawn + place_marks(((axis.at(at, day.on), key) for at, key in _marks(day)), APART)


def _widest(stretches: tuple[DrawnStretch, ...]) -> set[DrawnStretch]:
    """The widest stretch of each look carries the name, the first of equals."""
    best: dict[tuple[str, str, str], DrawnStretch] = {}
    for stretch in stretches:
        if stretch.look not in best or stretch.seconds > best[stretch.look].seconds:
            best[stretch.look] = stretch
    return set(best.values())


def _label(stretch: DrawnStretch, audience: Audience, language: str) -> str:
    if stretch.kind == "wait":
        who = other_side(audience, language)
        return who if language == "id" else who.capitalize()
    return stretch.holder.initials if stretch.kind in ("on", "late", "agency") else ""


def _marks(day: DrawnDay) -> list[tuple[datetime, str]]:
    marks = [(event.at, event.glyph) for event in day.events]
    marks += [(at, key) for at, key in ((day.due, "due"), (day.now, "now"), (day.law, "law")) if at]
    return marks


def _happenings(day: DrawnDay, language: str) -> Markup:
    entries: list[tuple[datetime, Markup]] = []
    item = Markup("<li>%s<time>%s</time> %s</li>")
    for event in day.events:
        told = item % (glyph(event.glyph), clock_time(event.at, language), event.words)
        entries.append((event.at, told))
    if day.now:
        told = Markup('<li class="now">%s<time>%s</time> %s</li>') % (
            glyph("now"),
            clock_time(day.now, language),
            say("now", language),
        )
        entries.append((day.now, told))
    for at, key in ((day.due, "due"), (day.law, "law")):
        if at:
            words = Markup("<b>%s</b>") % (say(key, language),)
            entries.append((at, item % (glyph(key), clock_time(at, language, ends_day=True), words)))
    return Markup("").join(told for _, told in sorted(entries, key=lambda entry: entry[0]))


def _told(day: DrawnDay, audience: Audience, language: str) -> Markup:
    """The day's spans in words: for wide pages, print and screen readers."""
    who = other_side(audience, language)
    groups = [
        ("told_counted", [part for part in day.stretches if part.counted]),
        ("told_wait", [part for part in day.stretches if part.kind == "wait" and not part.counted]),
        ("told_idle", [part for part in day.stretches if part.kind == "idle" and not part.counted]),
        ("told_agency", [part for part in day.stretches if part.kind == "agency" and not part.counted]),
        ("told_other", [part for part in day.stretches if part.kind == "other" and not part.counted]),
    ]
    told = "; ".join(
        say(key, language, who=who, spans=_spans(parts, language)) for key, parts in groups if parts
    )
    return Markup('<li class="sp">%s</li>') % (told,) if told else Markup("")


def _spans(parts: list[DrawnStretch], language: str) -> str:
    merged: list[tuple[datetime, datetime]] = []
    for part in parts:
        if merged and merged[-1][1] == part.start:
            merged[-1] = (merged[-1][0], part.end)
        else:
            merged.append((part.start, part.end))
    return ", ".join(f"{clock_time(start, language)}–{clock_time(end, language)}" for start, end in merged)
