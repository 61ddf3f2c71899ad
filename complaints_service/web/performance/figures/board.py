"""What the board shows, as its template takes it: tables by name, the months, where the time went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.dates import short_month
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.office_now import Aged, HeldTime
from complaints_service.measurement.indicators.queries import Board, BoardRow, MonthCounts
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.months import first_day
from complaints_service.web.drawing import (
    CustodyShare,
    Drawn,
    MonthOnTime,
    bar_in_row,
    custody_bar,
    on_time_chart,
)
from complaints_service.web.drawing.model import Tone
from complaints_service.web.performance.indicator_rows import Reader, short
from complaints_service.web.words.formats import month_words, number_words, out_of, percent
from config.rulebook import Rulebook

#: More units than these would be slivers in the bar; those that held least are told together.
UNITS_TOLD = 7
#: Under this many the counts stand in full: "13 dari 21".
IN_FULL_UNDER = 30


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of figures: `rows` of (head, its link or "", cells); `without`: who has none, name and link."""

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, str, Sequence[Markup]]]
    without: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class OnTimeChart:
    """The months' chart with its table, and what its sentence says of the last month."""

    month: str
    share: str
    late_open: int
    running: int
    chart: Markup
    table: Markup


def heads(first: str, reader: Reader) -> list[str]:
    """The heads of a table of figures: it has room for some, a person's page has them all."""
    return [first, *(one.board.read(reader.language) for one in INDICATORS.values() if one.board)]


def board_tables(
    found: Board,
    *,
    unit_name: Callable[[str], str],
    rulebook: Rulebook,
    reader: Reader,
    floor: int,
    person_floor: int,
) -> tuple[Table, Table, Table]:
    """The tables by unit, by category and by person; under the floor of each a share or a time is a dash."""

    def unit(row: BoardRow) -> tuple[str, str]:
        return unit_name(row.subject.key), ""

    def category(row: BoardRow) -> tuple[str, str]:
        return rulebook.category(row.subject.key).names.read(reader.language), ""

    def person(row: BoardRow) -> tuple[str, str]:
        return row.name, url_for("figures.officer", officer_id=row.subject.officer_id, period=found.month)

    idle = [person(row) for row in found.persons if not _told(row)]
    return (
        Table(
            id="unit",
            title=_("Per unit"),
            heads=heads(_("Unit"), reader),
            rows=_rows(found.units, unit, reader, floor),
        ),
        Table(
            id="kategori",
            title=_("Per kategori"),
            heads=heads(_("Kategori"), reader),
            rows=_rows(found.categories, category, reader, floor),
        ),
        Table(
            id="orang",
            title=_("Per orang"),
            heads=heads(_("Nama"), reader),
            rows=_rows(found.persons, person, reader, person_floor),
            without=idle,
        ),
    )


def _rows(
    rows: Sequence[BoardRow], head: Callable[[BoardRow], tuple[str, str]], reader: Reader, floor: int
) -> list[tuple[str, str, Sequence[Markup]]]:
    """The rows with something to tell, by name, never by a figure."""
    return [
        (
            *head(row),
            [
                figure_cell(value, _opens(row, value), reader, floor)
                for value in row.figures.values
                if value.indicator.board
            ],
        )
        for row in sorted(rows, key=lambda each: head(each)[0].casefold())
        if _told(row)
    ]


def _told(row: BoardRow) -> bool:
    return any(value.n or value.value for value in row.figures.values)


def _opens(row: BoardRow, value: IndicatorValue) -> str:
    """Where a figure of a row opens to its tickets."""
    officer_id, month = row.subject.officer_id, row.figures.month
    if officer_id is not None:
        return url_for("figures.evidence", officer_id=officer_id, indicator=value.code, period=month)
    key: dict[str, Any] = {row.subject.kind: row.subject.key}
    return url_for("figures.board_evidence", indicator=value.code, period=month, **key)


