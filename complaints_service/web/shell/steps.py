"""The tour: five steps for each kind of reader, in the order in which a first day needs them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from complaints_service.accounts.access import Rights
from complaints_service.errors import marked


@dataclass(frozen=True, kw_only=True)
class TourStep:
    """One step: what it is about, two sentences, and the page it speaks of; `title` and `text` are marked."""

    title: str
    text: str
    endpoint: str
    address: Mapping[str, Any] = field(default_factory=dict)


_PRACTICE = TourStep(
    title=marked("Coba tanpa akibat"),
    text=marked(
        "Latihan memakai meja kerja yang sama dengan laporan rekaan. Tidak ada yang terkirim atau dihitung."
    ),
    endpoint="practice.show",
)
_FIGURES = TourStep(
    title=marked("Angka Anda"),
    text=marked(
        "Indikator Anda bulan ini. Tiap angka membuka tiketnya, dan yang bukan waktu Anda dapat disanggah."
    ),
    endpoint="figures.mine",
)
_BOARD = TourStep(
    title=marked("Papan"),
    text=marked("Ketepatan, tunggakan, dan tempat waktu habis. Tiap angka membuka tiket di baliknya."),
    endpoint="boards.board",
)
_ACCOUNT = TourStep(
    title=marked("Akun Anda"),
    text=marked("Pasang langkah kedua untuk masuk, dan akhiri sesi atau kunci yang tidak Anda kenal."),
    endpoint="own_account.show",
)
_REPORTS = TourStep(
    title=marked("Laporan kantor"),
    text=marked("Tabel bulanan di layar, sebagai PDF untuk ditandatangani, atau sebagai lembar hitung."),
    endpoint="office_reports.catalogue",
)
_PLAN = TourStep(
    title=marked("Rencana dan evaluasi"),
    text=marked(
        "SKP disepakati berdua dan ditandatangani berdua. Evaluasi memakai angka yang Anda lihat di sini."
    ),
    endpoint="plans.mine",
)
_TEAM = TourStep(
    title=marked("Orang di bawah Anda"),
    text=marked("Angka, rencana, dan evaluasi tiap orang, berdampingan dengan unitnya, tanpa peringkat."),
    endpoint="team.listing",
)
_MEETINGS = TourStep(
    title=marked("Rapat"),
    text=marked("Acara rapat tersusun dari data. Tindakan yang disepakati kembali sampai selesai."),
    endpoint="meetings.listing",
)
_WAITING = TourStep(
    title=marked("Yang menunggu Anda"),
    text=marked(
        "Semua yang perlu Anda kerjakan atau putuskan ada di satu daftar, yang paling mendesak di atas."
    ),
    endpoint="duties.listing",
)

#: By kind of reader.
TOURS: Mapping[str, tuple[TourStep, ...]] = {
    "officer": (
        TourStep(
            title=marked("Meja kerja"),
            text=marked("Tiket Anda, menurut sisa waktu. Buka satu: percakapan, tempat, dan tindakan Anda."),
            endpoint="desk.listing",
        ),
        TourStep(
            title=marked("Antrean unit"),
            text=marked("Tiket yang belum dipegang siapa pun. Ambil satu, lalu jawab warga."),
            endpoint="desk.listing",
            address={"view": "queue"},
        ),
        _FIGURES,
        _PLAN,
        _PRACTICE,
    ),
    "superior": (_WAITING, _BOARD, _TEAM, _PLAN, _PRACTICE),
    "camat": (_BOARD, _WAITING, _REPORTS, _MEETINGS, _PRACTICE),
    "administrator": (
        TourStep(
            title=marked("Buka kantor"),
            text=marked(
                "Aturan kantor di halaman, selangkah demi selangkah, sampai laporan pertama bisa masuk."
            ),
            endpoint="open_office.show",
        ),
        TourStep(
            title=marked("Pegawai dan akun"),
            text=marked(
                "Masukkan pegawai, buka akunnya, dan beri perannya. Jangan jadi pengelola seorang diri."
            ),
            endpoint="staff.listing",
        ),
        TourStep(
            title=marked("Keadaan kantor"),
            text=marked("Yang diam harus terlihat: pengiriman, cadangan, kalender, dan yang belum lengkap."),
            endpoint="opening.show",
        ),
        _ACCOUNT,
        _PRACTICE,
    ),
    "inspector": (
        _BOARD,
        _REPORTS,
        TourStep(
            title=marked("Patut dilihat"),
            text=marked("Tanda yang layak diperiksa, bukan putusan. Tiap tanda membuka tiketnya."),
            endpoint="signs.listing",
        ),
        TourStep(
            title=marked("Jejak kantor"),
            text=marked("Siapa berbuat apa dan kapan, di luar tiket. Rantainya dapat Anda periksa sendiri."),
            endpoint="audit.listing",
        ),
        _PRACTICE,
    ),
}


def reader_kind(rights: Rights) -> str:
    """Which tour somebody is given, by what they mostly do here."""
    if rights.granted("auditor"):
        return "inspector"
    if rights.granted("manager"):
        return "camat"
    if rights.officer_id is None and rights.granted("administrator"):
        return "administrator"
    return "superior" if rights.subordinate_officers else "officer"


def shown_step(rights: Rights, step: int | None, endpoint: str | None) -> TourStep | None:
    """The step to show on a page; only pages that the tour itself speaks of interrupt nobody's work."""
    steps = TOURS[reader_kind(rights)]
    if step is None or step >= len(steps):
        return None
    return steps[step] if endpoint in {"desk.listing", *(one.endpoint for one in steps)} else None
