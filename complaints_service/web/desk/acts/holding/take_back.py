"""A ticket coming back from an agency, on its page."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.take_back import ACT
from complaints_service.web.desk.acts.fields import reason_field, receiver_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    to = receiver_field(given, barring=False)
    return [replace(to, optional=True), reason_field(given.typed, optional=True)]


PAGE = ActPage(
    act=ACT,
    verb=words("Kembali dari instansi"),
    question=words("Tiket sudah kembali dari instansi itu?"),
    consequence=words(
        "Tanpa pilihan, tiket masuk antrean unit. Jam yang berhenti dihitung seolah tidak berhenti."
    ),
    done=words("Tiket kembali ke kantor."),
    fields=_fields,
    receivers=True,
)
