"""Merging a duplicate, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.merge import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    hint = _("Nomor laporan yang lebih dulu diterima.")
    into = Field(
        kind="line", name="into", label=_("Satukan ke nomor"), value=given.typed.get("into", ""), hint=hint
    )
    return [into, reason_field(given.typed, _("Warga membacanya."))]


PAGE = ActPage(
    act=ACT,
    verb=words("Satukan"),
    question=words("Laporan mana yang sama dan lebih dulu diterima?"),
    consequence=words("Tiket ini ditutup. Warganya mendapat kabar dari laporan yang lebih dulu."),
    done=words("Laporan disatukan. Warganya tetap mendapat kabar."),
    fields=_fields,
    final=True,
)
