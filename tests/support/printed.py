"""A page on paper: printed by Chromium, read back by PDFium, its code by a reader of codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from playwright.sync_api import Page
from pypdfium2 import raw

MILLIMETRES = 25.4 / 72
#: Two boxes share more than this part of the smaller one's height and width: one is printed over the other.
OVER = 0.4
#: So many points letters side by side may share, and the middles of a letter and its outline lie apart.
KERNED, OUTLINE = 3, 2


@dataclass(frozen=True)
class DrawnLetters:
    """Some letters in a row, and where they stand on which sheet, in points from below left."""

    sheet: int
    words: str
    left: float
    bottom: float
    right: float
    top: float

    def over(self, other: DrawnLetters) -> bool:
        """Whether one is printed over the other."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        least = min(self.top - self.bottom, other.top - other.bottom)
        narrow = min(self.right - self.left, other.right - other.left)
        return high > OVER * least and wide > OVER * narrow and wide > KERNED

    def outlines(self, other: DrawnLetters) -> bool:
        """Whether this is a letter's outline, drawn around the same letter or around the word that holds it."""
        if self is other or self.sheet != other.sheet or len(self.words) > 1 or self.words not in other.words:
            return False
        across, up = (self.left + self.right) / 2, (self.bottom + self.top) / 2
        if len(other.words) > 1:
            return other.left < across < other.right and other.bottom < up < other.top
        apart = abs(across - (other.left + other.right) / 2) + abs(up - (other.bottom + other.top) / 2)
        return apart < OUTLINE and self.top - self.bottom > other.top - other.bottom


class Printed:
    """The sheets of a page."""

    def __init__(self, page: Page) -> None:
        content = page.pdf(prefer_css_page_size=True, print_background=True)
        self._document = pypdfium2.PdfDocument(content)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each sheet in millimetres."""
        return [
            (round(wide * MILLIMETRES), round(high * MILLIMETRES))
            for wide, high in (sheet.get_size() for sheet in self._document)
        ]

    @property
    def text(self) -> str:
        """All words in the order of the sheets, with single spaces."""
        told = " ".join(sheet.get_textpage().get_text_bounded() for sheet in self._document)
        return " ".join(told.replace("\xa0", " ").split())

    def codes(self) -> list[str]:
        """What the codes on all sheets say, as a phone reads them."""
        drawn = (sheet.render(scale=3).to_pil() for sheet in self._document)
        return [code.text for picture in drawn for code in zxingcpp.read_barcodes(picture)]

    @cached_property
    def boxes(self) -> list[DrawnLetters]:
        """Every run of letters that is filled; the outline that sets a label off its drawing is no word."""
        found = []
        for place, sheet in enumerate(self._document, 1):
            read = sheet.get_textpage()
            for run in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=read):
                box = DrawnLetters(place, run.extract().strip(), *run.get_bounds())
                if box.words:
                    found.append(box)
        return [one for one in found if len(one.words) > 1 or not any(one.outlines(other) for other in found)]

    def overprinted(self) -> list[str]:
        """What is printed over something else, in words."""
        found, across = [], sorted(self.boxes, key=lambda box: (box.sheet, box.left))
        for place, one in enumerate(across, 1):
            for other in across[place:]:
                if other.sheet != one.sheet or other.left >= one.right:
                    break  # and so are all that begin farther right
                if one.over(other):
                    found.append(f"sheet {one.sheet}: {one.words!r} over {other.words!r}")
        return found

    def outside(self) -> list[str]:
        """What is cut by the edge of its sheet."""
        sizes = [sheet.get_size() for sheet in self._document]
        return [
            f"sheet {box.sheet}: {box.words!r}"
            for box in self.boxes
            if box.left < 0
            or box.bottom < 0
            or box.right > sizes[box.sheet - 1][0]
            or box.top > sizes[box.sheet - 1][1]
        ]
