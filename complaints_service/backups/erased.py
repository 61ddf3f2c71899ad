"""Which reports were erased, kept beside the backups: an older one that is put back erases them again.

A backup from before an erasure holds what was erased. The list holds numbers and how much went, and no word
of anybody; it is sealed with the key of the backups, as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from complaints_service.backups.errors import NotRestored
from complaints_service.backups.sealed_file import open_sealed, seal_into
from complaints_service.errors import words

LIST = "erased.sealed"
#: Number of a report -> what of it is erased.
PERSON, WORDS = "person", "words"
Erased = Mapping[str, str]


def read_erased(folder: Path, *, key: bytes) -> Erased:
    """What is on the list of a folder of backups; nothing where there is none yet. Raises NotRestored."""
    if not (folder / LIST).exists():
        return {}
    try:
        told = json.loads(b"".join(open_sealed(folder / LIST, key=key, name=LIST)))
    except NotRestored:
        raise NotRestored(
            words(
                "Daftar laporan yang sudah dihapus (%(file)s) tidak terbuka. Ambil salinannya yang utuh; "
                "kalau tidak ada, singkirkan berkas itu dan hapus lagi laporan-laporannya dengan tangan.",
                file=folder / LIST,
            )
        ) from None
    return {str(number): str(what) for number, what in told.items()}


def add_erased(folder: Path, erased: Erased, *, key: bytes) -> bool:
    """Adds what the database says is erased to the list; whether there was anything new. Raises OSError.

    What is on the list stays there, whatever database is asked: the one of a restored office knows less. A
    list under a key that is gone is begun anew.
    """
    try:
        known = read_erased(folder, key=key)
    except NotRestored:
        known = {}
    whole = {**erased, **{number: what for number, what in known.items() if erased.get(number) != WORDS}}
    if whole == known:
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = folder / f".{LIST}"
    aside.unlink(missing_ok=True)
    seal_into(aside, [json.dumps(whole, sort_keys=True).encode()], key=key, name=LIST)
    aside.rename(folder / LIST)
    return True
