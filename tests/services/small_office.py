"""A small office for tests: a district, its secretariat with the desk, a section with a crew, a kelurahan."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.people.service import (
    OfficerFacts,
    PositionSpec,
    UnitSpec,
    hire_officer,
    seed_units,
)

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)  # Friday morning in Medan
CLI = Actor("rule", "cli")

UNITS = (
    UnitSpec("P3SU", "Regu P3SU", "P3", "SARPRAS", "crew"),
    UnitSpec("KEC", "Kecamatan", "KC"),
    UnitSpec("SEKR", "Sekretariat", "SK", "KEC", "secretariat"),
    UnitSpec("MEJA", "Meja Pengaduan", "MP", "SEKR", "desk"),
    UnitSpec("SARPRAS", "Seksi Sarana dan Prasarana", "SS", "KEC"),
    UnitSpec("TJN", "Kelurahan Terjun", "TJ", "KEC", kelurahan_code="12.71.12.1003"),
)
POSITIONS = (
    PositionSpec("staf_sarpras", "Staf Sarpras", "SARPRAS"),
    PositionSpec("camat", "Camat", "KEC", is_head=True, handles_tickets=False),
    PositionSpec("sekcam", "Sekretaris Camat", "SEKR", superior="camat", is_head=True),
    PositionSpec("petugas_meja", "Petugas Meja", "MEJA"),
    PositionSpec("kasi_sarpras", "Kepala Seksi", "SARPRAS", superior="camat", is_head=True),
    PositionSpec("regu", "Anggota Regu", "P3SU"),
    PositionSpec("lurah", "Lurah", "TJN", is_head=True),
    PositionSpec("kepling_1", "Kepala Lingkungan 1", "TJN", superior="lurah"),
)
PEOPLE = {
    "camat": OfficerFacts("Hotma Lubis", "pns", "camat", date(2025, 1, 1), nip="197001011995031001"),
    "sekcam": OfficerFacts("Rina Siregar", "pns", "sekcam", date(2025, 1, 1), nip="197501012000032001"),
    "meja": OfficerFacts("Dewi Tanjung", "pns", "petugas_meja", date(2025, 1, 1), nip="199001012015032001"),
    "kasi": OfficerFacts("Budi Harahap", "pns", "kasi_sarpras", date(2025, 1, 1), nip="198001012005031001"),
    "staf": OfficerFacts("Siti Nasution", "pppk", "staf_sarpras", date(2025, 1, 1), nip="199501012023212001"),
    "regu": OfficerFacts("Anto", "non_asn", "regu", date(2025, 1, 1), code="regu-1"),
    "lurah": OfficerFacts("Maya Pohan", "pns", "lurah", date(2025, 1, 1), nip="198501012010012001"),
    "kepling": OfficerFacts("Ucok Daulay", "non_asn", "kepling_1", date(2025, 1, 1), code="kepling-1"),
}


def open_office(session: Session) -> dict[str, int]:
    """Seeds the office and hires everyone; officer ids by the keys of PEOPLE."""
    seed_units(session, units=UNITS, positions=POSITIONS, now=NOW, actor=CLI)
    return {key: hire_officer(session, facts=facts, now=NOW, actor=CLI).id for key, facts in PEOPLE.items()}
