"""Saying that the file is complete, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.complete_file import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    return [reason_field(given.typed, _("Sebutkan apa yang diserahkan warga."))]


PAGE = ActPage(
    act=ACT,
    verb=words("Berkas lengkap"),
    question=words("Berkas laporan sudah lengkap?"),
    consequence=words(
        "Hanya yang pertama sesudah pertanyaan menggeser batas waktu keputusan menurut undang-undang."
    ),
    done=words("Tercatat: apa yang diserahkan warga."),
    fields=_fields,
)
