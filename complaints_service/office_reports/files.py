"""A report as files: CSV for spreadsheets of either habit, XLSX with typed cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from complaints_service.appraisal.documents.sheets import OPTIONS
from complaints_service.office_reports.content import SAID

#: Each column of the CSV: its name, and what it holds.
COLUMNS: Mapping[str, str] = {
    "report": "the report's code",
    "first_month": "the first month it is of",
    "last_month": "the last",
    "as_of": "the instant its facts hold at, local time",
    "table": "the table's code",
    "row": "what the row is called",
    "column": "what the column is called",
    "kind": "what the value is: " + "count, share, seconds, number, text, day",
    "value": "the figure; empty: withheld or none yet",
    "n": "how many stand behind it",
    "k": "of n, how many",
    "before": "the figure of the months compared with",
    "low": "the difference's lower bound (90 %)",
    "high": "its upper bound",
    "difference": "up, down, same (no more than chance explains), few",
}
#: Whatever a spreadsheet would begin to compute with.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "seconds": "#,##0.00",
    "number": "#,##0.00",
    "day": "yyyy-mm-dd",
}
_HOUR = 3600
_WIDE, _NARROW = 40, 16
#: Fewer rows than that are no chart.
_FEWEST_BARS = 2


def as_csv(content: Mapping[str, Any], *, comma: bool) -> str:
    """A line for each figure. With `comma` as programs read it, else as an Indonesian spreadsheet does:
    semicolons between, a comma for decimals, and a mark so that it knows the letters."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if comma else ";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in _lines(content):
        writer.writerow([_written(each, comma) for each in line])
    return out.getvalue() if comma else "\ufeff" + out.getvalue()


def as_workbook(content: Mapping[str, Any], *, at: datetime) -> bytes:
    """A sheet for each table: numbers are numbers, text is text, the head stays in sight."""
    drawn = io.BytesIO()
    with xlsxwriter.Workbook(drawn, OPTIONS) as book:
        book.set_properties({"title": content["title"], "created": at.astimezone(UTC).replace(tzinfo=None)})
        put_report(book, content)
    return drawn.getvalue()


def put_report(book: Any, content: Mapping[str, Any]) -> None:
    """Puts a report into a workbook: a sheet for each table, and one that says what they are."""
    for table in content["tables"]:
        _sheet(book, table)
    about = book.add_worksheet("Keterangan")
    about.set_column(0, 1, _WIDE)
    for number, (head, words) in enumerate(_about(content)):
        about.write_string(number, 0, head)
        about.write_string(number, 1, words)


def safe(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(content: Mapping[str, Any]) -> Iterator[list[Any]]:
    as_of = datetime.fromisoformat(content["as_of"]).strftime("%Y-%m-%d %H:%M:%S")
    for table in content["tables"]:
        for line in table["lines"]:
            for column, cell in zip(table["columns"], line["cells"], strict=True):
                change = cell["change"] or {}
                yield [
                    content["code"], *content["months"], as_of, table["code"], line["title"], column["title"],
                    column["kind"], cell["value"], cell["n"], cell["k"],
                    *(change.get(name) for name in ("before", "low", "high", "verdict")),
                ]  # fmt: skip


def _written(value: object, comma: bool) -> object:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, float):
        told = f"{value:.6f}".rstrip("0").rstrip(".")
        return told if comma else told.replace(".", ",")
    return value


def _sheet(book: Any, table: Mapping[str, Any]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet = book.add_worksheet(table["title"][:31])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, _WIDE)
    told = [
        (at, column, part)
        for at, column in enumerate(table["columns"])
        for part in ("value", "n", "before", "verdict")
        if part == "value" or any(_part(line["cells"][at], part) is not None for line in table["lines"])
    ]
    sheet.set_column(1, len(told), _NARROW)
    sheet.write_string(0, 0, table["first"], head)
    for place, (_at, column, part) in enumerate(told, start=1):
        sheet.write_string(0, place, _head(column, part), head)
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    for number, line in enumerate(table["lines"], start=1):
        sheet.write_string(number, 0, line["title"])
        for place, (at, column, part) in enumerate(told, start=1):
            _write(sheet, number, place, _part(line["cells"][at], part), column["kind"], part, formats)
    _chart(book, sheet, table, told)


def _chart(
    book: Any, sheet: Any, table: Mapping[str, Any], told: Sequence[tuple[int, Mapping[str, Any], str]]
) -> None:
    """The first column of figures as bars below the table, drawn by the spreadsheet out of its cells.

    None for words and days, and for a single row, of which there is nothing to compare.
    """
    # Reports that were issued before rows said so have a total among their bars.
    lines = [at for at, line in enumerate(table["lines"], start=1) if not line.get("total")]
    place = next(
        (at for at, (_cell, column, part) in enumerate(told, start=1) if part == "value" and _drawn(column)),
        0,
    )
    if not place or len(lines) < _FEWEST_BARS:
        return
    first, last, name = lines[0], lines[-1], sheet.get_name()
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [name, 0, place],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, place, last, place],
        }
    )
    chart.set_title({"name": table["title"]})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    sheet.insert_chart(
        len(table["lines"]) + 2, 0, chart, {"description": table["title"], "x_scale": 1.5, "y_scale": 1.2}
    )


def _drawn(column: Mapping[str, Any]) -> bool:
    return column["kind"] in ("count", "share", "seconds", "number")


def _part(cell: Mapping[str, Any], part: str) -> Any:
    return cell[part] if part in ("value", "n") else (cell["change"] or {}).get(part)


def _head(column: Mapping[str, Any], part: str) -> str:
    said = {"n": "n", "before": "sebelumnya", "verdict": "perbedaan"}
    title = column["title"] + (" (jam kerja)" if column["kind"] == "seconds" else "")
    return title if part == "value" else f"{title}: {said[part]}"


def _write(
    sheet: Any, row: int, place: int, value: Any, kind: str, part: str, formats: Mapping[str, Any]
) -> None:
    if value is None:
        return
    if part == "verdict":
        sheet.write_string(row, place, SAID[value])
    elif part == "n":
        sheet.write_number(row, place, value, formats["count"])
    elif kind == "day":
        sheet.write_datetime(
            row, place, datetime.combine(date.fromisoformat(value), datetime.min.time()), formats[kind]
        )
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        sheet.write_number(row, place, value / _HOUR if kind == "seconds" else value, formats[kind])


def _about(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        *([("DATA CONTOH", "nama dan angka di sini rekaan")] if content["sample"] else []),
        ("Laporan", content["title"]),
        ("Kantor", f"{content['office']}, {content['city']}"),
        ("Bulan", " s.d. ".join(content["months"])),
        ("Dibandingkan dengan", " s.d. ".join(content["compared"] or ["tidak ada"])),
        *((way, name) for way, name in content["where"].items()),
        ("Keadaan", content["as_of"]),
        ("Nomor", content.get("number", "belum diterbitkan")),
        *(("Catatan", table["note"]) for table in content["tables"] if table["note"]),
    ]
