"""The words of `explain`, in Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """One language."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    clocks: dict[str, str]
    statuses: dict[str, str]
    reasons: dict[str, str]
    spans: dict[str, str]
    amounts: dict[str, str]
    working: str
    paused: str
    started: str
    promise: str
    breached: str
    stopped: str
    used: str
    left: str
    over: str
    as_of: str
    versions: str
    add_year: str
    total: str
    hour: str
    minute: str
    second: str
    until: str
    whole_days: str
    at_least: str
    beside: dict[str, str]


INDONESIAN = LanguageWords(
    days=("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    months=("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    clocks={
        "verification": "Pemeriksaan dan penyaluran",
        "first_response": "Jawaban pertama",
        "next_response": "Jawaban berikutnya",
        "resolution": "Penyelesaian",
        "legal_answer": "Jawaban menurut undang-undang",
        "legal_decision": "Keputusan menurut undang-undang",
        "legal_notice": "Penyampaian keputusan menurut undang-undang",
    },
    statuses={
        "not_started": "belum mulai",
        "running": "berjalan",
        "at_risk": "hampir jatuh tempo",
        "met": "tepat waktu",
        "breached": "terlambat",
        "stopped": "dihentikan",
        "no_target": "tanpa target",
        "unknown": "belum bisa dihitung",
    },
    reasons={
        "rejected": "ditolak",
        "cancelled": "dibatalkan",
        "referred": "dilimpahkan",
        "merged": "disatukan",
        "closed": "ditutup",
        "no_answer": "warga tidak menjawab",
        "no_answer_needed": "tidak perlu dijawab",
        "horizon": "hari libur belum diketahui",
    },
    spans={
        "counted": "dihitung",
        "late": "dihitung, lewat janji",
        "agency": "dihitung, di instansi lain",
        "question": "menunggu jawaban warga",
        "resolved": "menunggu penilaian warga, tidak dihitung",
        "next": "belum terjadi",
        "before_start": "belum mulai",
        "after_stop": "sudah berhenti",
        "unknown": "hari libur belum diketahui",
        "break": "istirahat",
        "night": "kantor tutup",
        "day_off": "bukan hari kerja",
        "holiday": "hari libur",
        "collective_leave": "cuti bersama",
        "closure": "penutupan darurat",
        "opening": "kantor tutup",
        "changed": "kantor tutup",
    },
    amounts={"working_days": "hari kerja", "calendar_days": "hari kalender"},
    working="kerja",
    paused="jam berhenti, menunggu jawaban warga",
    started="Mulai",
    promise="Janji",
    breached="Terlambat sejak",
    stopped="Berhenti",
    used="Terpakai",
    left="tersisa",
    over="lewat",
    as_of="Per",
    versions="aturan {policy}, kalender {calendar}",
    add_year="Tambahkan hari libur tahun {year} pada kalender.",
    total="Jumlah yang dihitung",
    hour="j",
    minute="m",
    second="d",
    until="sampai",
    whole_days="hari",
    at_least="paling sedikit",
    beside={"resolution": "Penyelesaian ke-{number}", "next_response": "Jawaban berikutnya ke-{number}"},
)

ENGLISH = LanguageWords(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    clocks={
        "verification": "Checking and routing",
        "first_response": "First answer",
        "next_response": "Next answer",
        "resolution": "Resolution",
        "legal_answer": "Answer by law",
        "legal_decision": "Decision by law",
        "legal_notice": "Notice of the decision by law",
    },
    statuses={
        "not_started": "not started",
        "running": "running",
        "at_risk": "nearly due",
        "met": "on time",
        "breached": "late",
        "stopped": "stopped",
        "no_target": "no target",
        "unknown": "cannot be counted yet",
    },
    reasons={
        "rejected": "rejected",
        "cancelled": "cancelled",
        "referred": "referred",
        "merged": "merged",
        "closed": "closed",
        "no_answer": "the citizen did not answer",
        "no_answer_needed": "needed no answer",
        "horizon": "holidays not known yet",
    },
    spans={
        "counted": "counted",
        "late": "counted, past the promise",
        "agency": "counted, with another agency",
        "question": "waiting for the citizen",
        "resolved": "the citizen is judging, not counted",
        "next": "not yet",
        "before_start": "not started",
        "after_stop": "already stopped",
        "unknown": "holidays not known yet",
        "break": "break",
        "night": "office closed",
        "day_off": "no working day",
        "holiday": "holiday",
        "collective_leave": "collective leave",
        "closure": "emergency closure",
        "opening": "office closed",
        "changed": "office closed",
    },
    amounts={"working_days": "working days", "calendar_days": "calendar days"},
    working="of working time",
    paused="paused, waiting for the citizen",
    started="Started",
    promise="Promised",
    breached="Late since",
    stopped="Stopped",
    used="Used",
    left="left",
    over="over by",
    as_of="As of",
    versions="policy {policy}, calendar {calendar}",
    add_year="Add the holidays of {year} to the calendar.",
    total="Counted in all",
    hour="h",
    minute="m",
    second="s",
    until="to",
    whole_days="days",
    at_least="at least",
    beside={"resolution": "Resolution {number}", "next_response": "Next answer {number}"},
)

LANGUAGES = {"id": INDONESIAN, "en": ENGLISH}
