"""A figure opened: its tickets in words, each with what it was counted as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from complaints_service.measurement.indicators.evidence import Evidence
from complaints_service.measurement.indicators.measures import PARTS

JUDGED = ("met", "late_finished", "late_open")
"""What is in a share; the other parts are told as counts beside it."""


@dataclass(frozen=True)
class EvidenceLine:
    """One ticket; `href` is empty where the reader may not open it."""

    number: str
    href: str
    title: str
    state: str
    state_words: str
    contested: bool
    used_seconds: int | None
    received_at: datetime


def evidence_lines(found: Evidence) -> list[EvidenceLine]:
    """The lines of the table, by what they count as and then by age."""
    words = part_words()
    return [
        EvidenceLine(
            number=row.number,
            href=url_for("desk.ticket", number=row.number, _anchor="jam") if row.may_open else "",
            title=row.title,
            state=words[row.part][0],
            state_words=words[row.part][1],
            contested=row.contested,
            used_seconds=row.seconds,
            received_at=row.received_at,
        )
        for row in found.rows
    ]


def counts_outside(counts: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """What is in the month but in no share, in words, with how many."""
    words = part_words()
    return [(words[part][1], counts[part]) for part in PARTS if part not in JUDGED and counts.get(part)]


def part_words() -> Mapping[str, tuple[str, str]]:
    """State and words of each part a ticket can be counted as."""
    return {
        "met": ("done", _("Tepat waktu")),
        "late_finished": ("late", _("Terlambat, selesai")),
        "late_open": ("late", _("Terlambat, terbuka")),
        "running": ("on", _("Berjalan")),
        "at_risk": ("risk", _("Hampir habis")),
        "not_started": ("new", _("Belum mulai")),
        "stopped": ("stop", _("Dihentikan")),
        "no_target": ("new", _("Tanpa target")),
        "unknown": ("new", _("Belum bisa dihitung")),
        "held": ("on", _("Dipegang")),
        "stood": ("done", _("Diterima warga")),
        "undone": ("late", _("Dibuka lagi")),
        "pending": ("wait", _("Menunggu warga")),
        "came_in_time": ("done", _("Datang dengan cukup waktu")),
        "came_risky": ("risk", _("Datang sudah mepet")),
        "came_late": ("late", _("Datang sudah terlambat")),
        "score_1": ("late", _("Dinilai 1 dari 4")),
        "score_2": ("risk", _("Dinilai 2 dari 4")),
        "score_3": ("done", _("Dinilai 3 dari 4")),
        "score_4": ("done", _("Dinilai 4 dari 4")),
    }


def meaning(code: str) -> str:
    """What an indicator counts, in one or two plain sentences."""
    return {
        "first_response_on_time": _(
            "Dari jawaban pertama yang sudah diberikan atau sudah lewat janji, berapa yang tepat waktu. "
            "Yang terlambat dan masih terbuka ikut dihitung."
        ),
        "resolution_on_time": _(
            "Dari laporan yang sudah selesai atau sudah lewat janji, berapa yang tepat waktu. "
            "Yang terlambat dan masih terbuka ikut dihitung."
        ),
        "first_response_median": _(
            "Waktu kerja sampai separuh laporan mendapat jawaban pertama; "
            "yang masih menunggu ikut diperhitungkan."
        ),
        "first_response_p90": _(
            "Waktu kerja sampai sembilan dari sepuluh laporan mendapat jawaban pertama; "
            "yang masih menunggu ikut diperhitungkan."
        ),
        "held": _("Waktu kerja selama tiket dipegang pada bulan ini, setiap rentangnya."),
        "reopened_share": _(
            "Dari penyelesaian bulan ini yang sudah dinilai warga atau dibiarkan berlaku, "
            "berapa yang dibuka lagi."
        ),
        "open_and_late": _(
            "Tiket yang lewat janji kantor dan masih terbuka pada akhir bulan, atau sampai sekarang."
        ),
        "next_response_on_time": _(
            "Dari pesan warga sesudah jawaban pertama yang sudah dijawab atau sudah lewat janji, "
            "berapa yang dijawab tepat waktu. Tiap putaran dihitung."
        ),
        "satisfaction": _(
            "Rata-rata nilai 1 sampai 4 yang diberikan warga pada bulan ini atas tiket yang diselesaikan "
            "orang ini, dikali 25."
        ),
        "volume": _(
            "Penyelesaian bulan ini yang tidak dibuka lagi, masing-masing seberat bobot kategorinya di buku "
            "aturan."
        ),
        "received_late": _(
            "Dari tiket yang diserahkan orang lain atau antrean pada bulan ini, berapa yang waktunya sudah "
            "hampir habis atau sudah lewat ketika diterima. Itu bukan kesalahan penerimanya."
        ),
    }.get(code, "")
