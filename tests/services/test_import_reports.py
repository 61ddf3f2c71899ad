"""Reports of another office in a list: each comes in once, and what is wrong is told by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from complaints_service import db
from complaints_service.cli.commands import main
from complaints_service.tickets.ledger.models import OtherNumber, Ticket
from tests.support.databases import IDENTITY_KEY
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
HEAD = "agency;number;text;received_at;category;kelurahan;privacy;phone"
GOOD = "SP4N-LAPOR!;7654321;Lampu padam di simpang.;24/11/2026 09.15;lampu_jalan;Terjun;;0812 0000 0000"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def tanggap(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`tanggap import-reports` over the test office's own database."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": str(office.engine.url),
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(Path(__file__).resolve().parents[2] / "config" / "marelan"),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
    }.items():
        monkeypatch.setenv(name, value)

    def run(list_: bytes, *options: str) -> Result:
        (tmp_path / "daftar.csv").write_bytes(list_)
        with time_machine.travel(NOW, tick=False):
            return CliRunner().invoke(main, ["import-reports", "daftar.csv", *options])

    return run


def kept(office: Office) -> list[tuple[str, str]]:
    with db.reading(office.engine) as session:
        return sorted((one.agency, one.number) for one in session.scalars(select(OtherNumber)))


def test_a_list_comes_in_once_however_it_was_saved(tanggap, office: Office) -> None:
    text = f"{HEAD}\r\n{GOOD}\r\n"
    tried = tanggap(text.encode(), "--dry-run")
    assert (tried.exit_code, kept(office)) == (0, []), tried.output
    assert "Tidak ada yang disimpan" in tried.output
    first = tanggap(b"\xef\xbb\xbfsep=;\r\n" + text.encode())  # a worksheet program's own beginning
    assert first.exit_code == 0, first.output
    again = tanggap(text.encode("utf-16"))
    assert "0 masuk, 1 sudah ada" in again.output
    commas = 'agency,number,text\nsp4n_lapor, #7654321 ,lain\nsp4n_lapor,88,"Parit tumpat,\nsudah lama"\n'
    assert "1 masuk, 1 sudah ada" in tanggap(commas.encode()).output
    assert kept(office) == [("sp4n_lapor", "7654321"), ("sp4n_lapor", "88")]
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).order_by(Ticket.id)).first()
        assert ticket is not None
        assert (ticket.received_at, ticket.complaint.channel) == (when("Tue 2026-11-24 09:15"), "agency")
        assert (ticket.category, ticket.complaint.privacy) == ("lampu_jalan", "confidential")


def test_each_bad_line_is_told_with_its_column_and_costs_no_other(tanggap, office: Office) -> None:
    bad = {
        "number": "sp4n_lapor;tanpa angka;Teks.;;;;;",
        "agency": "kantor entah;12;Teks.;;;;;",
        "text": "sp4n_lapor;13;;;;;;",
        "received_at": "sp4n_lapor;14;Teks.;kemarin;;;;",
        "category": "sp4n_lapor;15;Teks cukup panjang.;;tidak_ada;;;",
        "kelurahan": "sp4n_lapor;16;Teks.;;;Entah;;",
        "privacy": "sp4n_lapor;17;Teks.;;;;siapa;",
        "phone": "sp4n_lapor;18;Teks.;;;;;rumah",
    }
    late = "sp4n_lapor;19;Teks cukup panjang.;2026-11-20 10:00;;;;"
    twice = "sp4n_lapor;765 4321;Teks.;;;;;"
    lines = [HEAD, GOOD, *bad.values(), late, twice, "sp4n_lapor;20"]
    done = tanggap("\n".join(lines).encode())
    assert done.exit_code == 1
    told = done.output.splitlines()
    for line, column in enumerate(bad, start=3):
        assert any(each.startswith(f"{line}: {column}: ") for each in told), (line, column, done.output)
    assert any(each.startswith("11: received_at: Serahnya sudah lewat") for each in told)
    assert any(each.startswith("12: number: Sudah ada di baris 2") for each in told)
    assert any(each.startswith("13: ") for each in told)
    assert kept(office) == [("sp4n_lapor", "7654321")]
    by_camat = tanggap("\n".join([HEAD, late]).encode(), "--by", "camat")
    assert by_camat.exit_code == 0, by_camat.output
    assert tanggap(b"number;text\n1;a\n").exit_code == 1
    assert tanggap(b"").exit_code == 1
