"""Declining a request to hand a ticket over, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.decline_handover import ACT
from complaints_service.tickets.ledger.handover_requests import waiting_for
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.desk.acts.words import request_words


def _fields(given: Given) -> list[Field]:
    waiting = waiting_for(given.view.events, given.me)
    options = [(str(one.number), request_words(one, given.names)) for one in waiting]
    chosen = given.typed.get("request") or (options[0][0] if len(options) == 1 else "")
    return [
        Field(kind="select", name="request", label=_("Permintaan"), value=chosen, options=options),
        reason_field(given.typed, _("Yang meminta membacanya.")),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Tolak permintaan"),
    question=words("Mengapa tiket ini tetap di pemegangnya?"),
    consequence=words("Yang meminta membaca alasannya. Tiket tidak pindah."),
    done=words("Permintaan ditolak. Alasannya tercatat."),
    fields=_fields,
)
