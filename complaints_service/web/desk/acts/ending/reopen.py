"""Opening a report again, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.reopen import ACT
from complaints_service.web.desk.acts.fields import only_reason
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Buka lagi"),
    question=words("Mengapa laporan ini dibuka lagi?"),
    consequence=words(
        "Jam berjalan lagi. Lewat batas waktu membuka lagi, laporan dilanjutkan dengan nomor baru."
    ),
    done=words("Laporan dibuka lagi."),
    fields=only_reason,
)
