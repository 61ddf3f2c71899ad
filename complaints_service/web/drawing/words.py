"""The drawings' own few words."""

from __future__ import annotations

from complaints_service.errors import marked, marked_in
from complaints_service.translation import sentence
from complaints_service.web.drawing.model import Audience

WORDS = {
    "day": marked("Hari"),
    "hours": marked("Jam kerja"),
    "counted": marked("Dihitung"),
    "caption": marked("Jam laporan %(number)s per hari"),
    "caption_officer": marked("Jam tiket %(number)s per hari"),
    "closed": marked("kantor tutup"),
    "days": marked("%(count)s hari"),
    "now": marked("sekarang"),
    "due": marked("janji kantor"),
    "law": marked("batas undang-undang"),
    "total": marked("Jumlah yang dihitung"),
    "you": marked("Anda"),
    "citizen": marked("warga"),
    "told_counted": marked("dihitung %(spans)s"),
    "told_wait": marked("menunggu %(who)s %(spans)s"),
    "told_idle": marked("selesai %(spans)s"),
    "told_agency": marked("di instansi lain %(spans)s"),
    "told_other": marked("tidak dihitung %(spans)s"),
    "run_on": marked("kerja penuh, %(holder)s"),
    "run_late": marked("kerja penuh lewat janji, %(holder)s"),
    "run_wait": marked("kerja menunggu %(who)s"),
    "run_idle": marked("kerja selesai, menunggu %(who)s"),
    "run_agency": marked("kerja di %(holder)s"),
    "run_next": marked("kerja lagi"),
    "run_beyond": marked("kerja lagi"),
    "run_other": marked("kerja tidak dihitung"),
    "month": marked("%(days)s hari kerja, %(events)s kejadian"),
    "open_month": marked("buka %(month)s"),
    "holder": marked("Pemegang"),
    "working_time": marked("Waktu kerja"),
    "share": marked("Bagian"),
    "custody": marked("Siapa memegang berapa lama"),
    "sum": marked_in("drawing", "Jumlah"),
    "months": marked("Bulan"),
    "met": marked("Tepat"),
    "late_finished": marked("Terlambat, selesai"),
    "late_open": marked("Terlambat, terbuka"),
    "running": marked("Berjalan"),
    "on_time": marked_in("drawing", "Tepat waktu"),
    "on_time_caption": marked("Tepat waktu per bulan"),
}


def say(key: str, language: str, **values: object) -> str:
    """One of the drawings' texts, filled in."""
    return sentence(WORDS[key], language, **values)


def other_side(audience: Audience, language: str) -> str:
    """Who is waited for: "Anda" on the citizen's page, "warga" on the officer's."""
    who = say("you" if audience == "citizen" else "citizen", language)
    return who.lower() if language == "en" else who
