"""A note for the office, on its page."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.note import ACT
from complaints_service.web.desk.acts.fields import text_field, whom_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    tell = whom_field(given, "mention", _("Beri tahu rekan"), optional=True)
    people = [each for each in tell.options if each[0].startswith("person:")]
    hint = _(
        "Lewat obrolannya, kalau terhubung. Hanya yang bisa membaca tiket ini; tidak memberi hak apa pun."
    )
    return [text_field(given.typed, _("Catatan")), replace(tell, options=people, hint=hint)]


PAGE = ActPage(
    act=ACT,
    verb=words("Catatan dalam"),
    question=words("Apa yang perlu dicatat?"),
    consequence=words("Hanya kantor yang membacanya. Warga tidak."),
    done=words("Catatan tersimpan. Warga tidak melihatnya."),
    fields=_fields,
    receivers=True,
)
