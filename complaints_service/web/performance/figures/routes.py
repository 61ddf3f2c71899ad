"""A person's month, the board, and every figure opened to its tickets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_BOARD, VIEW_FIGURES
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, marked
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.evidence import evidence as find_evidence
from complaints_service.measurement.indicators.export import as_csv, export_month
from complaints_service.measurement.indicators.loading import Subject, of_category, of_officer, of_unit
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.seeing import require_subject
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view
from complaints_service.web.performance.figures.evidence import (
    counts_outside,
    evidence_lines,
    place_words,
    read_place,
    survey_lines,
)
from complaints_service.web.performance.figures.person import people_below, person_page
from complaints_service.web.performance.indicator_rows import indicator_row
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import leading_links, offer_tab
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
            people_seen = people_below(session, reader.rights)
            leading = leading_links(session, reader.rights)
        links = [*leading, (url_for("desk.listing"), _("Ke meja kerja"))]
        if reader.sees_board:
            links.insert(0, (url_for("boards.board"), _("Ke papan kantor")))
        return page("performance/figures/kinerja_kosong.html", links=links, people=people_seen)
    with reading() as session:
        card = member_in_view(session, reader.rights, officer_id=reader.rights.officer_id)
    return person_page(reader, card)


@blueprint.get("/kinerja/<id:officer_id>")
@needs(VIEW_FIGURES)
def officer(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """One member's month, for the member, the superiors above and auditors."""
    return person_page(reader, card)


@blueprint.get("/kinerja/<id:officer_id>/ekspor.<any(json, csv):form>")
@limited(TAKEN_ALONG)
@needs(VIEW_FIGURES, proof=True)
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


@blueprint.get("/papan/bukti/<indicator>")
@needs(VIEW_BOARD)
def board_evidence(reader: SignedIn, indicator: str) -> str:
    """A figure of one unit (`?unit=`) or one category (`?category=`) opened to its tickets."""
    look, rights = Look(), reader.rights
    with reading() as session:
        seen = queries.board_units(session, rights=rights)
        subject, title = _board_subject(look, seen)
        month = look.month(session)
        back = url_for("boards.board", period=month)
        return _evidence_page(session, rights, look, subject, indicator, month, title, back, frozenset(seen))


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
        after=read_place(request.args.get("sesudah")),
    )
    names = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)
    value, seal, seal_href, whole_href = found.value, "", "", ""
    if subject.officer_id is not None:
        whole_href = url_for("figures.export", officer_id=subject.officer_id, form="csv", period=month)
        seal_href = _with(sidik="1")
        if request.args.get("sidik") or queries.few_behind(session, month=month, rulebook=look.rulebook):
            own = queries.officer_month(
                session, officer_id=subject.officer_id, month=month, rulebook=look.rulebook
            )
            value, seal = own.value(indicator), own.hash
    row = indicator_row(value, look.reader, unit_name=names.unit, own=subject.officer_id == rights.officer_id)
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
        surveys=survey_lines(found, names.unit, look.reader.language),
        counts=counts_outside(found.value, look.reader.language),
        withheld=found.withheld,
        beside=value.comparison is not None,
        seal=seal,
        seal_href=seal_href,
        more_href=_with(sesudah=place_words(found.more)) if found.more else "",
        whole_href=whole_href,
    )


def _with(**more: str) -> str:
    """The address of this page with something else asked of it."""
    # Only what the page knows: other words of an address would say how the address itself is made.
    asked = {name: request.args[name] for name in ("unit", "category", "period") if name in request.args}
    address: dict[str, Any] = {**(request.view_args or {}), **asked, **more}
    return url_for(str(request.endpoint), **address)


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
