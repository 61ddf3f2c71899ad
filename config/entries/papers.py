"""Papers an office files of a ticket: the slip that gives it on, the letter that refers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The sorts of papers: the slip within the office, the letter to another agency.
PAPER_KINDS = ("disposition", "referral")
#: What a paper's number may name: its place in the year, the month in Roman letters, the year.
NUMBER_FIELDS = ("urut", "bulan", "tahun")
#: What a paper's paragraphs may name: the report's number, category and place, when it was received and until
#: when it is promised, who gives it and who gets it, the office.
PAPER_FIELDS = ("nomor", "jenis", "tempat", "diterima", "janji", "dari", "kepada", "kantor")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTemplate:
    """What a sort of paper says; its words are Indonesian, as all that an office files.

    `opening` and `closing` are paragraphs before and after the facts; `boxes` what is ticked by hand;
    `copies` who gets a copy; `signed_by` the posts that sign, in the order in which they stand in for the
    first.
    """

    code: str
    title: str
    number: str
    opening: tuple[str, ...]
    boxes: tuple[str, ...]
    closing: tuple[str, ...]
    copies: tuple[str, ...]
    signed_by: tuple[str, ...]
    effective_from: date
    effective_until: date | None
    source: str
