"""Taking a ticket from the queue: one press."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.holding.take import ACT
from complaints_service.web.desk.acts.page import ActPage, no_fields

PAGE = ActPage(
    act=ACT,
    verb=words("Ambil tiket ini"),
    question=words("Ambil tiket ini dari antrean?"),
    consequence=words("Tiket pindah ke daftar Anda. Sejak itu waktunya tercatat atas nama Anda."),
    done=words("Tiket ini sekarang di daftar Anda."),
    fields=no_fields,
    in_sight=10,
    at_once=True,
)
