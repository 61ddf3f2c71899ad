"""Asking for a ticket to be handed over, on its page."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.request_handover import ACT
from complaints_service.web.desk.acts.fields import reason_field, receiver_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    holds = given.view.ticket.holder_officer_id == given.reader
    label = _("Kepada siapa (kosong: yang memutuskan memilih)") if holds else _("Kepada siapa")
    to = receiver_field(given, given.typed.get("to") or ("" if holds else given.me))
    return [replace(to, label=label, optional=True), reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Minta diserahkan"),
    question=words("Kepada siapa tiket ini sebaiknya diserahkan?"),
    consequence=words("Tiket tetap di pemegangnya sampai yang berwenang memutuskan. Jam tidak berhenti."),
    done=words("Permintaan terkirim. Tiket tetap di pemegangnya sampai diputuskan."),
    fields=_fields,
    receivers=True,
    of_anothers=30,
    yields_to="assign",  # who gives tickets away asks nobody for it
)
