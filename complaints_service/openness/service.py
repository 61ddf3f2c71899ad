"""Publishes the months that are over, each once, and makes the files of open data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells.models import MonthCell
from complaints_service.measurement.facts.cells.months import TICKET, CellKey, CellSums
from complaints_service.measurement.facts.cells.storing import cells_of_months
from complaints_service.measurement.facts.models import TicketFact
from complaints_service.measurement.indicators.floors import floor_of
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.indicators.office_now import by_age
from complaints_service.measurement.months import month_after, month_of, month_start
from complaints_service.openness.block_storing import keep_blocks
from complaints_service.openness.blocks import blocks_of, points_of
from complaints_service.openness.figures import REST, Row, crossed, protected, rows_by, total_of, whole
from complaints_service.openness.file_making import keep_files
from complaints_service.openness.models import PublishedMonth
from complaints_service.openness.points import spots_to_tell
from complaints_service.openness.protecting import part
from complaints_service.openness.standing import Rows, rows_of
from complaints_service.openness.standing_storing import judged_cells, keep_standings, open_reports
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from config.rulebook import Rulebook

#: What is open is told as of the end of a month; told much later it would be of another day.
STILL_ITS_END = timedelta(days=10)


def publish(session: Session, *, now: datetime, rulebook: Rulebook, licence: str) -> list[str]:
    """Publishes every month that is over and was not yet, and makes the files anew; which months those were.

    Nothing while the facts are older than the month's end: what happened on its last day would be missing.
    """
    calendar = rulebook.calendar(rulebook.office.calendar)
    current, fresh = month_of(now, calendar.zone), standing(session).oldest
    month = session.scalar(select(func.min(MonthCell.month)).where(MonthCell.clock == TICKET))
    have = set(session.scalars(select(PublishedMonth.month)))
    made: list[str] = []
    while month is not None and month < current:
        end = month_start(month_after(month), calendar)
        if month not in have and fresh is not None and fresh >= end:
            figures = month_figures(session, month=month, now=now, rulebook=rulebook)
            _keep(session, month, figures, now=now, rulebook=rulebook)
            made.append(month)
        month = month_after(month)
    keep_files(session, now=now, rulebook=rulebook, licence=licence, all_anew=bool(made))
    return made


def _keep(
    session: Session, month: str, figures: dict[str, Any], *, now: datetime, rulebook: Rulebook
) -> None:
    """Keeps what is published of a month; its points stand beside its figures, because they may go again."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(month, calendar), month_start(month_after(month), calendar)
    table = figures.get("crossed")
    spots = spots_to_tell(session, table=table, start=start, end=end, rulebook=rulebook)
    blocks = blocks_of(spots, floor=figures["floor"])
    points = points_of(one for block in blocks for one in block)
    session.add(
        PublishedMonth(month=month, published_at=now, figures=figures, digest=digest(figures), points=points)
    )
    session.flush()
    keep_blocks(session, month=month, blocks=blocks)


def month_figures(session: Session, *, month: str, now: datetime, rulebook: Rulebook) -> dict[str, Any]:
    """What is published of a month."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = month_start(month, calendar), month_start(month_after(month), calendar)
    floor = floor_of("group", rulebook, rulebook.local_date(end - timedelta(seconds=1)))
    cells = [one for one in cells_of_months(session, [month]) if one[0].clock == TICKET]
    places = [each.code for each in rulebook.kelurahan]
    categories = [each.code for each in rulebook.categories if not each.about_staff]
    came = _by_way(cells, places, categories)
    if sum(row.received for row in came["category"].values()) < floor:
        keep_standings(session, start=start, end=end, rows=Rows())
        return {"floor": floor, "office": None}
    told = {way: protected(rows, floor=floor) for way, rows in came.items()}
    table = crossed(
        cells,
        places=told["kelurahan"]["received"],
        categories=told["category"]["received"],
        floor=floor,
    )
    told_table = None if table is None else table.told
    keep_standings(session, start=start, end=end, rows=rows_of(told, table))
    cells += judged_cells(session, month=month)
    rows = _by_way(cells, places, categories, done=_done_with(session, month, start, end))
    still = _still_open(session, places, categories, now=now, rulebook=rulebook, floor=floor)
    return {
        "floor": floor,
        "office": whole(total_of(rows["kelurahan"].values()), floor=floor),
        **{way: protected(one, floor=floor) for way, one in rows.items()},
        "crossed": told_table,
        "open": still if now - end < STILL_ITS_END else None,
    }


def _by_way(
    cells: Sequence[tuple[CellKey, CellSums]],
    places: Collection[str],
    categories: Collection[str],
    done: Mapping[CellKey, int] | None = None,
) -> dict[str, dict[str, Row]]:
    """The rows of both tables. What became of the reports of a month is told by place alone."""
    return {
        "kelurahan": rows_by(cells, lambda key: key.kelurahan, places, done),
        "category": rows_by(cells, lambda key: key.category, categories),
    }


def _done_with(session: Session, month: str, start: datetime, end: datetime) -> dict[CellKey, int]:
    """Of what came in `[start, end)`, how many are over or wait for nothing but their citizen's word.

    Of the tickets that facts were made of, as the cells are: none is done that did not come.
    """
    about = (TicketFact.category, func.coalesce(TicketFact.kelurahan, ""), TicketFact.kind)
    rows = session.execute(
        select(*about, func.count())
        .join(Ticket, Ticket.id == TicketFact.ticket_id)
        .where(
            TicketFact.received_at >= start,
            TicketFact.received_at < end,
            Ticket.state.not_in(OPEN_STATES) | (Ticket.state == "resolved"),
        )
        .group_by(*about)
    )
    return {
        CellKey(month, "", category, kelurahan, kind, TICKET): count
        for category, kelurahan, kind, count in rows
    }


def digest(figures: dict[str, Any]) -> str:
    """SHA-256 of published figures, in one order."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _still_open(
    session: Session,
    places: Collection[str],
    categories: Collection[str],
    *,
    now: datetime,
    rulebook: Rulebook,
    floor: int,
) -> dict[str, Any] | None:
    """What the office still works on and for how long; None under the floor."""
    rows = open_reports(session)
    if len(rows) < floor:
        return None
    ages = by_age([row.received_at for row in rows], now=now, rulebook=rulebook)
    counted = {index: age.tickets for index, age in enumerate(ages)}
    parted = part(counted, floor=floor)
    shown_ages = set() if parted is None else {*parted.shown}
    if sum(counted[index] for index in counted if index not in shown_ages) == 0:
        shown_ages = {*counted}  # the rest is nobody
    told: dict[str, Any] = {
        "n": len(rows),
        "ages": [
            [age.first, age.last, age.tickets if index in shown_ages else None]
            for index, age in enumerate(ages)
        ],
    }
    for name, known in (("kelurahan", places), ("category", categories)):
        counts = dict.fromkeys([REST, *known], 0)
        for row in rows:
            code = getattr(row, name)
            counts[code if code in known else REST] += 1
        shown = part(counts, floor=floor, never=(REST,))
        told[name] = shown and {code: counts[code] for code in sorted(shown.shown)}
    return told
