"""A person's month, the board, and every figure opened to its tickets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_BOARD, VIEW_FIGURES
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, marked
from complaints_service.health.queries import known_until, signs
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.evidence import evidence as find_evidence
from complaints_service.measurement.indicators.export import as_csv, export_month
from complaints_service.measurement.indicators.loading import Subject, of_category, of_officer, of_unit
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.office_now import held_in_month, open_by_age
from complaints_service.measurement.indicators.seeing import require_subject
from complaints_service.measurement.months import months_until
from complaints_service.notify.officers.chat import chat_stands
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view, sees
from complaints_service.web.performance.figures.board import (
    age_rows,
    board_tables,
    custody_sheet,
    on_time_sheet,
)
from complaints_service.web.performance.figures.evidence import counts_outside, evidence_lines
from complaints_service.web.performance.figures.my_cards import my_cards
from complaints_service.web.performance.figures.standing import out_of_reach, standing_rows
from complaints_service.web.performance.indicator_rows import indicator_row
from complaints_service.web.performance.needs import office_needs
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import leading_links, offer_tab, tabs
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words
from config.errors import UnknownEntry

blueprint = Blueprint("figures", __name__)
offer_tab(blueprint, "officer", marked("Angka"), place=10)

#: How many months the chart shows.
MONTHS_DRAWN = 6


@blueprint.get("/kinerja")
@needs(SIGNED_IN)
def mine(reader: SignedIn) -> str:
    """The reader's own month; an account that holds no tickets is shown where it may look instead."""
    if reader.rights.officer_id is None:
        with reading() as session:
            people_below = _people(session, reader.rights)
            leading = leading_links(session, reader.rights)
        links = [*leading, (url_for("desk.listing"), _("Ke meja kerja"))]
        if reader.sees_board:
            links.insert(0, (url_for("figures.board"), _("Ke papan kantor")))
        return page("performance/figures/kinerja_kosong.html", links=links, people=people_below)
    with reading() as session:
        card = member_in_view(session, reader.rights, officer_id=reader.rights.officer_id)
    return _person_page(reader, card)


@blueprint.get("/kinerja/<id:officer_id>")
@needs(VIEW_FIGURES)
def officer(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """One member's month, for the member, the superiors above and auditors."""
    return _person_page(reader, card)


@blueprint.get("/kinerja/<id:officer_id>/ekspor.<any(json, csv):form>")
@needs(VIEW_FIGURES)
def export(reader: SignedIn, _card: OfficerCard, officer_id: int, form: str) -> Response:
    """The facts behind one member's month, for whoever may see the figures; docs/recompute.py reads it."""
    look = Look()
    with reading() as session:
        month = look.month(session)
        require_subject(session, rights=reader.rights, subject=of_officer(officer_id), month=month)
        found = export_month(
            session, officer_id=officer_id, month=month, rulebook=look.rulebook, rights=reader.rights
        )
    if form == "csv":
        body, kind = as_csv(found), "text/csv; charset=utf-8"
    else:
        body, kind = json.dumps(found, ensure_ascii=False, indent=1), "application/json"
    name = f"kinerja-{officer_id}-{month}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=kind, headers=headers)


@blueprint.get("/kinerja/<id:officer_id>/<indicator>")
@needs(VIEW_FIGURES)
def evidence(reader: SignedIn, card: OfficerCard, officer_id: int, indicator: str) -> str:
    """One of a member's figures opened to its tickets."""
    look, subject = Look(), of_officer(officer_id)
    with reading() as session:
        month = look.month(session)
        require_subject(session, rights=reader.rights, subject=subject, month=month)
        back = url_for("figures.officer", officer_id=officer_id, period=month)
        return _evidence_page(session, reader.rights, look, subject, indicator, month, card.name, back)


@blueprint.get("/papan")
@needs(VIEW_BOARD)
def board(signed_in: SignedIn) -> str:
    """What waits for whoever leads, and the month of their units, categories and people."""
    look = Look()
    rights, rulebook, reader = signed_in.rights, look.rulebook, look.reader
    with reading() as session:
        month = look.month(session)
        found = queries.board(session, rights=rights, month=month, rulebook=rulebook)
        units = [row.subject.key for row in found.units]
        floor = rulebook.limit("publication_floor", rulebook.local_date(look.now))
        names = names_of(session, ledgers=(), audience="officer", rulebook=rulebook)
        needs = office_needs(session, rights=rights, now=look.now, calendar=look.calendar, reader=reader)
        ages = open_by_age(session, units=units, now=look.now, rulebook=rulebook)
        months = queries.on_time_by_month(
            session, months=months_until(month, MONTHS_DRAWN), rulebook=rulebook, units=units
        )
        held = held_in_month(session, units=units, month=month)
        parts = signs(session, backup_hours=service().settings.backup_wanted_hours, now=look.now)
        out = out_of_reach(session, units=units, called=names.unit, on=rulebook.local_date(look.now))
        choices = look.choices(session, month)

    units_table, categories_table, people_table = board_tables(
        found, unit_name=names.unit, rulebook=rulebook, reader=reader, floor=floor
    )
    return page(
        "performance/figures/papan.html",
        heading=_("Hari ini di kantor"),
        open_count=sum(age.tickets for age in ages),
        as_of=found.as_of or look.now,
        needs=needs,
        standing=standing_rows(parts, known_until(rulebook, now=look.now), out, language=reader.language),
        ages=age_rows(ages),
        months=choices,
        month=month,
        month_words=month_words(month, reader.language),
        on_time=on_time_sheet(months, reader),
        signals=[],
        floor=floor,
        person_floor=rulebook.limit("personal_figures_floor", rulebook.local_date(look.now)),
        custody=custody_sheet(held, unit_name=names.unit, initials=_initials(names.units), reader=reader),
        tables=[table for table in (units_table, categories_table) if table.rows],
        people=people_table if found.persons else None,
    )


@blueprint.get("/papan/bukti/<indicator>")
@needs(VIEW_BOARD)
def board_evidence(reader: SignedIn, indicator: str) -> str:
    """A figure of one unit (`?unit=`) or one category (`?category=`) opened to its tickets."""
    look, rights = Look(), reader.rights
    with reading() as session:
        seen = queries.board_units(session, rights=rights)
        subject, title = _board_subject(look, seen)
        month = look.month(session)
        back = url_for("figures.board", period=month)
        return _evidence_page(session, rights, look, subject, indicator, month, title, back, frozenset(seen))


def _person_page(signed_in: SignedIn, card: OfficerCard) -> str:
    look, rights, officer_id = Look(), signed_in.rights, card.id
    own = officer_id == rights.officer_id
    with reading() as session:
        month = look.month(session)
        require_subject(session, rights=rights, subject=of_officer(officer_id), month=month)
        found = queries.officer_month(session, officer_id=officer_id, month=month, rulebook=look.rulebook)
        names = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)
        choices = look.choices(session, month)
        below = _people(session, rights) if own else []
        cards = my_cards(session, officer_id=officer_id, now=look.now, rulebook=look.rulebook) if own else []
        leading = leading_links(session, rights) if own else []

    def opened(code: str) -> str:
        return url_for("figures.evidence", officer_id=officer_id, indicator=code, period=month)

    rows = [
        indicator_row(value, look.reader, href=opened(value.code), unit_name=names.unit, own=own)
        for value in found.values
    ]
    tongue = look.reader.language
    outside = [
        (f"{value.indicator.beside.read(tongue)}: {words}", count, opened(value.code))
        for value in found.values
        if value.indicator.beside
        for words, count in counts_outside(value, tongue)
    ]
    empty = not any(value.n or value.value or value.counts for value in found.values)
    return page(
        "performance/figures/kinerja.html",
        person={"name": card.name, "position": _position(card, names.unit(card.unit))},
        own=own,
        tabs=tabs(officer_id, "figures.officer", civil_servant=card.is_civil_servant),
        period_href=url_for("periods.person", officer_id=officer_id, sampai=month),
        as_of=found.as_of or look.now,
        months=choices,
        month=month,
        month_words=month_words(month, look.reader.language),
        indicators=[] if empty else rows,
        counts=outside,
        floor=look.rulebook.limit("personal_figures_floor", look.rulebook.local_date(look.now)),
        presence=found.presence,
        late_leave=found.late_leave,
        rules=", ".join(found.policies),
        calendars=", ".join(found.calendars),
        seal=found.hash,
        exports=[
            (form.upper(), url_for("figures.export", officer_id=officer_id, form=form, period=month))
            for form in ("json", "csv")
        ],
        people=below,
        cards=cards,
        links=leading,
        desk_href=url_for("desk.listing"),
        chat_href=url_for("chat_link.listing") if chat_stands(session) else "",
        back_href=None if own or not signed_in.sees_board else url_for("figures.board", period=month),
    )


