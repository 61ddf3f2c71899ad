"""The acts in an officer's words: the button, the question of its page, and what follows."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.tickets.ledger.states import CANCEL_REASONS, REJECT_REASONS
from complaints_service.web.words.vocabulary import name_of


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
        "withdraw_question": _("Tarik pertanyaan"),
        "end_round": _("Tidak perlu dijawab"),
        "unmark": _("Bukan jawaban"),
        "complete_file": _("Berkas lengkap"),
        "release_target": _("Lepas target lama"),
        "prioritise": _("Ubah prioritas"),
        "reopen": _("Buka lagi"),
        "cancel": _("Batalkan laporan ini"),
        "refer": _("Limpahkan ke instansi lain"),
        "consult": _("Tanya instansi lain"),
        "return": _("Kembali dari instansi"),
        "merge": _("Satukan"),
        "unmerge": _("Pisahkan lagi"),
        "split": _("Pecah jadi dua"),
        "contest": _("Sanggah waktu"),
        "decide_contest": _("Putuskan sanggahan"),
        "request_handover": _("Minta diserahkan"),
        "decline_handover": _("Tolak permintaan"),
    }[code]


def said_of(code: str) -> tuple[str, str]:
    """The question an act's page asks, and what follows from the act."""
    return {
        "message": (
            _("Apa yang perlu diketahui warga?"),
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
        "withdraw_question": (
            _("Tarik pertanyaan kepada warga?"),
            _("Warga tidak perlu menjawab lagi. Jam berjalan lagi sejak sekarang."),
        ),
        "end_round": (
            _("Mengapa pesan warga tidak perlu dijawab?"),
            _("Jam jawaban berhenti. Putaran ini tidak terhitung sebagai dijawab tepat waktu."),
        ),
        "unmark": (
            _("Pesan mana yang bukan jawaban?"),
            _("Jam jawaban dihitung lagi seolah pesan itu bukan jawaban. Pesannya tetap terbaca."),
        ),
        "complete_file": (
            _("Berkas laporan sudah lengkap?"),
            _("Batas waktu keputusan menurut undang-undang dihitung sejak sekarang."),
        ),
        "release_target": (
            _("Jam mana yang hanya memakai target terbarunya?"),
            _("Target yang lebih lama tidak berlaku lagi. Keterlambatan yang sudah terjadi tetap tercatat."),
        ),
        "prioritise": (
            _("Prioritas mana yang benar?"),
            _("Janji bisa berubah menjadi lebih cepat, tidak pernah menjadi lebih lambat."),
        ),
        "reopen": (
            _("Mengapa laporan ini dibuka lagi?"),
            _("Jam berjalan lagi. Lewat batas waktu membuka lagi, laporan dilanjutkan dengan nomor baru."),
        ),
        "cancel": (
            _("Mengapa laporan ini dibatalkan?"),
            _("Semua jam berhenti dan tiket ditutup. Warga membaca alasannya."),
        ),
        "refer": (
            _("Instansi mana yang menangani ini?"),
            _("Semua jam berhenti. Warga membaca ke mana laporannya pergi dan mengapa."),
        ),
        "consult": (
            _("Instansi mana yang ditanya?"),
            _("Jam tidak berhenti: tiket tetap tanggung jawab kita sampai kembali."),
        ),
        "return": (
            _("Tiket sudah kembali dari instansi itu?"),
            _("Tanpa pilihan, tiket masuk antrean unit. Jam yang berhenti dihitung seolah tidak berhenti."),
        ),
        "merge": (
            _("Laporan mana yang sama dan lebih dulu diterima?"),
            _("Tiket ini ditutup. Warganya mendapat kabar dari laporan yang lebih dulu."),
        ),
        "unmerge": (
            _("Mengapa kedua laporan ini bukan satu?"),
            _("Tiket ini dikerjakan lagi. Waktunya dihitung seolah tidak pernah disatukan."),
        ),
        "split": (
            _("Hal mana yang perlu tiket sendiri?"),
            _("Tiket baru membawa catatan sampai sekarang; jamnya tetap dihitung sejak laporan diterima."),
        ),
        "contest": (
            _("Waktu mana yang bukan waktu Anda?"),
            _("Atasan yang tidak berkepentingan memutuskan. Sampai itu angka lama tetap tampil."),
        ),
        "decide_contest": (
            _("Waktu siapa sebenarnya?"),
            _("Kalau dibenarkan, waktunya pindah dan angka kinerja mengikuti. Jam tiket tidak bergeser."),
        ),
        "request_handover": (
            _("Kepada siapa tiket ini sebaiknya diserahkan?"),
            _("Tiket tetap di pemegangnya sampai yang berwenang memutuskan. Jam tidak berhenti."),
        ),
        "decline_handover": (
            _("Mengapa tiket ini tetap di pemegangnya?"),
            _("Yang meminta membaca alasannya. Tiket tidak pindah."),
        ),
    }[code]


def reject_reasons() -> list[tuple[str, str]]:
    """Why a report is refused, in the officer's words, in the order of the workflow's list."""
    return [(code, name_of("reject_reason", code)) for code in REJECT_REASONS]


def cancel_reasons() -> list[tuple[str, str]]:
    """Why the office stops handling a report, in the order of the workflow's list."""
    return [(code, name_of("cancel_reason", code)) for code in CANCEL_REASONS]


def priority_name(priority: str) -> str:
    """A priority as officers call it."""
    return name_of("priority", priority)
