"""The office's side of UU 27/2022: the register of breaches with its notice, and the register of processing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.audit.models import AuditEvent
from complaints_service.duties.queries import count_duties
from complaints_service.personal_data.holdings import HOLDINGS, OF_NOBODY, tables_told
from migrations.tables import metadata
from tests.support.visitors import Visitor
from tests.support.world import Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
PAGE = "/pengelola/pelanggaran-data"
TOLD = {
    "found_at": "2026-03-01T20:00", "what": "Daftar hadir terkirim ke alamat lain.", "exposed": "Nama dan telepon.",
    "people": "12", "measures": "Surel ditarik.",
}  # fmt: skip


@pytest.fixture
def camat(client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Visitor(client).sign_in(office, "camat", NOW)


def duties(office: Office) -> int:
    with db.reading(office.engine) as session:
        counted, _also = count_duties(session, rights=office.rights("camat"), today=NOW.date())
    return {duty.code: count for duty, count in counted}.get("data_breaches", 0)


def test_a_breach_is_written_down_and_told_within_three_days(camat: Visitor, office: Office) -> None:
    camat.send(PAGE, of=PAGE, **TOLD)
    camat.read(PAGE)
    assert "Rab, 4 Mar 2026 20.00" in camat.page, "3 x 24 hours from when it was found, at night or not"
    assert "pasal 46" in camat.page and "Data yang terungkap: Nama dan telepon." in camat.page
    assert duties(office) == 1 and "Tercatat." in camat.page
    assert "Tulis siapa diberi tahu" in camat.send(f"{PAGE}/1/diberitahukan", of=PAGE)
    camat.send(f"{PAGE}/1/diberitahukan", of=PAGE, told="Dua belas orang lewat surat, lembaga lewat surel.")
    assert duties(office) == 0
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(AuditEvent.kind, AuditEvent.data).where(AuditEvent.kind.startswith("breach."))
        ).all()
    assert [(kind, data["late"]) for kind, data in rows] == [
        ("breach.recorded", False),
        ("breach.told", False),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"found_at": "2026-03-09T09:00"}, "Waktu ini belum tiba."),
        ({"what": " "}, "Isi bagian ini."),
        ({"people": "banyak"}, "Kira-kira berapa orang"),
    ],
)
def test_a_breach_that_is_not_told_wholly_loses_nothing(
    camat: Visitor, office: Office, wrong: dict[str, str], said: str
) -> None:
    page = camat.send(PAGE, of=PAGE, **{**TOLD, **wrong})
    assert camat.status == 422 and said in page and "Surel ditarik." in page
    assert duties(office) == 0


def test_every_table_is_in_the_register_of_processing_or_says_nothing_of_anybody() -> None:
    told = [table for one in HOLDINGS for table in one.tables]
    assert len(told) == len(set(told)) and not OF_NOBODY & set(told)
    assert set(tables_told()) | OF_NOBODY == set(metadata().tables)


def test_no_table_with_a_way_to_somebody_is_said_to_be_of_nobody() -> None:
    """A column called like a name or a way to reach somebody makes its table personal."""
    telling = {"email", "phone", "chat", "nip", "sealed", "address", "officer_id", "account_id"}
    # Where programs and other offices are told, and the office's own mail server and bot: `sealed` is a
    # secret of theirs.
    reasoned = {"hook", "other_office", "route_setting"}
    for name in OF_NOBODY - reasoned:
        columns = {column.name for column in metadata().tables[name].columns}
        assert not columns & telling, f"{name}: {columns & telling}"


def test_the_register_tells_the_terms_that_hold(camat: Visitor) -> None:
    page = camat.read("/pengelola/catatan-pemrosesan")
    assert (
        "terbuka 1825 hari" in page
        and "tentang petugas 3650" in page
        and "Paling lama 30 hari." in page
        and "Paling lama 24 jam." in page
    )
    with camat.client.get("/pengelola/catatan-pemrosesan/berkas.csv") as answer:
        assert answer.text.count("\r\n") == len(HOLDINGS) + 1


def test_others_see_neither(client: FlaskClient, office: Office, camat: Visitor) -> None:
    kasi = Visitor(client).sign_in(office, "kasi", NOW + timedelta(seconds=1))
    for path in (PAGE, "/pengelola/catatan-pemrosesan", "/pengelola/catatan-pemrosesan/berkas.csv"):
        assert kasi.client.get(path).status_code == 404
