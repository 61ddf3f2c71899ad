"""Releasing an old target, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.release_target import ACT
from complaints_service.tickets.ledger.deadlines import unfinished
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.words import clock_name


def _fields(given: Given) -> list[Field]:
    clocks = given.view.assessment.clocks
    options = [(name, clock_name(name)) for name, verdict in clocks.items() if unfinished(verdict)]
    clock = Field(
        kind="select", name="clock", label=_("Jam"), value=given.typed.get("clock", ""), options=options
    )
    return [clock, reason_field(given.typed)]


PAGE = ActPage(
    act=ACT,
    verb=words("Lepas target lama"),
    question=words("Jam mana yang hanya memakai target terbarunya?"),
    consequence=words(
        "Target yang lebih lama tidak berlaku lagi. Keterlambatan yang sudah terjadi tetap tercatat."
    ),
    done=words("Target lama dilepas. Alasannya tercatat."),
    fields=_fields,
)
