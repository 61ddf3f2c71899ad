"""Reading a list as worksheet programs save one: its columns, and each row by itself, with its line.

Taken as it comes: comma, semicolon or tab, also announced by `sep=;`; UTF-8 with or without a mark, UTF-16
with one; quoted heads; cells with line breaks; `="1988..."`, by which a number is kept as text. A broken row
is told and costs no other row: a quotation mark that nobody closes ends with its own line.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complaints_service.errors import Words, words
from complaints_service.texts import one_line

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = (",", ";", "\t")
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)
_BROKEN = re.compile("[\udc80-\udcff\ufffd]")
_KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
#: A cell may break its line, but nobody writes a page into one.
_LONGEST_CELL = 20


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one line of the file; `field` is a column's name, empty for the line as a whole."""

    line: int
    field: str
    reason: Words | str

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.reason}" if self.field else f"{self.line}: {self.reason}"


@dataclass(frozen=True)
class Record:
    """One row of the list: the line it begins on, and the text of each named column."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A list as read: its columns in small letters, the line they stand on, its rows, and what was broken."""

    line: int = 1
    columns: Sequence[str] = ()
    records: Sequence[Record] = ()
    problems: Sequence[RowProblem] = ()


def read_sheet(content: bytes) -> Sheet:
    """Reads a list. Never raises for what the file holds: problems are part of the answer."""
    lines = list(enumerate(re.split(r"\r\n|\r|\n", _text(content)), start=1))
    delimiter = None
    if lines and (said := _SEP.fullmatch(lines[0][1].strip(' "'))):
        delimiter = said[1]
        lines = lines[1:]
    lines = [(number, "" if _is_empty(text, delimiter) else text) for number, text in lines]
    while lines and not lines[0][1]:
        lines = lines[1:]
    if not lines:
        return Sheet(problems=(RowProblem(1, "", words("Berkas ini kosong.")),))
    delimiter = delimiter or max(_DELIMITERS, key=lambda each: _outside_quotes(lines[0][1]).count(each))
    rows = list(_rows(lines, delimiter))
    first = rows[0]
    if isinstance(first, RowProblem):
        return Sheet(problems=(first,))
    columns = [each.lower() for each in first[1]]
    records: list[Record] = []
    problems: list[RowProblem] = []
    for row in rows[1:]:
        found = row if isinstance(row, RowProblem) else _record(*row, columns)
        if isinstance(found, Record):
            records.append(found)
        else:
            problems.append(found)
    return Sheet(first[0], columns, records, problems)


def _text(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace" if "16" in encoding else "surrogateescape")
    return content.decode("utf-8", "surrogateescape")


def _is_empty(text: str, delimiter: str | None) -> bool:
    return not text.strip(' \t;,"' + (delimiter or ""))


def _outside_quotes(text: str) -> str:
    return "".join(text.split('"')[::2])


def _rows(lines: Sequence[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str]] | RowProblem]:
    """The cells of each row with its line; lines are joined only where that closes a quoted cell."""
    at, width = 0, None
    while at < len(lines):
        number, text = lines[at]
        if not text:
            at += 1
            continue
        cells, taken = _cells(lines[at : at + _LONGEST_CELL], delimiter, width)
        at += taken
        if _BROKEN.search(text):
            yield RowProblem(number, "", words("Baris ini bukan teks UTF-8 atau UTF-16."))
        elif cells is None:
            yield RowProblem(number, "", words("Tanda kutip di baris ini tidak berpasangan."))
        else:
            width = width or len(cells)
            yield number, [_cell(each) for each in cells]


def _cells(
    lines: Sequence[tuple[int, str]], delimiter: str, width: int | None
) -> tuple[list[str] | None, int]:
    """One row's cells and the lines they take; None where no joining closes what was opened."""
    for taken in range(1, len(lines) + 1):
        joined = [f"{text}\n" for _, text in lines[:taken]]
        try:
            [*rows] = csv.reader(joined, delimiter=delimiter, strict=True)
        except csv.Error as problem:
            if "unexpected end" not in str(problem):
                break
            continue
        if len(rows) == 1 and (taken == 1 or width is None or len(rows[0]) == width):
            return rows[0], taken
        break
    return None, 1


def _cell(text: str) -> str:
    plain = one_line(text)
    kept = _KEPT_AS_TEXT.fullmatch(plain)
    return kept[1].strip() if kept else plain


def _record(line: int, cells: list[str], columns: list[str]) -> Record | RowProblem:
    if len(cells) != len(columns):
        reason = words(
            "Ada %(found)s nilai, seharusnya %(expected)s.", found=len(cells), expected=len(columns)
        )
        return RowProblem(line, "", reason)
    return Record(line, {name: cell for name, cell in zip(columns, cells, strict=True) if name})