def _evidence_page(
    session: Session,
    rights: Rights,
    look: Look,
    subject: Subject,
    indicator: str,
    month: str,
    name: str,
    back_href: str,
    units: frozenset[str] | None = None,
) -> str:
    if indicator not in INDICATORS:
        raise NotFound("indicator")
    found = find_evidence(
        session,
        code=indicator,
        subject=subject,
        month=month,
        rulebook=look.rulebook,
        rights=rights,
        units=units,
    )
    row = indicator_row(found.value, look.reader)
    return page(
        "performance/figures/indikator.html",
        title=row.title,
        subject=name,
        month_words=month_words(month, look.reader.language),
        back_href=back_href,
        one=row,
        meaning=found.value.indicator.meaning.read(look.reader.language),
        as_of=found.as_of or look.now,
        rows=evidence_lines(found, look.reader.language),
        counts=counts_outside(found.value, look.reader.language),
        withheld=found.withheld,
    )


def _board_subject(look: Look, seen: Mapping[str, str]) -> tuple[Subject, str]:
    """The unit or the category asked for, with its name. Raises NotFound for another's and for none."""
    unit, category = request.args.get("unit"), request.args.get("category")
    if unit is not None:
        if unit not in seen:
            raise NotFound("indicator")
        return of_unit(unit), seen[unit]
    try:
        found = look.rulebook.category(category or "")
    except UnknownEntry:
        raise NotFound("indicator") from None
    return of_category(found.code), found.names.read(look.reader.language)


def _people(session: Session, rights: Rights) -> list[tuple[str, str]]:
    """Whose figures this person may see besides their own: name and link, by name."""
    return [
        (card.name, url_for("figures.officer", officer_id=card.id))
        for card in people.officer_cards(session).values()
        if card.active and card.id != rights.officer_id and sees(rights, card)
    ]


def _position(card: OfficerCard, unit: str) -> str:
    """A post with its unit, which most posts name already."""
    return card.title if card.unit_name in card.title else f"{card.title}, {unit}"


def _initials(units: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    return lambda code: units.get(code, ("", code))[0]
