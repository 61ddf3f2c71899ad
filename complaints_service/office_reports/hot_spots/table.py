"""The table of places with more than chance explains, and the reports behind one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.measurement.facts.cells.models import SquareCell
from complaints_service.measurement.facts.models import SquareFact, TicketFact
from complaints_service.measurement.months import months_until
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.hot_spots.rules import (
    FALSE_SHARE,
    FLOOR,
    HotSpot,
    SquareCount,
    hot_spots,
)
from complaints_service.places.outlines import find_place
from complaints_service.places.squares import SQUARE_METRES, Square, middle_of_block

#: Against what the months are held: so many that end with them.
YEAR = 12
#: So many are told of: a report is read and acted on, and of a hundred places nobody can do either.
MOST = 20
TABLE, MEASURE = "hot_spots", "spot"
#: Of a square, as it stands in an address; south of the equator `up` is below zero.
_NUMBER = re.compile(r"-?[0-9]{1,6}")


def hot_spot_table(session: Session, basis: Basis) -> ReportTable:
    """The places from which more came in the months than chance explains, the least likely first."""
    categories = basis.names("category")
    found = hot_spots(_came(session, basis))
    return ReportTable(
        code=TABLE,
        title=basis.say(marked("Tempat dengan laporan lebih banyak dari kebetulan")),
        first=basis.say(marked("Tempat")),
        columns=(
            ReportColumn(basis.say(marked("Laporan")), "count", "lower"),
            ReportColumn(basis.say(marked("Diperkirakan")), "number"),
            ReportColumn(basis.say(marked("Titik tengah")), "text"),
        ),
        lines=tuple(_line(basis, each, categories[each.category]) for each in found[:MOST]),
        note=_note(basis, len(found)),
    )


def _note(basis: Basis, found: int) -> str:
    note = basis.say(
        marked(
            "Kotak %(side)s × %(side)s m yang bertumpang tindih, per kategori, dibandingkan dengan "
            "kantor sendiri selama setahun (uji hipergeometrik, Benjamini-Hochberg %(share)s%%). Paling "
            "sedikit %(floor)s laporan; yang digabungkan dihitung sekali. Perkiraan, bukan kepastian."
        ),
        side=2 * SQUARE_METRES,
        share=round(100 * FALSE_SHARE),
        floor=FLOOR,
    )
    if found <= MOST:
        return note
    most = marked("Dari %(found)s tempat disebut %(told)s yang paling kecil kemungkinannya kebetulan.")
    return f"{note} {basis.say(most, found=found, told=MOST)}"


def reports_in_spot(session: Session, basis: Basis, corner: Square) -> Sequence[int]:
    """The tickets of a block that came in the months of the report."""
    start, end = basis.span(basis.asked.months)
    return session.scalars(
        select(SquareFact.ticket_id)
        .join(TicketFact, TicketFact.ticket_id == SquareFact.ticket_id)
        .where(
            SquareFact.up.between(corner.up, corner.up + 1),
            SquareFact.along.between(corner.along, corner.along + 1),
            TicketFact.received_at >= start,
            TicketFact.received_at < end,
            *_counted(basis, SquareFact),
        )
        .order_by(SquareFact.ticket_id)
    ).all()


def centres(table: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Where the blocks of a table lie, latitude and longitude, for a map."""
    return [
        (float(lat), float(lng))
        for line in table["lines"]
        for lat, _comma, lng in [str(line["cells"][-1]["value"]).partition(", ")]
    ]


def spot_measure(corner: Square) -> str:
    """What the rows of a block are asked for by."""
    return f"{MEASURE}.{corner.up}.{corner.along}"


def spot_asked(measure: str) -> Square | None:
    """The block that a measure names; None for any other measure."""
    name, _dot, rest = measure.partition(".")
    parts = rest.split(".")
    if name != MEASURE or len(parts) != 2 or not all(map(_NUMBER.fullmatch, parts)):
        return None
    up, along = map(int, parts)
    return Square(up, along)


def _line(basis: Basis, spot: HotSpot, category: str) -> TableRow:
    lat, lng = middle_of_block(spot.corner)
    code = find_place(lat, lng, basis.rulebook).kelurahan or ""
    place = basis.names("kelurahan").get(code, basis.say(marked("Di luar kelurahan")))
    return TableRow(
        title=f"{category}, {place}",
        cells=(
            ReportCell(value=spot.count, measure=spot_measure(spot.corner)),
            ReportCell(value=round(spot.expected, 1)),
            ReportCell(value=f"{lat:.5f}, {lng:.5f}"),
        ),
        where={"category": spot.category},
    )


def _came(session: Session, basis: Basis) -> list[SquareCount]:
    months, year = basis.asked.months, months_until(basis.asked.last, YEAR)
    inside = func.sum(case((SquareCell.month >= months[0], SquareCell.received), else_=0))
    place = (SquareCell.category, SquareCell.up, SquareCell.along)
    rows = session.execute(
        select(*place, func.sum(SquareCell.received), inside)
        .where(SquareCell.month.between(min(months[0], year[0]), months[-1]), *_counted(basis, SquareCell))
        .group_by(*place)
    )
    return [
        SquareCount(category, Square(up, along), int(count), int(within))
        for category, up, along, count, within in rows
    ]


def _counted(basis: Basis, told: type[SquareCell] | type[SquareFact]) -> list[ColumnElement[bool]]:
    """Reports of public places, those of the reader's units and what narrows it."""
    on_map = [each.code for each in basis.rulebook.categories if each.on_map]
    counted = [getattr(told, way) == code for way, code in basis.where.items()]
    if not basis.whole:
        counted.append(told.unit.in_(basis.units))
    return [told.category.in_(on_map), *counted]
