"""Giving a ticket to somebody, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.assign import ACT
from complaints_service.web.desk.acts.fields import giving
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Tugaskan"),
    question=words("Siapa yang mengerjakan tiket ini?"),
    consequence=words(
        "Tiket langsung pindah ke daftarnya, dengan alasan yang Anda tulis. Jam tidak berhenti."
    ),
    done=words("Tiket sudah ditugaskan. Alasannya tercatat."),
    fields=giving,
    receivers=True,
    of_anothers=20,
)
