"""The workbook of an ordered report: its tables, then a row for every ticket, written as they come."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from complaints_service.appraisal.documents.sheets import OPTIONS
from complaints_service.office_reports.files import put_report
from complaints_service.office_reports.ordering.gathering import KeptClock, TicketLine
from complaints_service.openness.figures import CLOCKS
from config.vocabulary import Vocabulary

#: A sheet holds 1,048,576 rows.
MOST_IN_SHEET = 1_000_000
HEADS = ("Nomor", "Diterima", "Lewat", "Jenis", "Kategori", "Kelurahan", "Unit", "Keadaan", "Ditutup")
OF_CLOCK = ("putusan", "jatuh tempo", "ditepati", "jam kerja")
_INSTANT, _HOURS, _HOUR = "yyyy-mm-dd hh:mm", "#,##0.00", 3600


@dataclass(frozen=True, kw_only=True)
class OrderWords:
    """What codes are called in the sheet, by way, and in whose local time instants are told."""

    names: Mapping[str, Mapping[str, str]]
    vocabulary: Vocabulary
    zone: ZoneInfo


def ordered_workbook(
    content: Mapping[str, Any], lines: Iterable[Sequence[TicketLine]], told: OrderWords, *, at: datetime
) -> Iterator[int | bytes]:
    """Writes the tickets; after each lot how many there are by now, at the very end the file itself."""
    drawn, count = io.BytesIO(), 0
    with xlsxwriter.Workbook(drawn, OPTIONS) as book:
        book.set_properties({"title": content["title"], "created": at.astimezone(UTC).replace(tzinfo=None)})
        put_report(book, content)
        formats = {name: book.add_format({"num_format": name}) for name in (_INSTANT, _HOURS)}
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        sheet = _sheet(book, head, told, number=1)
        for lot in lines:
            for line in lot:
                if count and count % MOST_IN_SHEET == 0:
                    sheet = _sheet(book, head, told, number=count // MOST_IN_SHEET + 1)
                _write(sheet, count % MOST_IN_SHEET + 1, _cells(line, told), formats)
                count += 1
            yield count
    yield drawn.getvalue()


def _sheet(book: Any, head: Any, told: OrderWords, *, number: int) -> Any:
    sheet = book.add_worksheet("Tiket" if number == 1 else f"Tiket {number}")
    sheet.freeze_panes(1, 1)
    clocks = [told.vocabulary.name("clock", clock, "id") for clock in CLOCKS]
    heads = [*HEADS, *(f"{clock}: {part}" for clock in clocks for part in OF_CLOCK)]
    sheet.set_column(0, len(heads) - 1, 18)
    for column, words in enumerate(heads):
        sheet.write_string(0, column, words, head)
    return sheet


def _cells(line: TicketLine, told: OrderWords) -> list[str | datetime | float | None]:
    word, names = told.vocabulary.name, told.names
    return [
        line.number,
        _local(line.received_at, told),
        line.channel,
        word("kind", line.kind, "id"),
        names["category"].get(line.category, line.category),
        names["kelurahan"].get(line.kelurahan, line.kelurahan),
        names["unit"].get(line.unit, line.unit),
        word("state", line.state, "id"),
        _local(line.closed_at, told),
        *(cell for kept in line.clocks for cell in _clock(kept, told)),
    ]


def _clock(kept: KeptClock | None, told: OrderWords) -> list[str | datetime | float | None]:
    if kept is None:
        return [None] * len(OF_CLOCK)
    return [
        told.vocabulary.name("clock_status", kept.status, "id"),
        _local(kept.due_at, told),
        _local(kept.stopped_at, told),
        None if kept.seconds is None else kept.seconds / _HOUR,
    ]


def _local(at: datetime | None, told: OrderWords) -> datetime | None:
    """A spreadsheet knows no zones: the office's own time."""
    return None if at is None else at.astimezone(told.zone).replace(tzinfo=None)


def _write(
    sheet: Any, row: int, cells: Sequence[str | datetime | float | None], formats: Mapping[str, Any]
) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, formats[_INSTANT])
        elif value is not None:
            sheet.write_number(row, column, value, formats[_HOURS])
