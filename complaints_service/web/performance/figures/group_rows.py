"""The rows of a table of groups: what came, what was on time and whether it changed, what is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.measurement.groups import By, GroupFigures, PromisesKept
from complaints_service.measurement.indicators.fairness import difference
from complaints_service.web.performance.figures.board import late_words
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.shell.names import Names
from complaints_service.web.words.formats import number_words, out_of, percent

#: The promises a table can be of, the one shown first.
CLOCKS = ("resolution", "first_response", "next_response", "verification")
#: What a table can be sorted by, the first unasked: what is worst stands first.
ORDERS = ("lewat", "nama", "masuk", "tepat")
Row = tuple[str, str, list[Markup]]


def sorting_heads(page_of: str, *, month: str, clock: str, order: str) -> list[Markup]:
    """The heads, each a link that sorts by it."""
    named = {
        "nama": _("Nama"),
        "masuk": _("Yang masuk"),
        "tepat": _("Tepat waktu"),
        "lewat": _("Janji lewat"),
    }
    heads = []
    for code, text in named.items():
        href = url_for("boards.grouped", page_of=page_of, period=month, jam=clock, urut=code)
        mark = (
            Markup(' <span aria-hidden="true">\N{BLACK DOWN-POINTING SMALL TRIANGLE}</span>')
            if code == order
            else ""
        )
        heads.append(Markup('<a href="{}">{}</a>{}').format(href, text, mark))
    return heads


def group_rows(
    groups: Iterable[GroupFigures],
    *,
    by: By,
    names: Names,
    reader: Reader,
    floor: int,
    order: str,
    clock: str,
    month: str,
) -> list[Row]:
    """The rows in the order asked for; a share under the floor is a dash, and is sorted as unknown."""
    called = _namer(by, names, reader)
    told = sorted(((called(each.key), each) for each in groups), key=lambda one: one[0].casefold())
    by_what: dict[str, Callable[[GroupFigures], float]] = {
        "lewat": lambda each: -each.all_late,
        "masuk": lambda each: -each.received,
        "tepat": lambda each: each.kept.on_time / each.kept.n if each.kept.n >= floor else 2.0,
    }
    if order in by_what:
        told.sort(key=lambda one: by_what[order](one[1]))

    def opens(each: GroupFigures) -> str:
        if by == "kelurahan" or not each.key or clock == "verification":
            return ""
        key: dict[str, Any] = {by: each.key}
        return url_for("figures.board_evidence", indicator=f"{clock}_on_time", period=month, **key)

    return [
        (
            name,
            "",
            [
                Markup('<span class="num">{}</span>').format(number_words(each.received, reader.language)),
                _share(each, reader, floor, opens(each)),
                _late(each),
            ],
        )
        for name, each in told
    ]


def changed_words(now: PromisesKept, then: PromisesKept, reader: Reader, floor: int) -> str:
    """Whether a share surely differs from another, and by how much; "" where either has too few cases."""
    if min(now.n, then.n) < floor:
        return ""
    low, high = difference(now, then)
    if low <= 0 <= high:
        return _("tidak berbeda nyata")
    moved = now.on_time / now.n - then.on_time / then.n
    points = number_words(abs(round(100 * moved)), reader.language)
    ends = sorted((abs(100 * low), abs(100 * high)))
    span = "–".join(number_words(end, reader.language) for end in ends)
    if moved > 0:
        return _("naik %(points)s poin (%(span)s)", points=points, span=span)
    return _("turun %(points)s poin (%(span)s)", points=points, span=span)


def _share(each: GroupFigures, reader: Reader, floor: int, href: str) -> Markup:
    now = each.kept
    if not now.n:
        return Markup("–")
    counted = out_of(now.on_time, now.n, reader.language)
    if now.n < floor:
        told, counted = "–", f"n\N{NO-BREAK SPACE}{now.n}"
    else:
        told = percent(now.on_time / now.n, reader.language)
    value = (
        Markup('<a class="num" href="{}">{}</a>').format(href, told)
        if href and told != "–"
        else Markup('<span class="num">{}</span>').format(told)
    )
    lines = [counted]
    for then, words in (
        (each.before, _("bulan lalu: %(change)s")),
        (each.year_ago, _("tahun lalu: %(change)s")),
    ):
        if change := changed_words(now, then, reader, floor):
            lines.append(words % {"change": change})
    small = Markup("<br>").join(Markup('<span class="small mute">{}</span>').format(line) for line in lines)
    return value + Markup("<br>") + small


def _late(each: GroupFigures) -> Markup:
    if not each.late:
        return Markup('<span class="num">0</span>')
    return Markup('<span class="num">{}</span><br><span class="small mute">{}</span>').format(
        each.all_late, late_words(each.late)
    )


def _namer(by: By, names: Names, reader: Reader) -> Callable[[str], str]:
    if by == "unit":
        return lambda code: names.unit(code) if code else _("Belum berunit")
    if by == "category":
        return lambda code: names.rulebook.category(code).names.read(reader.language)
    places = {each.code: each.name for each in names.rulebook.kelurahan}
    return lambda code: places.get(code, _("Tanpa kelurahan"))
