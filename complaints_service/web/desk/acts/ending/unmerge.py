"""Taking a merger back, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.unmerge import ACT
from complaints_service.web.desk.acts.fields import only_reason
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Pisahkan lagi"),
    question=words("Mengapa kedua laporan ini bukan satu?"),
    consequence=words("Tiket ini dikerjakan lagi. Waktunya dihitung seolah tidak pernah disatukan."),
    done=words("Laporan dipisahkan lagi."),
    fields=only_reason,
)
