"""Showing a report to everybody, on its page: the words with all that may lead to somebody marked."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.release import ACT
from complaints_service.tickets.public.redacting import leads, redacted
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from sla import SUBSTANTIVE


def _fields(given: Given) -> list[Field]:
    said = given.view.complaint.text
    answers = [each.text for each in given.view.messages if each.act in SUBSTANTIVE | {"resolve"}]
    answer = answers[-1] if answers else ""
    return [
        Field(
            kind="text",
            name="words",
            label=_("Kata-kata laporan"),
            value=given.typed.get("words", redacted(said)),
            hint=_hint(said),
            rows=6,
        ),
        Field(
            kind="text",
            name="answer",
            label=_("Jawaban kantor"),
            value=given.typed.get("answer", redacted(answer)),
            hint=_hint(answer),
            rows=5,
            optional=True,
        ),
        Field(
            kind="check",
            name="photos",
            label=_("Tampilkan foto sebelum dan sesudah; periksa dulu: tanpa wajah dan tanpa pelat"),
            value="1" if "photos" in given.typed else "",
        ),
    ]


def _hint(text: str) -> str:
    """What was taken out of the words, so that nobody overlooks what is left."""
    found = list(dict.fromkeys(one.words for one in leads(text)))
    rest = _("Nama tanpa sapaan tidak dikenali: baca sekali lagi.")
    return f"{_('Diganti […]:')} {', '.join(found)}. {rest}" if found else rest


PAGE = ActPage(
    act=ACT,
    verb=words("Tampilkan di halaman publik"),
    question=words("Apa yang boleh dibaca semua orang?"),
    consequence=words("Teks di bawah ini, bukan laporan aslinya, tampil di halaman publik sampai ditarik."),
    done=words("Laporan tampil di halaman publik."),
    fields=_fields,
)
