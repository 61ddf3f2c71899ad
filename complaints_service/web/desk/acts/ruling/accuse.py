"""Naming whom a complaint is about, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.accuse import ACT
from complaints_service.web.desk.acts.fields import reason_field, whom_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    hint = _("Tidak terbaca oleh yang dilaporkan.")
    return [whom_field(given, "who", _("Yang dilaporkan")), reason_field(given.typed, hint)]


PAGE = ActPage(
    act=ACT,
    verb=words("Sebut terlapor"),
    question=words("Siapa yang dilaporkan dalam tiket ini?"),
    consequence=words(
        "Sejak saat ini tiket tertutup baginya di semua daftar. Kalau ia memegangnya, tiket pindah ke atasan."
    ),
    done=words("Tercatat. Tiket ini tertutup bagi yang dilaporkan."),
    fields=_fields,
    receivers=True,
)
