"""Referring a report to another agency, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.refer import ACT
from complaints_service.web.desk.acts.fields import agency_field, reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    return [agency_field(given), reason_field(given.typed, _("Warga membacanya."))]


PAGE = ActPage(
    act=ACT,
    verb=words("Limpahkan ke instansi lain"),
    question=words("Instansi mana yang menangani ini?"),
    consequence=words("Semua jam berhenti. Warga membaca ke mana laporannya pergi dan mengapa."),
    done=words("Laporan dilimpahkan. Alasannya sudah terkirim ke warga."),
    fields=_fields,
)
