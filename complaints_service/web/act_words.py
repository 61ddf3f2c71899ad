"""The acts in an officer's words: the button, the question of its page, and what follows."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.tickets.workflow import REJECT_REASONS


def verb_of(code: str) -> str:
    """The words of an act's button."""
    return {
        "message": _("Jawab warga"),
        "resolve": _("Selesaikan"),
        "question": _("Tanya warga"),
        "handover": _("Serahkan"),
        "take": _("Ambil tiket ini"),
        "assign": _("Tugaskan"),
        "classify": _("Ubah kategori"),
        "note": _("Catatan dalam"),
        "reject": _("Tolak laporan ini"),
    }[code]


def said_of(code: str) -> tuple[str, str]:
    """The question an act's page asks, and what follows from the act."""
    return {
        "message": (
            _("Apa kabar untuk warga?"),
            _("Warga membacanya di halamannya saat ini juga. Tertulis nama unit, bukan nama Anda."),
        ),
        "resolve": (
            _("Apa yang sudah dikerjakan?"),
            _("Jam penyelesaian berhenti. Warga menerima atau menolaknya; kalau ditolak, jam berjalan lagi."),
        ),
        "question": (
            _("Apa yang perlu ditanyakan?"),
            _("Jam berhenti sejak pertanyaan terkirim, sampai warga menjawab."),
        ),
        "handover": (
            _("Kepada siapa tiket ini diserahkan?"),
            _("Jam tidak berhenti. Waktu yang sudah Anda pegang tetap tercatat atas nama Anda."),
        ),
        "assign": (
            _("Siapa yang mengerjakan tiket ini?"),
            _("Tiket langsung pindah ke daftarnya, dengan alasan yang Anda tulis. Jam tidak berhenti."),
        ),
        "take": (
            _("Ambil tiket ini dari antrean?"),
            _("Tiket pindah ke daftar Anda. Sejak itu waktunya tercatat atas nama Anda."),
        ),
        "classify": (
            _("Kategori mana yang benar?"),
            _("Janji bisa berubah menjadi lebih cepat, tidak pernah menjadi lebih lambat."),
        ),
        "note": (_("Apa yang perlu dicatat?"), _("Hanya kantor yang membacanya. Warga tidak.")),
        "reject": (
            _("Mengapa laporan ini ditolak?"),
            _("Semua jam berhenti dan tiket ditutup. Warga membaca alasannya. Ini tidak bisa dibatalkan."),
        ),
    }[code]


def reject_reasons() -> list[tuple[str, str]]:
    """Why a report is refused, in the officer's words, in the order of the workflow's list."""
    words = {
        "spam": _("Iklan atau bukan laporan"),
        "not_ours": _("Bukan wewenang kami"),
        "duplicate": _("Sama dengan laporan lain dari warga yang sama"),
        "unclear": _("Tempat atau kejadiannya tidak bisa ditemukan"),
        "not_a_complaint": _("Bukan tentang layanan kami"),
        "before_court": _("Sedang diperiksa pengadilan"),
    }
    return [(code, words[code]) for code in REJECT_REASONS]
