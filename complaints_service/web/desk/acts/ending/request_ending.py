"""Asking a superior to let a report be refused or stopped, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.request_ending import ACT
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.web.desk.acts.fields import text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.act_words import cancel_reasons, reject_reasons


def _fields(given: Given) -> list[Field]:
    options: list[tuple[str, str]] = []
    if "reject" in given.view.second_eyes and given.view.ticket.state in LIVE:
        options += [(code, _("Tolak: %(reason)s", reason=name)) for code, name in reject_reasons()]
    if "cancel" in given.view.second_eyes:
        options += [(code, _("Batalkan: %(reason)s", reason=name)) for code, name in cancel_reasons()]
    reason = Field(
        kind="select",
        name="reason",
        label=_("Alasan"),
        value=given.typed.get("reason", ""),
        options=options,
    )
    hint = _("Baru terkirim ke warga setelah atasan menyetujui.")
    return [reason, text_field(given.typed, _("Penjelasan kepada warga"), hint)]


PAGE = ActPage(
    act=ACT,
    verb=words("Minta persetujuan menolak"),
    question=words("Mengapa laporan ini tidak ditangani?"),
    consequence=words("Laporan tetap berjalan dan jamnya tidak berhenti sampai atasan menyetujui."),
    done=words("Permintaan terkirim ke atasan. Laporan tetap berjalan sampai diputuskan."),
    fields=_fields,
)
