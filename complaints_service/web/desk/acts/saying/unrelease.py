"""Taking a report off the public page, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.unrelease import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    return [reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Tarik dari halaman publik"),
    question=words("Mengapa laporan ini tidak lagi tampil?"),
    consequence=words("Kata-kata dan fotonya hilang dari halaman publik saat ini juga."),
    done=words("Laporan sudah ditarik dari halaman publik."),
    fields=_fields,
)
