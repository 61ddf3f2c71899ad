"""Saying that the file is complete, on its page."""

from __future__ import annotations

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.complete_file import ACT
from complaints_service.web.desk.acts.fields import only_reason_if_any
from complaints_service.web.desk.acts.page import ActPage

PAGE = ActPage(
    act=ACT,
    verb=words("Berkas lengkap"),
    question=words("Berkas laporan sudah lengkap?"),
    consequence=words("Batas waktu keputusan menurut undang-undang dihitung sejak sekarang."),
    done=words("Tercatat: berkas lengkap sejak sekarang."),
    fields=only_reason_if_any,
)
