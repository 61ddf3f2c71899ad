"""The table of places with more than chance explains, and the reports behind one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.office_reports.hot_spots.rules import (
    FALSE_SHARE,
    FLOOR,
    SQUARE_METRES,
    Grid,
    HotSpot,
    Square,
    SquareCount,
    hot_spots,
)
from complaints_service.places.outlines import find_place
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook

#: Against what the months are held: the year that ends with them.
YEAR = timedelta(days=365)
TABLE, MEASURE = "hot_spots", "spot"


def hot_spot_table(session: Session, basis: Basis) -> ReportTable:
    """The places from which more came in the months than chance explains."""
    grid, categories = grid_of(basis.rulebook), basis.names("category")
    found = hot_spots(_came(session, basis, grid))
    return ReportTable(
        code=TABLE,
        title=basis.say(marked("Tempat dengan laporan lebih banyak dari kebetulan")),
        first=basis.say(marked("Tempat")),
        columns=(
            ReportColumn(basis.say(marked("Laporan")), "count", "lower"),
            ReportColumn(basis.say(marked("Diperkirakan")), "number"),
            ReportColumn(basis.say(marked("Titik tengah")), "text"),
        ),
        lines=tuple(_line(basis, grid, each, categories[each.category]) for each in found),
        note=basis.say(
            marked(
                "Kotak %(side)s × %(side)s m yang bertumpang tindih, per kategori, dibandingkan dengan "
                "kantor sendiri selama setahun (uji hipergeometrik, Benjamini-Hochberg %(share)s%%). Paling "
                "sedikit %(floor)s laporan; yang digabungkan dihitung sekali. Perkiraan, bukan kepastian."
            ),
            side=2 * SQUARE_METRES,
            share=round(100 * FALSE_SHARE),
            floor=FLOOR,
        ),
    )


def grid_of(rulebook: Rulebook) -> Grid:
    """The squares over this office's district."""
    lats = [lat for each in rulebook.kelurahan for ring in each.rings for _lng, lat in ring]
    return Grid((min(lats) + max(lats)) / 2)


def reports_in_spot(session: Session, basis: Basis, corner: Square) -> Sequence[int]:
    """The tickets of a block that came in the months of the report."""
    start, end = basis.span(basis.asked.months)
    low, high, west, east = grid_of(basis.rulebook).bounds(corner)
    return session.scalars(
        select(Ticket.id)
        .join(Complaint, Complaint.id == Ticket.id)
        .where(
            *_counted(basis, start, end),
            and_(Complaint.lat >= low, Complaint.lat < high, Complaint.lng >= west, Complaint.lng < east),
        )
        .order_by(Ticket.id)
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
    if name != MEASURE or len(parts) != 2 or not all(each.isascii() and each.isdigit() for each in parts):
        return None
    up, along = (int(each) for each in parts)
    return Square(up, along) if max(up, along) < 10**6 else None


def _line(basis: Basis, grid: Grid, spot: HotSpot, category: str) -> TableRow:
    lat, lng = grid.centre(spot.corner)
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


def _came(session: Session, basis: Basis, grid: Grid) -> list[SquareCount]:
    start, end = basis.span(basis.asked.months)
    up, along = grid.sides
    square = (func.floor(Complaint.lat / up), func.floor(Complaint.lng / along))
    inside = func.sum(case((Ticket.received_at >= start, 1), else_=0))
    rows = session.execute(
        select(Ticket.category, *square, func.count(), inside)
        .join(Complaint, Complaint.id == Ticket.id)
        .where(*_counted(basis, min(start, end - YEAR), end))
        .group_by(Ticket.category, *square)
    )
    return [
        SquareCount(category, Square(int(north), int(east)), count, int(within))
        for category, north, east, count, within in rows
    ]


def _counted(basis: Basis, start: datetime, end: datetime) -> list[ColumnElement[bool]]:
    """Reports of public places that came in a span, those of the reader's units and what narrows it."""
    on_map = [each.code for each in basis.rulebook.categories if each.on_map]
    columns = {"unit": Ticket.unit, "category": Ticket.category, "kelurahan": Ticket.kelurahan}
    asked = [columns[way] == code for way, code in basis.where.items()]
    if not basis.whole:
        asked.append(Ticket.unit.in_(basis.units))
    return [
        Ticket.received_at >= start,
        Ticket.received_at < end,
        Ticket.state != "merged",
        Ticket.category.in_(on_map),
        Complaint.lat.is_not(None),
        *asked,
    ]
