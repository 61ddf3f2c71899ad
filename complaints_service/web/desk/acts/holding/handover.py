"""Handing a ticket over, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.handover import ACT
from complaints_service.web.desk.acts.fields import giving
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Serahkan"),
    question=words("Kepada siapa tiket ini diserahkan?"),
    consequence=words("Jam tidak berhenti. Waktu yang sudah Anda pegang tetap tercatat atas nama Anda."),
    done=words("Tiket sudah diserahkan. Alasannya tercatat."),
    fields=giving,
    receivers=True,
    in_sight=50,
)
