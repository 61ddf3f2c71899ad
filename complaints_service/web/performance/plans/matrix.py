"""A unit's matrix of roles and results, for whoever leads the unit and for its auditors."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, url_for

from complaints_service.appraisal.planning.matrix import Contribution, matrix_of
from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.plans import VIEW_MATRIX, year_asked_for
from complaints_service.edge.transaction import reading
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.pages import page

blueprint = Blueprint("matrix", __name__, url_prefix="/rencana/matriks")


@dataclass(frozen=True)
class Share:
    """What one member contributes."""

    name: str
    href: str
    words: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """A result of the head with its contributors."""

    ordinal: int
    words: str
    weight: int
    superseded: bool
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """A member with the results of the head that are served; `cells` in the order of the head's results."""

    name: str
    title: str
    href: str
    cells: tuple[bool, ...]
    has_plan: bool


@blueprint.get("/<unit>")
@needs(VIEW_MATRIX)
def of_unit(_reader: SignedIn, unit_name: str, unit: str) -> str:
    """Who contributes to which result of the unit's head in a year; signed plans alone."""
    look, year = Look(), year_asked_for()
    today = look.rulebook.local_date(look.now)
    with reading() as session:
        found = matrix_of(session, unit=unit, year=year, on=today)
    cards = {card.id: card for card in found.members}

    def href(officer_id: int) -> str:
        return url_for("plans.person", officer_id=officer_id, tahun=year)

    def share(given: Contribution) -> Share:
        name = cards[given.officer_id].name
        return Share(name, href(given.officer_id), given.result.words, given.result.weight)

    current = [row for row in found.rows if not row.superseded]
    rows = [
        ResultRow(
            ordinal=row.result.ordinal,
            words=row.result.words,
            weight=row.result.weight,
            superseded=row.superseded,
            shares=tuple(share(given) for given in row.contributions),
        )
        for row in found.rows
    ]
    members = [
        MemberRow(
            name=card.name,
            title=card.title,
            href=href(card.id),
            cells=tuple(any(given.officer_id == card.id for given in row.contributions) for row in current),
            has_plan=card.id not in found.without_plan,
        )
        for card in found.members
    ]
    return page(
        "performance/plans/rencana_matriks.html",
        unit_name=unit_name,
        year=year,
        years=sorted({year, *range(today.year - 1, today.year + 2)}, reverse=True),
        head=found.head,
        head_href=href(found.head.id) if found.head else "",
        has_plan=found.plan is not None,
        rows=rows,
        members=members,
        ordinals=[row.result.ordinal for row in current],
        goals_href=url_for("goals.listing", tahun=year),
    )
