"""A small office for tests: a district, its secretariat with the desk, a section with a crew, a kelurahan."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.service import PositionSpec, UnitSpec, hire_officer, seed_units

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)  # Friday morning in Medan
CLI = Actor("rule", "cli")

UNITS = (
    UnitSpec(code="P3SU", name="Regu P3SU", initials="P3", parent="SARPRAS", kind="crew"),
    UnitSpec(code="KEC", name="Kecamatan", initials="KC"),
    UnitSpec(code="SEKR", name="Sekretariat", initials="SK", parent="KEC", kind="secretariat"),
    UnitSpec(code="MEJA", name="Meja Pengaduan", initials="MP", parent="SEKR", kind="desk"),
    UnitSpec(code="SARPRAS", name="Seksi Sarana dan Prasarana", initials="SS", parent="KEC"),
    UnitSpec(
        code="TJN", name="Kelurahan Terjun", initials="TJ", parent="KEC", kelurahan_code="12.71.12.1003"
    ),
)
POSITIONS = (
    PositionSpec(code="staf_sarpras", title="Staf Sarpras", unit="SARPRAS"),
    PositionSpec(code="camat", title="Camat", unit="KEC", is_head=True, handles_tickets=False),
    PositionSpec(code="sekcam", title="Sekretaris Camat", unit="SEKR", superior="camat", is_head=True),
    PositionSpec(code="petugas_meja", title="Petugas Meja", unit="MEJA"),
    PositionSpec(code="kasi_sarpras", title="Kepala Seksi", unit="SARPRAS", superior="camat", is_head=True),
    PositionSpec(code="regu", title="Anggota Regu", unit="P3SU"),
    PositionSpec(code="lurah", title="Lurah", unit="TJN", is_head=True),
    PositionSpec(code="kepling_1", title="Kepala Lingkungan 1", unit="TJN", superior="lurah"),
)
PEOPLE = {
    "camat": OfficerFacts(
        name="Hotma Lubis",
        employment="pns",
        position="camat",
        works_from=date(2025, 1, 1),
        nip="197001011995031001",
    ),
    "sekcam": OfficerFacts(
        name="Rina Siregar",
        employment="pns",
        position="sekcam",
        works_from=date(2025, 1, 1),
        nip="197501012000032001",
    ),
    "meja": OfficerFacts(
        name="Dewi Tanjung",
        employment="pns",
        position="petugas_meja",
        works_from=date(2025, 1, 1),
        nip="199001012015032001",
    ),
    "kasi": OfficerFacts(
        name="Budi Harahap",
        employment="pns",
        position="kasi_sarpras",
        works_from=date(2025, 1, 1),
        nip="198001012005031001",
    ),
    "staf": OfficerFacts(
        name="Siti Nasution",
        employment="pppk",
        position="staf_sarpras",
        works_from=date(2025, 1, 1),
        nip="199501012023212001",
    ),
    "regu": OfficerFacts(
        name="Anto", employment="non_asn", position="regu", works_from=date(2025, 1, 1), code="regu-1"
    ),
    "lurah": OfficerFacts(
        name="Maya Pohan",
        employment="pns",
        position="lurah",
        works_from=date(2025, 1, 1),
        nip="198501012010012001",
    ),
    "kepling": OfficerFacts(
        name="Ucok Daulay",
        employment="non_asn",
        position="kepling_1",
        works_from=date(2025, 1, 1),
        code="kepling-1",
    ),
}


def open_office(session: Session) -> dict[str, int]:
    """Seeds the office and hires everyone; officer ids by the keys of PEOPLE."""
    seed_units(session, units=UNITS, positions=POSITIONS, now=NOW, actor=CLI)
    return {key: hire_officer(session, facts=facts, now=NOW, actor=CLI).id for key, facts in PEOPLE.items()}