def figure_cell(one: IndicatorValue, href: str, reader: Reader, floor: int) -> Markup:
    """A figure over its n, opening to its tickets; a dash under the floor, where the n opens instead."""
    if one.n == 0 and not one.value:
        return Markup("–")
    counted = f"n\N{NO-BREAK SPACE}{number_words(one.n, reader.language)}"
    if one.too_few(floor):
        return _cell("–", counted, href)
    if one.still_waiting:
        return _cell(_("menunggu"), counted, href)
    if one.value is None:
        return _cell("–", counted, href)
    if one.unit == "count" and not one.value:  # nothing lies behind a count of nothing
        return Markup('0<br><span class="small mute num">{}</span>').format(counted)
    if one.k is not None and one.unit == "percent" and one.n < IN_FULL_UNDER:
        counted = out_of(one.k, one.n, reader.language)
    cell = Markup('<a class="num" href="{}">{}</a><br><span class="small mute num">{}</span>')
    return cell.format(href, short(one.unit, one.value, reader), counted)


def _cell(value: str, counted: str, href: str) -> Markup:
    return Markup('{}<br><a class="small num" href="{}">{}</a>').format(value, href, counted)


def on_time_sheet(months: Sequence[MonthCounts], reader: Reader) -> OnTimeChart | None:
    """The months up to the one looked at; None while nothing has been judged or runs."""
    while months and not any(months[0].counts.values()):
        months = months[1:]
    if not months:
        return None
    drawn = on_time_chart(
        [
            MonthOnTime(
                label=short_month(first_day(month.month), reader.language),
                met=month.met,
                late_finished=month.late_finished,
                late_open=month.late_open,
                running=month.running,
                provisional=month.provisional,
            )
            for month in months
        ],
        language=reader.language,
    )
    last = months[-1]
    name = month_words(last.month, reader.language)
    judged = last.met + last.late_finished + last.late_open
    return OnTimeChart(
        month=_("%(month)s sementara", month=name) if last.provisional else name,
        share=percent(last.met / judged, reader.language) if judged else "–",
        late_open=last.late_open,
        running=last.running,
        chart=drawn.drawing,
        table=drawn.table,
    )


def age_rows(ages: Sequence[Aged]) -> list[tuple[str, int, Markup]]:
    """Words, count and bar of each age; none while nothing is open."""
    longest = max((age.tickets for age in ages), default=0)
    if not longest:
        return []
    return [(_age_words(age), age.tickets, bar_in_row(age.tickets / longest)) for age in ages]


def _age_words(age: Aged) -> str:
    return f"> {age.first - 1}" if age.last is None else f"{age.first}–{age.last}"


def custody_sheet(
    held: Sequence[HeldTime],
    *,
    unit_name: Callable[[str], str],
    initials: Callable[[str], str],
    reader: Reader,
) -> Drawn | None:
    """Where the time went: queues first, then the units, then other agencies and the citizens."""
    shares = [*_queues(held, unit_name, initials), *_units(held, unit_name, initials)]
    others: tuple[tuple[str, Tone, str], ...] = (
        ("agency", "agency", _("Instansi lain")),
        ("citizen", "citizen", _("Menunggu warga")),
        ("nobody", "nobody", _("Selesai, menunggu warga")),
    )
    for holder, tone, words in others:
        seconds = sum(each.seconds for each in held if each.holder == holder)
        shares.append(CustodyShare("", words, tone, seconds))
    shares = [share for share in shares if share.seconds]
    return custody_bar(shares, language=reader.language) if shares else None


def _queues(
    held: Sequence[HeldTime], unit_name: Callable[[str], str], initials: Callable[[str], str]
) -> list[CustodyShare]:
    found = [each for each in held if each.holder == "queue"]
    if len(found) <= 2:
        return [
            CustodyShare(
                initials(each.unit), _("Antrean %(unit)s", unit=unit_name(each.unit)), "queue", each.seconds
            )
            for each in found
        ]
    return [CustodyShare("", _("Antrean unit"), "queue", sum(each.seconds for each in found))]


def _units(
    held: Sequence[HeldTime], unit_name: Callable[[str], str], initials: Callable[[str], str]
) -> list[CustodyShare]:
    found = [each for each in held if each.holder == "person"]
    most = sorted(found, key=lambda each: -each.seconds)[:UNITS_TOLD]
    told = [each for each in found if each in most]
    shares = [
        CustodyShare(
            initials(each.unit), unit_name(each.unit), "second" if at % 2 else "person", each.seconds
        )
        for at, each in enumerate(told)
    ]
    rest = sum(each.seconds for each in found if each not in most)
    return [*shares, CustodyShare("", _("Unit lain"), "second" if len(told) % 2 else "person", rest)]
