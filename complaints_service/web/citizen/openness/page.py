"""What the public page shows of a month; every number is copied from what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from complaints_service.edge.language import language
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.months import month_after, month_start
from complaints_service.openness.blocks import Point
from complaints_service.openness.exporting import MEASURES
from complaints_service.openness.models import PublishedMonth
from complaints_service.web.drawing.maps.area_map import Area, area_map
from complaints_service.web.words.formats import (
    amount_words,
    duration_dense,
    duration_words,
    month_words,
    number_words,
    percent,
)
from config.rulebook import Rulebook

Told = Mapping[str, Any]
Lines = Sequence[tuple[str, str, Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class MonthPage:
    """A month as its template takes it; tables are (heads, rows) for the macro of figures.

    `months`: (month, words, address) of all that can be chosen. `shades`: what the shades of the map mean.
    """

    month: str
    words: str
    published_at: datetime
    floor: int
    sentence: str
    facts: Sequence[tuple[str, str, str]]
    map: Markup
    shades: Sequence[tuple[str, str]]
    points: int
    heads: Sequence[str]
    places: Lines
    categories: Lines
    months: Sequence[tuple[str, str, str]]
    history: Lines
    crossed: tuple[Sequence[str], Lines] | None
    ages: Sequence[tuple[str, str]]
    definitions: Sequence[tuple[str, str]]


def month_page(
    one: PublishedMonth, months: Sequence[PublishedMonth], points: Sequence[Point], *, rulebook: Rulebook
) -> MonthPage:
    """Everything the page says of one month, with its points of now, and of the others a line each."""
    figures, tongue = one.figures, language()
    names = {each.code: each.name for each in rulebook.kelurahan}
    categories = {each.code: each.names.read(tongue) for each in rulebook.categories}
    reader = _Reader(rulebook, figures["floor"])
    drawn, shades = _map(figures, points, rulebook, reader)
    return MonthPage(
        month=one.month,
        words=month_words(one.month, tongue),
        published_at=one.published_at,
        floor=figures["floor"],
        sentence=_sentence(one, reader),
        facts=_facts(figures, reader),
        map=drawn,
        shades=shades,
        points=sum(point[3] for point in points),
        heads=_heads(),
        places=_rows(figures["kelurahan"], _open(figures, "kelurahan"), names, reader),
        categories=_rows(
            figures["category"],
            _open(figures, "category"),
            {code: _promised(name, code, one.month, rulebook) for code, name in categories.items()},
            reader,
        ),
        months=[
            (each.month, month_words(each.month, tongue), url_for("openness.figures", bulan=each.month))
            for each in months
        ],
        history=[
            (
                month_words(each.month, tongue),
                url_for("openness.figures", bulan=each.month),
                reader.cells(each.figures["office"], (each.figures["open"] or {}).get("n")),
            )
            for each in months
        ],
        crossed=_crossed(figures["crossed"], names, categories, reader),
        ages=_ages(figures["open"], reader),
        definitions=[
            (one.names.read(tongue), one.meaning.read(tongue)) for one in INDICATORS.values() if one.public
        ],
    )


class _Reader:
    """Writes figures for whoever reads the page."""

    def __init__(self, rulebook: Rulebook, floor: int) -> None:
        self.language, self.floor = language(), floor
        self.day = rulebook.calendar(rulebook.office.calendar).nominal_day_seconds

    def number(self, value: int | None) -> str:
        return "–" if value is None else number_words(value, self.language)

    def share(self, told: Told | None) -> str:
        return "–" if not told or not told["n"] else percent(told["on_time"] / told["n"], self.language)

    def wait(self, told: Told | None, which: str) -> str:
        if not told or told[which] is None:
            return "–"
        return duration_dense(told[which], day_seconds=self.day, language=self.language)

    def cells(self, told: Told, still_open: int | None) -> list[str]:
        """The cells of a row, each share over its n."""
        cells: list[str] = [self.number((told.get("received") or {}).get("n"))]
        for measure in MEASURES[1:]:
            one = told.get(measure)
            if one:
                cell = Markup('{}<br><span class="small mute num">n\N{NO-BREAK SPACE}{}</span>')
                cells.append(cell.format(self.share(one), self.number(one["n"])))
            else:
                cells.append("–")
            cells += [self.wait(one, "median"), self.wait(one, "p90")]
        return [*cells, self.number(still_open)]


def _heads() -> list[str]:
    return [
        _("Laporan masuk"),
        _("Dijawab tepat waktu"),
        _("Separuh dijawab"),
        _("9 dari 10 dijawab"),
        _("Selesai tepat waktu"),
        _("Separuh selesai"),
        _("9 dari 10 selesai"),
        _("Masih dikerjakan"),
    ]


def _sentence(one: PublishedMonth, reader: _Reader) -> str:
    office, month = one.figures["office"], month_words(one.month, reader.language)
    came, first = reader.number(office["received"]["n"]), office["first_response"]
    if first is None:
        return _("%(month)s: %(came)s laporan masuk.", month=month, came=came)
    return _(
        "%(month)s: %(came)s laporan masuk; dari %(n)s jawaban pertama, %(met)s (%(share)s) tepat waktu.",
        month=month,
        came=came,
        n=reader.number(first["n"]),
        met=reader.number(first["on_time"]),
        share=reader.share(first),
    )


def _facts(figures: Told, reader: _Reader) -> list[tuple[str, str, str]]:
    """(what, figure, what is to be known of it)."""
    office, still = figures["office"], figures["open"]
    came = office["received"]
    done = ""
    if "done" in came:
        done = _("%(done)s selesai ketika diterbitkan", done=reader.number(came["done"]))
    facts = [(_("Laporan masuk"), reader.number(came["n"]), done)]
    for measure, on_time, waited in (
        ("first_response", _("Dijawab tepat waktu"), _("Separuhnya dijawab dalam")),
        ("resolution", _("Selesai tepat waktu"), _("Separuhnya selesai dalam")),
    ):
        told = office[measure]
        if told is None:
            continue
        late = _("n %(n)s, termasuk %(late)s yang terlambat dan masih menunggu",
                 n=reader.number(told["n"]), late=reader.number(told["open_late"]))  # fmt: skip
        facts.append((on_time, reader.share(told), late))
        if told["median"] is not None:
            words = duration_words(told["median"], day_seconds=reader.day, language=reader.language)
            tenth = (
                ""
                if told["p90"] is None
                else _(
                    "sembilan dari sepuluh: %(wait)s",
                    wait=duration_words(told["p90"], day_seconds=reader.day, language=reader.language),
                )
            )
            facts.append((waited, words, tenth))
    if still is not None:
        facts.append((_("Masih dikerjakan"), reader.number(still["n"]), _("pada akhir bulan itu")))
    return facts


def _rows(way: Told, still: Told, names: Mapping[str, str], reader: _Reader) -> Lines:
    """A row for each name that has a figure, and the rest together."""
    rows = []
    for code, name in names.items():
        told = {measure: way[measure]["shown"].get(code) for measure in MEASURES if way[measure]}
        if any(told.values()) or code in still:
            rows.append((name, "", reader.cells(told, still.get(code))))
    merged = {measure: way[measure]["merged"] for measure in MEASURES if way[measure]}
    told = {measure: rest for measure, rest in merged.items() if rest["n"]}
    if told:
        rows.append(
            (_("Digabung: kelompok kecil, tanpa tempat, tentang petugas"), "", reader.cells(told, None))
        )
    return rows


def _open(figures: Told, way: str) -> Told:
    return (figures["open"] or {}).get(way) or {}


def _promised(name: str, code: str, month: str, rulebook: Rulebook) -> Markup:
    """A category over what is promised for it at the end of a month: "janji 3 hari kerja · 10 hari kerja"."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    last = month_start(month_after(month), calendar) - timedelta(seconds=1)
    row = rulebook.policy_at(last).row_for(
        kind=next(each.kind for each in rulebook.categories if each.code == code),
        category=code,
        priority="normal",
        unit="",
    )
    targets = {} if row is None else row.targets
    told = [
        amount_words(targets[clock].kind, targets[clock].count, language=language())
        for clock in MEASURES[1:]
        if clock in targets
    ]
    if not told:
        return escape(name)
    line = Markup('{}<br><span class="small mute">{} {}</span>')
    return line.format(name, _("janji"), " · ".join(told))


