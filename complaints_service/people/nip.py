"""The number of a civil servant (NIP), digit by digit: birth, start of service, sex, serial.

BKN numbers a PNS by the month of the appointment; in a PPPK's number the month is the order of the contract,
counted from 21.
"""

from __future__ import annotations

import re
from datetime import date

from complaints_service.errors import Words, words

LENGTH = 18
#: Nobody begins younger or older.
_YOUNGEST, _OLDEST = 15, 70
_MONTHS, _CONTRACTS = range(1, 13), range(21, 33)


def read_nip(typed: str) -> str:
    """The 18 digits of a number as it is written. Raises ValueError; the sentence is its argument."""
    if re.search(r"[eE][+]?\d+$", typed):
        raise ValueError(_rounded())
    digits = re.sub(r"[\s.'’-]", "", typed)
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise ValueError(words("NIP terdiri dari 18 angka."))
    problem = _problem(digits)
    if problem is not None:
        raise ValueError(problem)
    return digits


def _problem(digits: str) -> Words | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return words("Delapan angka pertama NIP harus tanggal lahir.")
    if not _YOUNGEST <= int(digits[8:12]) - born.year <= _OLDEST:
        return words("Angka ke-9 sampai ke-12 NIP harus tahun mulai bertugas.")
    if int(digits[12:14]) not in (*_MONTHS, *_CONTRACTS):
        return words("Angka ke-13 dan ke-14 NIP harus bulan mulai bertugas, untuk PPPK mulai dari 21.")
    if digits[15:] == "000":
        # A worksheet keeps 15 digits of a number and writes zeros for the rest.
        return _rounded()
    if digits[14] not in "12":
        return words("Angka ke-15 NIP harus 1 (pria) atau 2 (wanita).")
    return None


def _rounded() -> Words:
    return words("Angka ini dipotong oleh program lembar kerja. Simpan kolom NIP sebagai teks.")
