"""A message to the citizen, on its page; an answer stands on the ticket's own."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.message import ACT
from complaints_service.web.desk.acts.fields import others_fields, text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    options = (
        ("answer", _("Jawaban"), _("Menanggapi apa yang warga tulis.")),
        ("progress", _("Perkembangan"), _("Memberi tahu apa yang sedang dikerjakan.")),
        ("decision", _("Keputusan"), _("Memberi tahu apa yang diputuskan kantor.")),
    )
    chosen = given.typed.get("message_act") or "progress"
    picks = Field(kind="picks", name="message_act", label=_("Jenis pesan"), value=chosen, options=options)
    return [
        picks,
        text_field(given.typed, _("Pesan kepada warga")),
        *others_fields(given.view, given.typed, given.others),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Jawab warga"),
    question=words("Apa yang perlu diketahui warga?"),
    consequence=words("Warga membacanya di halamannya saat ini juga. Tertulis nama unit, bukan nama Anda."),
    done=words("Pesan terkirim ke warga."),
    fields=_fields,
    submit=words("Kirim pesan"),
    in_sight=20,
    of_anothers=10,
    inline=words("Perkembangan atau keputusan"),
)
