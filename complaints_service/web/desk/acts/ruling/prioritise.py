"""Another priority, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.prioritise import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.act_words import priority_name
from config.entries.office import PRIORITIES


def _fields(given: Given) -> list[Field]:
    options = [(code, priority_name(code)) for code in PRIORITIES if code != given.view.ticket.priority]
    value = given.typed.get("priority") or options[0][0]
    return [
        Field(kind="select", name="priority", label=_("Prioritas"), value=value, options=options),
        reason_field(given.typed),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Ubah prioritas"),
    question=words("Prioritas mana yang benar?"),
    consequence=words("Janji bisa berubah menjadi lebih cepat, tidak pernah menjadi lebih lambat."),
    done=words("Prioritas sudah diubah. Alasannya tercatat."),
    fields=_fields,
)
