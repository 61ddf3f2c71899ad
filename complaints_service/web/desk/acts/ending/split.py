"""Splitting a second matter off, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.split import ACT
from complaints_service.web.desk.acts.fields import reason_field, text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    hint = _("Ditulis sebagai laporan yang baru; warga membacanya.")
    return [text_field(given.typed, _("Isi laporan yang baru"), hint), reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Pecah jadi dua"),
    question=words("Hal mana yang perlu tiket sendiri?"),
    consequence=words(
        "Tiket baru membawa catatan sampai sekarang; jamnya tetap dihitung sejak laporan diterima."
    ),
    done=words("Tiket baru dibuat. Ini tiketnya."),
    fields=_fields,
)
