"""Which sentences show the numbers to call, and which do not: as people write, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from complaints_service.intake.emergency import emergency_in
from config.rulebook import Rulebook

ON = date(2026, 11, 24)
CALL = [
    ("Tolong ada kebakaran di gang 3", "113"),
    ("RUMAH TETANGGA TERBAKAR!!!", "113"),
    ("api besar di gudang plastik, cepat", "113"),
    ("tabung gas bocor baunya menyengat", "113"),
    ("Barusan ada kecelakaan motor di simpang pasar", "119"),
    ("tabrakan truk sama becak, orangnya tidak sadarkan diri", "119"),
    ("anak hanyut di parit besar", "119"),
    ("tukang kesetrum kabel putus", "119"),
    ("ada orang dibegal di jembatan", "110"),
    ("tawuran di depan sekolah sekarang", "110"),
    ("tetangga saya dipukuli suaminya", "110"),
    ("kemarin ribut, sekarang suaminya mengancam pakai parang", "110"),
    ("There is a fire next door", "113"),
    ("A man was stabbed at the market", "110"),
    ("car crash at the junction, someone is bleeding", "119"),
    ("Kabel listrik korslet dan keluar asap", "113"),
    ("sering banjir di sini. Malam ini ada orang hanyut", "119"),
    ("tidak ada petugas, tapi ada kebakaran di belakang pasar", "113"),
]
WRITE = [
    "Lampu jalan padam, rawan kecelakaan dan begal",
    "Jalan berlubang, takut ada yang kecelakaan",
    "Tetangga bakar sampah tiap sore",
    "sampah terbakar di TPS baunya menyengat",
    "Tidak ada kebakaran, hanya asap dapur",
    "Tahun lalu ada kebakaran di sini, minta hidran",
    "Kapan ada simulasi kebakaran di sekolah?",
    "Kantor pemadam kebakaran terdekat di mana?",
    "Mohon kabel dirapikan supaya tidak korslet",
    "Kereta api lewat terlalu berisik",
    "Parit tumpat, motor tenggelam kalau hujan",
    "Pohon mau tumbang, kalau tertimpa rumah bagaimana",
    "Rumah saya tenggelam banjir setinggi lutut",
    "Petugas memukul rata semua iuran sampah",
    "Bekas kebakaran di pasar belum dibersihkan",
    "The street is dark, I am afraid of a robbery",
    "The road might cause an accident",
    "Last year there was a fire here",
    "No accident so far but the hole is deep",
    "Apinya kompor di kantin kantor kecil",
    "Bombardir iklan judi di tiang listrik",
    "Jalan Parang III berlubang",
    "",
]


@pytest.mark.parametrize(("said", "number"), CALL)
def test_who_tells_of_an_emergency_is_shown_whom_to_call(rulebook: Rulebook, said: str, number: str) -> None:
    found = emergency_in(said, rulebook, on=ON)
    assert found is not None
    phones = [one.phone for one in found.numbers]
    assert phones[0] == "112" and number in phones


@pytest.mark.parametrize("said", WRITE)
def test_who_reports_what_is_none_is_not_alarmed(rulebook: Rulebook, said: str) -> None:
    assert emergency_in(said, rulebook, on=ON) is None
