"""Contesting a span of time, on its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.contest import ACT
from complaints_service.web.desk.acts.fields import moment_field, reason_field, receiver_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    view, typed = given.view, given.typed
    begin, end = _longest_of_mine(given) or (view.ticket.received_at, view.as_of)
    to = receiver_field(given, barring=False)
    return [
        moment_field(given, "from", _("Dari"), begin),
        moment_field(given, "until", _("Sampai"), end),
        replace(to, label=_("Waktu siapa sebenarnya?"), optional=True),
        reason_field(typed, _("Yang memutuskan membacanya.")),
    ]


def _longest_of_mine(given: Given) -> tuple[datetime, datetime] | None:
    spans = [span for span in given.view.assessment.custody.spans if span.holder == given.me]
    if not spans:
        return None
    longest = max(spans, key=lambda span: span.seconds)
    return longest.start, longest.end


PAGE = ActPage(
    act=ACT,
    verb=words("Sanggah waktu"),
    question=words("Waktu mana yang bukan waktu Anda?"),
    consequence=words("Atasan yang tidak berkepentingan memutuskan. Sampai itu angka lama tetap tampil."),
    done=words("Sanggahan Anda diterima. Atasan memutuskan; sampai itu angka lama tetap tampil, bertanda."),
    fields=_fields,
    receivers=True,
)
