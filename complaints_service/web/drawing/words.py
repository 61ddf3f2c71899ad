"""The drawings' own few words, in both languages."""

from __future__ import annotations

from complaints_service.web.drawing.model import Audience

WORDS = {
    "id": {
        "day": "Hari",
        "hours": "Jam kerja",
        "counted": "Dihitung",
        "caption": "Jam laporan {number} per hari",
        "caption_officer": "Jam tiket {number} per hari",
        "closed": "kantor tutup",
        "days": "{count} hari",
        "now": "sekarang",
        "due": "janji kantor",
        "law": "batas undang-undang",
        "total": "Jumlah yang dihitung",
        "you": "Anda",
        "citizen": "warga",
        "told_counted": "dihitung {spans}",
        "told_wait": "menunggu {who} {spans}",
        "told_idle": "selesai {spans}",
        "told_agency": "di instansi lain {spans}",
        "told_other": "tidak dihitung {spans}",
        "run_on": "kerja penuh, {holder}",
        "run_late": "kerja penuh lewat janji, {holder}",
        "run_wait": "kerja menunggu {who}",
        "run_idle": "kerja selesai, menunggu {who}",
        "run_agency": "kerja di {holder}",
        "run_next": "kerja lagi",
        "run_beyond": "kerja lagi",
        "run_other": "kerja tidak dihitung",
        "month": "{days} hari kerja, {events} kejadian",
        "open_month": "buka {month}",
        "holder": "Pemegang",
        "working_time": "Waktu kerja",
        "share": "Bagian",
        "custody": "Siapa memegang berapa lama",
        "sum": "Jumlah",
        "months": "Bulan",
        "met": "Tepat",
        "late_finished": "Terlambat, selesai",
        "late_open": "Terlambat, terbuka",
        "running": "Berjalan",
        "on_time": "Tepat waktu",
        "on_time_caption": "Tepat waktu per bulan",
    },
    "en": {
        "day": "Day",
        "hours": "Office hours",
        "counted": "Counted",
        "caption": "Clock of report {number}, day by day",
        "caption_officer": "Clock of ticket {number}, day by day",
        "closed": "office closed",
        "days": "{count} days",
        "now": "now",
        "due": "office's promise",
        "law": "legal limit",
        "total": "Counted in all",
        "you": "you",
        "citizen": "citizen",
        "told_counted": "counted {spans}",
        "told_wait": "waiting for {who} {spans}",
        "told_idle": "resolved {spans}",
        "told_agency": "with another agency {spans}",
        "told_other": "not counted {spans}",
        "run_on": "full working days, {holder}",
        "run_late": "full working days past the promise, {holder}",
        "run_wait": "working days waiting for {who}",
        "run_idle": "working days resolved, waiting for {who}",
        "run_agency": "working days with {holder}",
        "run_next": "working days to come",
        "run_beyond": "working days to come",
        "run_other": "working days not counted",
        "month": "{days} working days, {events} events",
        "open_month": "open {month}",
        "holder": "Holder",
        "working_time": "Working time",
        "share": "Share",
        "custody": "Who held it, how long",
        "sum": "Total",
        "months": "Month",
        "met": "On time",
        "late_finished": "Late, finished",
        "late_open": "Late, open",
        "running": "Running",
        "on_time": "Share on time",
        "on_time_caption": "On time by month",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """One of the drawings' texts, filled in."""
    return WORDS[language][key].format(**values)


def other_side(audience: Audience, language: str) -> str:
    """Who is waited for: "Anda" on the citizen's page, "warga" on the officer's."""
    return say("you" if audience == "citizen" else "citizen", language)
