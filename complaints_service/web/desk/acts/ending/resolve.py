"""Resolving a ticket, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.resolve import ACT
from complaints_service.web.desk.acts.fields import others_fields, text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    hint = " ".join(filter(None, (_("Apa yang dikerjakan, kapan, dan di mana."), _proof_hint(given))))
    return [
        text_field(given.typed, _("Laporan kepada warga"), hint),
        *others_fields(given.view, given.typed, given.others),
    ]


def _proof_hint(given: Given) -> str:
    """Whether a photo of the work is needed, or asked for."""
    wanted = given.rulebook.category(given.view.ticket.category).proof
    if wanted == "required":
        return _("Laporan jenis ini tidak selesai tanpa foto sesudah dikerjakan.")
    return _("Tambahkan foto sesudah dikerjakan: warga menilai dari situ.") if wanted == "asked" else ""


PAGE = ActPage(
    act=ACT,
    verb=words("Selesaikan"),
    question=words("Apa yang sudah dikerjakan?"),
    consequence=words(
        "Jam penyelesaian berhenti. Warga menerima atau menolaknya; kalau ditolak, jam berjalan lagi."
    ),
    done=words("Ditandai selesai. Sekarang warga yang menilai."),
    fields=_fields,
    in_sight=30,
    proof=True,
)
