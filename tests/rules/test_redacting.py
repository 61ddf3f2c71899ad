"""What the redaction aid finds, and what it leaves alone."""

from __future__ import annotations

import pytest

from complaints_service.tickets.public.redacting import leads, redacted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "Hubungi 0812-3456-7890 ya"),
        ("phone", "WA +62 812 3456 7890."),
        ("phone", "telepon (061) 6851234"),
        ("phone", "hp 6281234567890"),
        ("nik", "NIK 1271 1234 5678 9012"),
        ("nik", "nik:1271123456789012,"),
        ("email", "surat ke sari.contoh+x@surel.contoh.example"),
        ("plate", "motor BK 1234 ABC lewat"),
        ("plate", "truk bk 8123 xy"),
        ("plate", "mobil B1234CD"),
        ("address", "di Jl. Marelan Raya No. 12"),
        ("address", "Gang Anggrek no 7"),
        ("address", "di RT 03"),
        ("name", "dengan Pak Contoh Sembarang"),
        ("name", "kata bu Rekaan"),
        ("name", "nama saya Warga Contoh"),
    ],
)
def test_what_leads_to_somebody_is_found(kind: str, text: str) -> None:
    found = leads(text)
    assert [one.kind for one in found] == [kind]
    assert found[0].words not in redacted(text) and "[…]" in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Parit tumpat sejak 3 hari, air setinggi 40 cm.",
        "Lampu mati dari tanggal 12-11-2026 pukul 18.30.",
        "Biayanya Rp 1.500.000 untuk 12 rumah.",
        "bapak ibu sekalian, jalan rusak parah",
        "Sampah menumpuk 2 minggu di pasar",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert [one for one in leads(text) if one.kind != "address"] == []
