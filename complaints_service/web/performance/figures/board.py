"""What the board shows, as its template takes it: tables by name, the months, where the time went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.dates import short_month
from complaints_service.measurement.groups import GroupFigures, MonthCounts
from complaints_service.measurement.indicators.office_now import Aged, HeldTime
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
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.needs import Need
from complaints_service.web.ticket.words import clock_name
from complaints_service.web.words.formats import lowered, month_words, percent

#: More units than these would be slivers in the bar; those that held least are told together.
UNITS_TOLD = 7
#: How many units are named on the first page.
WORST = 3


@dataclass(frozen=True)
class WorstUnit:
    """A unit with what is late in it: its name, how many, in words, and its bar."""

    name: str
    late: int
    words: str
    bar: Markup


@dataclass(frozen=True, kw_only=True)
class OnTimeChart:
    """The months' chart with its table, and what its sentence says of the last month."""

    month: str
    share: str
    late_open: int
    running: int
    chart: Markup
    table: Markup


def late_need(groups: Collection[GroupFigures], href: str) -> Need | None:
    """Every promise that is past and open, by which it was; None where none is."""
    late = Counter[str]()
    for each in groups:
        late.update(each.late)
    if not late:
        return None
    return Need(
        state="late", title=_("Janji yang lewat"), words=late_words(late), count=late.total(), href=href
    )


def late_words(late: Mapping[str, int]) -> str:
    """ "9 penyelesaian, 3 jawaban pertama", the most first."""
    return ", ".join(
        f"{count} {lowered(clock_name(clock))}"
        for clock, count in sorted(late.items(), key=lambda one: (-one[1], one[0]))
    )


def worst_units(groups: Collection[GroupFigures], unit_name: Callable[[str], str]) -> list[WorstUnit]:
    """The units with the most promises past and open."""
    worst = sorted((each for each in groups if each.late), key=lambda each: (-each.all_late, each.key))
    return [
        WorstUnit(
            unit_name(each.key),
            each.all_late,
            late_words(each.late),
            bar_in_row(each.all_late / worst[0].all_late),
        )
        for each in worst[:WORST]
    ]


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
