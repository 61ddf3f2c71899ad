"""The board: what waits and how the months went; a page each for units, categories, kelurahan and time."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_BOARD
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, marked, words
from complaints_service.health.queries import known_until, signs
from complaints_service.measurement.groups import By, groups_of, on_time_by_month
from complaints_service.measurement.indicators.floors import floor_of
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.indicators.office_now import count_open, held_in_month, open_by_age
from complaints_service.measurement.indicators.queries import board_units, surveyed_units
from complaints_service.measurement.months import months_until
from complaints_service.web.performance.figures.board import (
    age_rows,
    custody_sheet,
    late_need,
    on_time_sheet,
    worst_units,
)
from complaints_service.web.performance.figures.group_rows import CLOCKS, ORDERS, group_rows, sorting_heads
from complaints_service.web.performance.figures.standing import out_of_reach, standing_rows
from complaints_service.web.performance.indicator_rows import indicator_row
from complaints_service.web.performance.needs import office_needs
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import Tab
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.words import clock_name
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("boards", __name__)

#: How many months the chart shows.
MONTHS_DRAWN = 6
#: The pages of the board by their address: by what they are grouped, and what they are called.
GROUPED: dict[str, tuple[By, str]] = {
    "unit": ("unit", marked("Per unit")),
    "kategori": ("category", marked("Per kategori")),
    "kelurahan": ("kelurahan", marked("Per kelurahan")),
}


@blueprint.get("/papan")
@needs(VIEW_BOARD)
def board(signed_in: SignedIn) -> str:
    """What waits for whoever leads, how the months went, and the units with most that is late."""
    look, rights = Look(), signed_in.rights
    rulebook, reader = look.rulebook, look.reader
    with reading() as session:
        month, found = look.month(session), standing(session)
        units = [*board_units(session, rights=rights)]
        groups = groups_of(session, by="unit", month=month, clock="resolution", units=units).values()
        names = names_of(session, ledgers=(), audience="officer", rulebook=rulebook)
        late = late_need(groups, url_for("desk.listing", view="late"))
        waiting = office_needs(session, rights=rights, now=look.now, calendar=look.calendar, reader=reader)
        months = on_time_by_month(
            session, months=months_until(month, MONTHS_DRAWN), rulebook=rulebook, units=units
        )
        parts = signs(session, backup_hours=service().settings.backup_wanted_hours, now=look.now)
        out = out_of_reach(session, units=units, called=names.unit, on=rulebook.local_date(look.now))
        open_count = count_open(session, units=units)
        choices = look.choices(session, month)
    stands = standing_rows(parts, known_until(rulebook, now=look.now), out, language=reader.language)
    return page(
        "performance/figures/papan.html",
        heading=_("Hari ini di kantor"),
        tabs=_tabs("", month),
        open_count=open_count,
        as_of=found.oldest or look.now,
        needs=[*([late] if late else []), *waiting],
        wrong=[each for each in stands if each.state != "on"],
        right=[each for each in stands if each.state == "on"],
        months=choices,
        month=month,
        on_time=on_time_sheet(months, reader),
        worst=worst_units(groups, names.unit),
    )


@blueprint.get("/papan/<any(unit, kategori, kelurahan):page_of>")
@needs(VIEW_BOARD)
def grouped(signed_in: SignedIn, page_of: str) -> str:
    """One table of groups, sortable, against the month before and the year before."""
    look, (by, title) = Look(), GROUPED[page_of]
    clock, order = _chosen("jam", CLOCKS), _chosen("urut", ORDERS)
    with reading() as session:
        month, found = look.month(session), standing(session)
        units = [*board_units(session, rights=signed_in.rights)]
        groups = groups_of(session, by=by, month=month, clock=clock, units=units)
        names = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)
        choices = look.choices(session, month)
        surveyed = {}
        if by == "unit":
            surveyed = surveyed_units(session, units=units, month=month, rulebook=look.rulebook)
    floor = floor_of("group", look.rulebook, look.rulebook.local_date(look.now))
    return page(
        "performance/figures/papan_kelompok.html",
        title=_(title),
        back_href=url_for("boards.board", period=month),
        tabs=_tabs(page_of, month),
        as_of=found.oldest or look.now,
        months=choices,
        month=month,
        month_words=month_words(month, look.reader.language),
        clocks=[(code, clock_name(code)) for code in CLOCKS],
        clock=clock,
        clock_words=clock_name(clock),
        order=order,
        heads=sorting_heads(page_of, month=month, clock=clock, order=order),
        rows=group_rows(
            groups.values(),
            by=by,
            names=names,
            reader=look.reader,
            floor=floor,
            order=order,
            clock=clock,
            month=month,
        ),
        floor=floor,
        surveys=[
            replace(
                indicator_row(
                    value,
                    look.reader,
                    href=url_for("figures.board_evidence", indicator=value.code, unit=unit, period=month),
                ),
                title=names.unit(unit),
            )
            for unit, value in surveyed.items()
        ],
    )


@blueprint.get("/papan/waktu")
@needs(VIEW_BOARD)
def time_spent(signed_in: SignedIn) -> str:
    """How old what is open is, and with whom the working time of a month went."""
    look = Look()
    with reading() as session:
        month, found = look.month(session), standing(session)
        units = [*board_units(session, rights=signed_in.rights)]
        names = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)
        ages = open_by_age(session, units=units, now=look.now, rulebook=look.rulebook)
        held = held_in_month(session, units=units, month=month)
        choices = look.choices(session, month)
    return page(
        "performance/figures/papan_waktu.html",
        title=_("Waktu"),
        back_href=url_for("boards.board", period=month),
        tabs=_tabs("waktu", month),
        as_of=found.oldest or look.now,
        months=choices,
        month=month,
        month_words=month_words(month, look.reader.language),
        ages=age_rows(ages),
        custody=custody_sheet(
            held,
            unit_name=names.unit,
            initials=lambda code: names.units.get(code, ("", code))[0],
            reader=look.reader,
        ),
    )


def _tabs(current: str, month: str) -> list[Tab]:
    pages = [
        ("", url_for("boards.board", period=month), _("Ringkas")),
        *(
            (code, url_for("boards.grouped", page_of=code, period=month), _(title))
            for code, (_by, title) in GROUPED.items()
        ),
        ("waktu", url_for("boards.time_spent", period=month), _("Waktu")),
    ]
    return [Tab(href, text, code == current) for code, href, text in pages]


def _chosen(name: str, known: tuple[str, ...]) -> str:
    """What was chosen in the address, or the first of what one may choose."""
    typed = request.args.get(name, known[0])
    if typed not in known:
        raise invalid(name, words("Pilih salah satu yang ada."))
    return typed
