"""Putting a ticket off, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.put_off import ACT
from complaints_service.web.desk.acts.fields import only_reason
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Tunda tiket"),
    question=words("Mengapa tiket ini ditunda?"),
    consequence=words("Jam tidak berhenti."),
    done=words("Tiket ditunda."),
    fields=only_reason,
)
