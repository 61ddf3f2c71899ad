"""Refusing a report, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.reject import ACT
from complaints_service.web.desk.acts.fields import drafted, text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.act_words import reject_reasons


def _fields(given: Given) -> list[Field]:
    typed = given.typed or drafted(given.view, "reject")
    reason = Field(
        kind="select",
        name="reason",
        label=_("Alasan"),
        value=typed.get("reason", ""),
        options=reject_reasons(),
    )
    hint = _("Sebut yang berwenang dan ke mana warga bisa pergi.")
    return [reason, text_field(typed, _("Penjelasan kepada warga"), hint)]


PAGE = ActPage(
    act=ACT,
    verb=words("Tolak laporan ini"),
    question=words("Mengapa laporan ini ditolak?"),
    consequence=words(
        "Semua jam berhenti dan tiket ditutup. Warga membaca alasannya. Ini tidak bisa dibatalkan."
    ),
    done=words("Laporan ditolak. Alasannya sudah terkirim ke warga."),
    fields=_fields,
    final=True,
)
