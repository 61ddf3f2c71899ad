"""What pages call the requests of people about their data, and how they stand."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import marked
from complaints_service.personal_data.rules import GROUNDS

#: Kind -> its name, and what it leads to.
KINDS = {
    "access": (
        marked("Salinan data saya"),
        marked("Semua yang kami simpan tentang Anda di laporan ini, untuk diunduh."),
    ),
    "correction": (
        marked("Betulkan nama atau kontak"),
        marked("Isi laporan tidak diubah; yang keliru di sana Anda betulkan di percakapan."),
    ),
    "restriction": (
        marked("Batasi pemakaiannya"),
        marked("Siapa Anda tidak dibuka lagi dan tidak dicari, dan laporan tidak tampil untuk umum."),
    ),
    "erasure": (
        marked("Hapus data saya"),
        marked(
            "Nama, kontak, dan jalur kabar dihapus; isi dan berkas menyusul begitu tidak ada yang "
            "bergantung padanya."
        ),
    ),
}
_STATES = {
    "asked": ("wait", marked("menunggu putusan")),
    "granted": ("done", marked("dikabulkan")),
    "refused": ("stop", marked("ditolak")),
}


def kind_name(kind: str) -> str:
    """A kind of request in the reader's language."""
    return _(KINDS[kind][0])


def state_badge(state: str) -> tuple[str, str]:
    """The shape and the word of how a request stands."""
    shape, word = _STATES[state]
    return shape, _(word)


def kept_words(codes: list[str]) -> list[str]:
    """Why something stays, a sentence each."""
    return [_(GROUNDS[code]) for code in codes]
