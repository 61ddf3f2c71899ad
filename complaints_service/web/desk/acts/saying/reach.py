"""Noting that a citizen without a route was reached, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.reach import ACT
from complaints_service.web.desk.acts.fields import moment_field, reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    how = reason_field(given.typed, _("Misalnya ditelepon pada nomor di laporan."))
    return [how, moment_field(given, "from", _("Kapan"), given.view.as_of)]


PAGE = ActPage(
    act=ACT,
    verb=words("Warga dihubungi"),
    question=words("Bagaimana warga dihubungi?"),
    consequence=words(
        "Untuk warga tanpa jalur kabar: sejak saat itu pertanyaan terhitung sampai, dan jam berhenti."
    ),
    done=words("Tercatat: warga sudah dihubungi. Jam berhenti sampai warga menjawab."),
    fields=_fields,
)
