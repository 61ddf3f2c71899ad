"""A note for the office, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.note import ACT
from complaints_service.web.desk.acts.fields import text_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    return [text_field(given.typed, _("Catatan"))]


PAGE = ActPage(
    act=ACT,
    verb=words("Catatan dalam"),
    question=words("Apa yang perlu dicatat?"),
    consequence=words("Hanya kantor yang membacanya. Warga tidak."),
    done=words("Catatan tersimpan. Warga tidak melihatnya."),
    fields=_fields,
)
