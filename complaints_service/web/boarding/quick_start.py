"""The quick start of each kind of reader: one A4 out of the tour's own steps and the day's usual cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, url_for

from complaints_service import clock
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import marked
from complaints_service.web.performance.evaluations.documents import document_answer
from complaints_service.web.shell.steps import TOURS

blueprint = Blueprint("quick_start", __name__, url_prefix="/mulai")
TEMPLATE = "mulai"

#: What each sheet is called.
TITLES: Mapping[str, str] = {
    "officer": marked("Mulai cepat untuk petugas"),
    "superior": marked("Mulai cepat untuk atasan"),
    "camat": marked("Mulai cepat untuk Camat"),
    "administrator": marked("Mulai cepat untuk pengelola"),
    "inspector": marked("Mulai cepat untuk inspektur"),
}
#: What happens, and what one does then; papers are Indonesian, whatever language pages are read in.
_DAILY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "officer": (
        ("Ada tiket baru", "Ambil, baca, lalu jawab warga hari itu juga; jam jawaban pertama berhenti."),
        ("Keterangan kurang", "Tanya warga. Jam kantor berhenti sampai warga menjawab."),
        (
            "Bukan urusan unit ini",
            "Serahkan ke unit yang tepat dengan alasan, atau limpahkan ke luar.",
        ),
        ("Sudah dikerjakan", "Selesaikan dengan foto bukti. Warga menerima atau menyanggah."),
        ("Waktu itu bukan waktu Anda", "Buka angkanya di Kinerja, lalu sanggah rentang waktunya."),
        ("Salah kirim", "Urungkan dalam 30 detik; sesudah itu kirim perbaikannya."),
    ),
    "superior": (
        ("Pagi hari", "Buka Menunggu Anda: yang terlambat, hampir habis, dan yang menunggu putusan Anda."),
        ("Seseorang kelebihan tiket", "Serahkan sebagian kepada rekan seunitnya, dengan alasan."),
        ("Petugas minta menolak", "Baca alasannya, lalu setujui atau kembalikan."),
        (
            "Sanggahan masuk",
            "Putuskan dari catatan tiket; yang menyangkut Anda diputus atasan Anda.",
        ),
        ("Akhir bulan", "Setujui realisasi, lalu nilai dengan bukti di sampingnya."),
    ),
    "camat": (
        ("Pagi hari", "Buka Papan: ketepatan termasuk yang masih terbuka, tunggakan, tempat waktu habis."),
        ("Angka berubah tajam", "Tekan angkanya; di baliknya ada tiket satu per satu."),
        ("Rapat", "Acaranya tersusun dari data; tindakan yang disepakati kembali sampai selesai."),
        ("Akhir bulan", "Terbitkan laporan kantor, tanda tangani, kirim."),
        ("Menilai orang", "Tidak ada peringkat. Pakai bukti, jumlah, dan rentangnya."),
    ),
    "administrator": (
        ("Pegawai baru", "Masukkan di Pegawai, buka akunnya, serahkan tautan kata sandinya langsung."),
        ("Pegawai pindah atau berhenti", "Catat tanggalnya; akun, obrolan, dan tiketnya mengikuti."),
        ("Sesuatu diam", "Lihat Keadaan kantor: pengiriman, cadangan, kalender."),
        (
            "Aturan berubah",
            "Ubah rancangan di Buka kantor, periksa, lalu rilis. Tiket lama tidak berubah.",
        ),
        ("Masukan dari pegawai", "Jawab atau tutup di Masukan; muncul juga di Menunggu Anda."),
    ),
    "inspector": (
        ("Memeriksa sebuah angka", "Tekan sampai tiketnya, lalu jamnya: tiap detik punya alasan."),
        (
            "Memeriksa keutuhan",
            "Minta hasil tanggap verify, dan bandingkan dengan segel yang Anda simpan.",
        ),
        ("Tanda yang patut dilihat", "Bukan putusan. Tutup dengan alasan bila ternyata wajar."),
        ("Identitas pelapor dibuka", "Setiap pembukaan tercatat dengan tujuannya."),
        ("Siapa berbuat apa", "Jejak kantor, dapat disaring dan diunduh."),
    ),
}


@blueprint.get(f"/lembar-<any({','.join(TOURS)}):kind>.pdf")
@limited(TAKEN_ALONG)
@needs(SIGNED_IN)
def sheet(_reader: SignedIn, kind: str) -> Response:
    """The quick start of one kind of reader; everybody may read every one."""
    office = service().rulebook.office
    day = service().rulebook.local_date(clock.now())
    at = clock.now().replace(hour=0, minute=0, second=0)
    drawn = _drawn(kind, f"{office.names.read('id')}, {office.city}", service().settings.base_url, at)
    return document_answer(drawn, "pdf", f"mulai-{kind}-{day}")


def sheet_content(kind: str, *, office: str, site: str) -> dict[str, Any]:
    """What a sheet says, in the words that the tour uses."""
    return {
        "title": TITLES[kind],
        "office": office,
        "site": site,
        "lead": f"Masuk di {site}/masuk. Satu lembar untuk hari pertama; sisanya di panduan.",
        "steps_title": "Lima langkah pertama",
        "steps": [
            {
                "title": one.title,
                "text": one.text,
                "where": site + url_for(one.endpoint, **one.address),
            }
            for one in TOURS[kind]
        ],
        "daily_title": "Sehari-hari",
        "heads": ["Kalau", "maka"],
        "daily": [list(one) for one in _DAILY[kind]],
        "help_title": "Butuh bantuan?",
        "help": (
            "Tanda ? di atas halaman membuka bagian panduannya. Masukan di kaki halaman sampai ke "
            f"pengelola. Berlatih tanpa akibat: {site}/latihan."
        ),
    }


@lru_cache(maxsize=32)
def _drawn(kind: str, office: str, site: str, at: datetime) -> bytes:
    return set_pdf(TEMPLATE, sheet_content(kind, office=office, site=site), at=at)
