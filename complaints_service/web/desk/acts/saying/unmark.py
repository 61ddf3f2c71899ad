"""Saying that a message was no answer, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.unmark import ACT, unmarked
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.words import short_instant
from sla import SUBSTANTIVE


def _fields(given: Given) -> list[Field]:
    view, gone = given.view, unmarked(given.view.events)
    options = [
        (
            str(entry.seq),
            f"{short_instant(entry.at, view.calendar)}, {given.names.author(entry.author)}: "
            f"{entry.text[:60]}",
        )
        for entry in view.messages
        if entry.act in SUBSTANTIVE and entry.seq not in gone
    ]
    message = Field(
        kind="select", name="message", label=_("Pesan"), value=given.typed.get("message", ""), options=options
    )
    return [message, reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Bukan jawaban"),
    question=words("Pesan mana yang bukan jawaban?"),
    consequence=words("Jam jawaban dihitung lagi seolah pesan itu bukan jawaban. Pesannya tetap terbaca."),
    done=words("Pesan itu tidak lagi terhitung sebagai jawaban."),
    fields=_fields,
)
