"""What may be asked, until when it is decided, and why something stays for now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints_service.errors import marked

#: UU 27/2022, articles 7 and 32 (access), 6 and 30 (correction), 11 and 41 (restriction), 8 and 43 (erasure).
KINDS = ("access", "correction", "restriction", "erasure")
STATES = ("asked", "granted", "refused")
#: 3 x 24 hours, by the clock on the wall: nights and holidays count.
TERM = timedelta(hours=72)

#: Class of reports -> the limit of the rulebook by which, so many days after it ended, its words are erased.
RETENTION: Mapping[str, str] = {
    "open": "retention_open",
    "confidential": "retention_confidential",
    "anonymous": "retention_anonymous",
    "oversight": "retention_oversight",
}

#: What stays by itself, and keeps nothing of this report from going: letters that were filed, other parts.
PAPER, FAMILY = "paper", "family"
#: Why the words and files of a report stay for now, although their erasure was granted; each passes.
GROUNDS: Mapping[str, str] = {
    "open": marked("Laporannya masih ditangani: isi dan berkasnya tinggal sampai selesai."),
    "joined": marked(
        "Laporannya disatukan dengan laporan lain yang masih ditangani: isinya tinggal sampai itu selesai."
    ),
    "evaluation": marked(
        "Laporannya bukti dalam evaluasi seorang pegawai: isinya tinggal sampai evaluasi itu ditutup."
    ),
    "oversight": marked(
        "Laporannya tentang petugas dan bisa jadi perkara: isinya tinggal sampai masa simpannya habis."
    ),
    FAMILY: marked(
        "Laporannya dipecah atau dilanjutkan; bagian yang masih ditangani tinggal sampai itu selesai."
    ),
    PAPER: marked(
        "Surat dinas tentangnya sudah dibuat: surat itu, tanpa nama Anda, tinggal menurut arsip kantor."
    ),
}
#: What stays of every report, erased or not.
ALWAYS = marked(
    "Nomor, jenis, kelurahan, unit, dan waktu setiap kejadian tetap: dari situ angka kantor dihitung, "
    "tanpa menunjuk orang. Surat dinas, notulen rapat, dan catatan tentang kerja pegawai adalah arsip "
    "kantor dan tidak ikut dihapus."
)


@dataclass(frozen=True, kw_only=True)
class RestingOn:
    """What rests on a report's words still.

    `joined`: a report it went into or took in is open; `family`: a part of it is. `paper`: a letter tells
    of it.
    """

    open: bool
    joined: bool
    evaluation: bool
    oversight: bool
    paper: bool
    family: bool


def grounds(standing: RestingOn) -> list[str]:
    """The codes of `GROUNDS` by which something stays, for its citizen to read."""
    return [code for code in GROUNDS if getattr(standing, code)]


def may_go(standing: RestingOn) -> bool:
    """Whether nothing rests on words and files any more."""
    return set(grounds(standing)) <= {PAPER, FAMILY}


def due_of(asked_at: datetime) -> datetime:
    """Until when a request is decided."""
    return asked_at + TERM
