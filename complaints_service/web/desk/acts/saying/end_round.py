"""Leaving a citizen's words without an answer, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.saying.end_round import ACT
from complaints_service.web.desk.acts.fields import only_reason
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Tidak perlu dijawab"),
    question=words("Mengapa pesan warga tidak perlu dijawab?"),
    consequence=words("Jam jawaban berhenti. Putaran ini tidak terhitung sebagai dijawab tepat waktu."),
    done=words("Tercatat: pesan warga tidak perlu dijawab."),
    fields=only_reason,
)
