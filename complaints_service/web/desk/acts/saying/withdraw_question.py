"""Withdrawing a question, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.withdraw_question import ACT
from complaints_service.web.desk.acts.fields import only_reason_if_any
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Tarik pertanyaan"),
    question=words("Tarik pertanyaan kepada warga?"),
    consequence=words("Warga tidak perlu menjawab lagi. Jam berjalan lagi sejak sekarang."),
    done=words("Pertanyaan ditarik. Jam berjalan lagi."),
    fields=only_reason_if_any,
)
