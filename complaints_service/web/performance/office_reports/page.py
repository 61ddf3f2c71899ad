"""A report as its page shows it: every cell in words, leading to the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.office_reports.content import SAID
from complaints_service.office_reports.hot_spots.table import TABLE, centres
from complaints_service.web.drawing.maps.area_map import Area, area_map
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.words.formats import (
    date_words,
    duration_dense,
    month_words,
    number_words,
    out_of,
    percent,
)
from config.rulebook import Rulebook

NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class ShownCell:
    """A cell in words: the figure, what stands behind it, how it differs; `href` leads to its rows."""

    words: str
    behind: str
    change: str
    tone: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """A table as the template takes it: `rows` of (head, cells)."""

    code: str
    title: str
    note: str
    heads: list[str]
    rows: list[tuple[str, list[ShownCell]]]


def shown_tables(content: Mapping[str, Any], reader: Reader, *, asked: Mapping[str, Any]) -> list[ShownTable]:
    """The tables of a report; `asked`: the words of its address, empty for one that leads to no rows."""
    path = url_for("office_reports.rows", code=content["code"])

    def href(measure: str, where: Mapping[str, str]) -> str:
        return f"{path}?{urlencode({'measure': measure, **asked, **where})}" if measure and asked else ""

    return [
        ShownTable(
            code=table["code"],
            title=table["title"],
            note=table["note"],
            heads=[table["first"], *(column["title"] for column in table["columns"])],
            rows=[
                (
                    line["title"],
                    [
                        _cell(cell, column, reader, href(cell["measure"], line["where"]))
                        for column, cell in zip(table["columns"], line["cells"], strict=True)
                    ],
                )
                for line in table["lines"]
            ],
        )
        for table in content["tables"]
    ]


def spot_maps(content: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Markup]:
    """The map that stands above a table, by the table's code: places with more than chance explains."""
    areas = [Area(each.code, each.name, each.rings) for each in rulebook.kelurahan]
    label = _("Peta tempat dengan laporan lebih banyak dari kebetulan; angkanya di tabel")
    return {
        table["code"]: area_map(areas, label=label, points=centres(table), names=True)
        for table in content["tables"]
        if table["code"] == TABLE and table["lines"]
    }


def months_words(months: list[str], language: str) -> str:
    """ "Oktober 2026", or "Oktober 2026 – November 2026"."""
    first, last = (month_words(each, language) for each in months)
    return first if first == last else f"{first} – {last}"


def _cell(cell: Mapping[str, Any], column: Mapping[str, Any], reader: Reader, href: str) -> ShownCell:
    behind = change = tone = ""
    if column["kind"] == "share" and cell["n"] is not None:
        behind = out_of(cell["k"], cell["n"], reader.language)
    elif cell["n"] is not None and cell["value"] is None:
        behind = f"n {number_words(cell['n'], reader.language)}"
    if told := cell["change"]:
        change = _(SAID[told["verdict"]])
        if told["before"] is not None:
            before = value_words(told["before"], column["kind"], reader)
            change = _("%(said)s, dari %(before)s", said=change, before=before)
        if column["better"] and told["verdict"] in ("up", "down"):
            tone = "on" if (told["verdict"] == "up") == (column["better"] == "higher") else "risk"
    words = value_words(cell["value"], column["kind"], reader)
    # What is nothing leads nowhere.
    empty = cell["value"] in (None, 0) and not cell["n"]
    return ShownCell(words=words, behind=behind, change=change, tone=tone, href="" if empty else href)


def value_words(value: Any, kind: str, reader: Reader) -> str:
    """A figure in words by the kind of its column."""
    if value is None:
        return NOTHING
    if kind == "share":
        return percent(value, reader.language, digits=1)
    if kind == "seconds":
        return duration_dense(round(value), day_seconds=reader.day_seconds, language=reader.language)
    if kind == "day":
        return date_words(date.fromisoformat(value), reader.language, year=True)
    if isinstance(value, str):
        return value
    return number_words(value, reader.language, digits=0 if kind == "count" else 1)