def _map(
    figures: Told, points: Sequence[Point], rulebook: Rulebook, reader: _Reader
) -> tuple[Markup, list[tuple[str, str]]]:
    """The places in three shades by how many came, and what the shades mean."""
    came = {
        code: one["n"] for code, one in (figures["kelurahan"]["received"] or {"shown": {}})["shown"].items()
    }
    counts = sorted(came.values())
    bounds = (counts[len(counts) // 3], counts[2 * len(counts) // 3]) if counts else (0, 0)
    shades = {code: (count > bounds[0]) + (count > bounds[1]) for code, count in came.items()}
    drawn = area_map(
        [Area(each.code, each.name, each.rings) for each in rulebook.kelurahan],
        label=_("Peta kelurahan menurut jumlah laporan; angkanya di tabel"),
        shades=shades,
        points=[(lat, lng) for lat, lng, _category, _count in points],
        names=True,
    )
    legend = []
    for shade in range(3):
        within = sorted(count for code, count in came.items() if shades[code] == shade)
        if within:
            first, last = reader.number(within[0]), reader.number(within[-1])
            legend.append((f"m{shade}", first if first == last else f"{first}–{last}"))
    if len(came) < len(rulebook.kelurahan):
        legend.append(("few", _("digabung")))
    return drawn, legend


def _crossed(
    table: Told | None, names: Mapping[str, str], categories: Mapping[str, str], reader: _Reader
) -> tuple[Sequence[str], Lines] | None:
    if table is None:
        return None
    rest = _("Digabung")
    heads = [names.get(code, rest) for code in table["places"]]
    rows = [
        (categories.get(code, rest), "", [reader.number(line[at]) for line in table["received"]])
        for at, code in enumerate(table["categories"])
    ]
    return heads, rows


def _ages(still: Told | None, reader: _Reader) -> list[tuple[str, str]]:
    if still is None:
        return []
    rows = []
    for first, last, count in still["ages"]:
        words = (
            _("lebih dari %(days)s hari kerja", days=first - 1)
            if last is None
            else _("%(first)s–%(last)s hari kerja", first=first, last=last)
        )
        rows.append((words, reader.number(count)))
    return rows
