"""A question to the citizen, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.question import ACT
from complaints_service.web.desk.acts.fields import text_field, unheard_hint
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    label = _("Berkas laporan belum lengkap: yang ditanyakan adalah kelengkapannya")
    checked = "1" if "completeness" in given.typed else ""
    return [
        text_field(given.typed, _("Pertanyaan"), unheard_hint(given)),
        Field(kind="check", name="completeness", label=label, value=checked),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Tanya warga"),
    question=words("Apa yang perlu ditanyakan?"),
    consequence=words("Jam berhenti sejak pertanyaan terkirim, sampai warga menjawab."),
    done=words("Pertanyaan terkirim ke warga. Jam berhenti sampai dijawab."),
    fields=_fields,
    in_sight=40,
)
