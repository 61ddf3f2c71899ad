"""What a reader gets to see: the text of a page, a document and a sheet, and which of it is a code of the data."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import openpyxl
import pypdfium2
from lxml import etree

from complaints_service.accounts.access import ROLES
from complaints_service.edge.vocabulary import NEEDED
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook

#: What is read aloud or shown of an element besides its text.
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-none")
#: What one is to type stands in `kbd`, and is not said to anybody.
SILENT = {"script", "style", "template", "kbd"}
#: A railway is a "kereta api", and an auditor an "auditor".
ALSO_INDONESIAN = {"api", "auditor"}
SNAKE = re.compile(r"(?<![\w./@?=&#:-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w@=])")
DOTTED = re.compile(r"(?<![\w./@-])(?:ticket|message|question|round|agency|custody|contest|clock)\.[a-z_]+\b")
WORD = re.compile(r"(?<![\w./@_-])[a-z]+(?![\w@_-])")


class _Text:
    """What lxml's parser tells of a page; Python's own takes twice as long."""

    def __init__(self) -> None:
        #: What is said in the page's own language, and what says that it is in another.
        self.pieces: list[str] = []
        self.foreign: list[str] = []
        self._silent = 0
        self._open: list[bool] = []
        self._data: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._end_text()
        inside = bool(self._open and self._open[-1])
        self._open.append(inside or (tag != "html" and "lang" in attributes))
        self._silent += tag in SILENT
        self._say([value for name, value in attributes.items() if name in SPOKEN and value])

    def end(self, tag: str) -> None:
        """An element ends, also one that HTML need not close."""
        self._end_text()
        self._silent -= tag in SILENT
        self._open.pop()

    def data(self, text: str) -> None:
        """A part of a text: it comes in several where a character of it was written by name."""
        if not self._silent:
            self._data.append(text)

    def close(self) -> tuple[list[str], list[str]]:
        """The page was read."""
        self._end_text()
        return self.pieces, self.foreign

    def _end_text(self) -> None:
        if self._data:
            self._say(["".join(self._data)])
            self._data.clear()

    def _say(self, said: list[str]) -> None:
        here = self.foreign if self._open and self._open[-1] else self.pieces
        here += [piece.strip() for piece in said if piece.strip()]


def seen_of_page(html: str) -> list[str]:
    """The pieces of text of a page, also those that only a screen reader says."""
    own, foreign = told_of_page(html)
    return own + foreign


def told_of_page(html: str) -> tuple[list[str], list[str]]:
    """The same in two: what is in the page's own language, and what says that it is in another."""
    told: tuple[list[str], list[str]] = etree.HTML(html, etree.HTMLParser(target=_Text(), encoding="utf-8"))
    return told


def seen_of_pdf(pdf: bytes) -> list[str]:
    """The text of each page of a document."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def seen_of_sheets(workbook: bytes) -> list[str]:
    """Every cell of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]


def code_words(rulebook: Rulebook) -> frozenset[str]:
    """Codes of one word that no Indonesian text holds: English, and in no Indonesian word of the vocabulary."""
    indonesian = {
        word
        for group in rulebook.vocabulary.groups.values()
        for both in group.values()
        for word in re.findall(r"\w+", both["id"].lower())
    }
    told = {code for codes in NEEDED.values() for code in codes} | set(INDICATORS) | set(ROLES)
    told |= {each.code for each in (*rulebook.evaluation.predicates, *rulebook.evaluation.levels)}
    return frozenset({code for code in told if code.isalpha()} - indonesian - ALSO_INDONESIAN)


def keys_in(pieces: list[str], codes: frozenset[str]) -> Iterator[str]:
    """What of a text is a key of the code, with its surroundings."""
    for piece in pieces:
        for pattern in (SNAKE, DOTTED):
            yield from (_around(piece, found) for found in pattern.finditer(piece))
        yield from (_around(piece, found) for found in WORD.finditer(piece) if found[0] in codes)


def _around(piece: str, found: re.Match[str]) -> str:
    return f"{found[0]!r} in {piece[max(0, found.start() - 40) : found.end() + 40]!r}"
