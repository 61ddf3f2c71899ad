"""Asking another agency, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.consult import ACT
from complaints_service.web.desk.acts.fields import agency_field, reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    return [agency_field(given), reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Tanya instansi lain"),
    question=words("Instansi mana yang ditanya?"),
    consequence=words("Jam tidak berhenti: tiket tetap tanggung jawab kita sampai kembali."),
    done=words("Tercatat: instansi itu ditanya. Jam tetap berjalan."),
    fields=_fields,
)
