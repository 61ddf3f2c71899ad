"""Cancelling a report, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.cancel import ACT
from complaints_service.web.desk.acts.fields import drafted, text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.act_words import cancel_reasons


def _fields(given: Given) -> list[Field]:
    typed = given.typed or drafted(given.view, "cancel")
    reason = Field(
        kind="select",
        name="reason",
        label=_("Alasan"),
        value=typed.get("reason", ""),
        options=cancel_reasons(),
    )
    return [reason, text_field(typed, _("Penjelasan kepada warga"))]


PAGE = ActPage(
    act=ACT,
    verb=words("Batalkan laporan ini"),
    question=words("Mengapa laporan ini dibatalkan?"),
    consequence=words("Semua jam berhenti dan tiket ditutup. Warga membaca alasannya."),
    done=words("Laporan dibatalkan. Alasannya sudah terkirim ke warga."),
    fields=_fields,
    final=True,
)
