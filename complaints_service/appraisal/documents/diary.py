"""A diary as the national system takes it: one line a day and sort of work, in Indonesian whoever reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date

from complaints_service.appraisal.diary import Diary, DiaryEntry
from complaints_service.appraisal.documents.parties import Party

HEADS = ("Tanggal", "NIP", "Nama", "Rencana hasil kerja", "Uraian kegiatan", "Jumlah", "Satuan", "Bukti")
UNIT = "pengaduan"
_DONE = {
    "entered": "Mencatat {n} pengaduan warga",
    "answered": "Menjawab {n} pengaduan warga",
    "asked": "Meminta keterangan kepada warga atas {n} pengaduan",
    "resolved": "Menyelesaikan {n} pengaduan warga",
    "concluded": "Memutus {n} pengaduan (ditolak, dilimpahkan, atau disatukan) dengan alasannya",
    "handled": "Menelaah dan menyalurkan {n} pengaduan",
}
#: More numbers than these would not be read; all of them stand behind the link.
NUMBERED = 10
#: What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | date


def entry_words(entry: DiaryEntry) -> str:
    """What was done, with the numbers of the tickets: a text to copy."""
    numbers = [each.number for each in entry.tickets]
    listed = ", ".join(numbers[:NUMBERED])
    more = len(numbers) - NUMBERED
    if more > 0:
        listed += f", dan {more} lain"
    return f"{_DONE[entry.deed].format(n=len(numbers))}: {listed}."


def diary_rows(diary: Diary, *, who: Party, address: Callable[[date], str]) -> list[Sequence[Cell]]:
    """The lines with their heads; `address`: where a day of it is kept, for whoever checks."""
    nip = spaced(who.nip)
    return [
        HEADS,
        *(
            (
                entry.on,
                nip,
                who.name,
                entry.result,
                entry_words(entry),
                len(entry.tickets),
                UNIT,
                address(entry.on),
            )
            for entry in diary.entries
        ),
    ]


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """As an Indonesian spreadsheet opens it: semicolons, a mark of UTF-8, days as one writes them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def spaced(nip: str) -> str:
    """A NIP as it is printed, 8 6 1 3: so no spreadsheet takes it for a number and rounds it."""
    if len(nip) != 18:
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return str(cell)
