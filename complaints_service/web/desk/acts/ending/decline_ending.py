"""Declining a request to refuse or stop a report, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.decline_ending import ACT
from complaints_service.tickets.ledger.ending_requests import ending_requests_of, endings_waiting
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.desk.acts.words import ending_words


def _fields(given: Given) -> list[Field]:
    waiting = endings_waiting(ending_requests_of(given.view.events))
    options = [(str(one.number), ending_words(one, given.names)) for one in waiting if one.by != given.me]
    chosen = given.typed.get("request") or (options[0][0] if len(options) == 1 else "")
    return [
        Field(kind="select", name="request", label=_("Permintaan"), value=chosen, options=options),
        reason_field(given.typed, _("Yang meminta membacanya.")),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Tidak setuju diakhiri"),
    question=words("Mengapa laporan ini tetap ditangani?"),
    consequence=words("Yang meminta membaca alasannya. Laporan berjalan terus."),
    done=words("Permintaan ditolak. Alasannya tercatat."),
    fields=_fields,
)
