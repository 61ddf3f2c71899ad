"""Rows of a 311 file: what is broken is named by line and column, the good ones are replayed, always alike."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.errors import Actor, Invalid
from complaints_service.people.service import seed_units
from complaints_service.people.structure import structure
from complaints_service.replay.boston311.importing import Replayed, replay
from complaints_service.replay.boston311.rows import NotA311File, read_cases
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.both import ON_BOTH

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "data" / "boston311_first_300.csv"
AS_OF = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)
HEADER = (
    "CASE_ENQUIRY_ID,OPEN_DT,CLOSED_DT,CASE_STATUS,CLOSURE_REASON,CASE_TITLE,REASON,TYPE,Department,neighborhood,"
    "Source,suggested_category"
)
GOOD = (
    "1,01/05/2015 09:00:00 AM,01/05/2015 10:00:00 AM,Closed,Fixed,Missing Sign,Signs & Signals,Missing Sign,BTDT,"
    "Roxbury,Constituent Call,lalu_lintas"
)
EARLY = (
    "2,01/06/2015 09:00:02 AM,01/06/2015 09:00:00 AM,Closed,,Pothole,Highway Maintenance,Pothole,PWDx,,"
    "Employee Generated,jalan_rusak"
)


def write(folder: Path, *rows: str | bytes) -> Path:
    file = folder / "rows.csv"
    file.write_bytes(b"\r\n".join(row if isinstance(row, bytes) else row.encode() for row in rows) + b"\r\n")
    return file


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Engine:
    units, positions = structure(rulebook)
    with db.writing(engine) as session:
        seed_units(
            session,
            units=units,
            positions=positions,
            now=datetime(2025, 1, 1, tzinfo=UTC),
            actor=Actor("setup", "cli"),
        )
    return engine


def run(
    engine: Engine,
    rulebook: Rulebook,
    settings: Settings,
    file: Path,
    *,
    as_of: datetime = AS_OF,
    limit: int | None = None,
) -> tuple[Replayed, list[str]]:
    said: list[str] = []
    done = replay(engine, rulebook, settings, file=file, as_of=as_of, limit=limit, say=said.append)
    return done, said


def ledger(session: Session) -> list[tuple[object, ...]]:
    rows = session.execute(
        select(Ticket.number, TicketEvent.seq, TicketEvent.kind, TicketEvent.at, TicketEvent.actor)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .order_by(TicketEvent.id)
    )
    return [tuple(row) for row in rows]


def test_broken_rows_are_all_named_with_line_and_column_and_the_good_ones_come_in(
    office: Engine, rulebook: Rulebook, settings: Settings, tmp_path: Path
) -> None:
    file = write(
        tmp_path,
        HEADER,
        GOOD,
        GOOD.replace("01/05/2015 09:00:00 AM", "2015-01-05", 1).replace("1,", "3,", 1),
        GOOD.replace("1,", "4,", 1).replace("Constituent Call", "Pigeon").replace("lalu_lintas", "ufo"),
        GOOD.replace("1,", "5,", 1).replace("01/05/2015 10:00:00 AM", ""),
        '6,"an open quotation mark,01/05/2015 10:00:00 AM',
        GOOD,
        GOOD.replace("1,", "7,", 1).encode().replace(b"Roxbury", b"Roxb\xfcry"),
        GOOD.replace("1,", "8,", 1).replace("BTDT", "B T;D").replace("Closed", "Perhaps"),
        EARLY,
    )
    done, said = run(office, rulebook, settings, file)
    assert said[:-2] == [
        "baris 3, kolom OPEN_DT: bukan tanggal dan jam: '2015-01-05'",
        "baris 4, kolom Source: saluran tidak dikenal: 'Pigeon'",
        "baris 4, kolom suggested_category: kategori tidak dikenal: 'ufo'",
        "baris 5, kolom CLOSED_DT: bukan tanggal dan jam: ''",
        "baris 6: 2 sel, seharusnya 12; periksa tanda kutip dan koma",
        "baris 7, kolom CASE_ENQUIRY_ID: sudah ada di baris 2",
        "baris 8, kolom neighborhood: huruf rusak: berkas ini bukan UTF-8",
        "baris 9, kolom CASE_STATUS: Open atau Closed, bukan 'Perhaps'",
        "baris 9, kolom Department: bukan kode bagian: 'B T;D'",
    ]
    assert said[-2:] == [
        "baris 10, kolom CLOSED_DT: kasus 2 ditutup sebelum dibuka; dianggap ditutup saat dibuka",
        "2 diimpor, 0 belum selesai, 7 baris ditolak, 1 ditutup sebelum dibuka.",
    ]
    assert (done.imported, done.refused, done.unresolved) == (2, 7, 0)


def test_a_row_that_closes_before_it_opens_closes_when_it_opens(
    office: Engine, rulebook: Rulebook, settings: Settings, tmp_path: Path
) -> None:
    run(office, rulebook, settings, write(tmp_path, HEADER, EARLY))
    with db.reading(office) as session:
        at = set(session.scalars(select(TicketEvent.at).where(TicketEvent.kind != "ticket.closed")))
        complaint = session.scalars(select(Complaint)).one()
        told = (complaint.text, complaint.channel, complaint.language)
    assert at == {datetime(2025, 1, 7, 2, 0, 2, tzinfo=UTC)}
    assert told == ("Pothole (Highway Maintenance). Boston 311, case 2.", "staff", "en")


def test_a_file_of_another_kind_is_refused_naming_the_columns_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(NotA311File, match="CASE_ENQUIRY_ID, CLOSED_DT"):
        read_cases(
            write(tmp_path, HEADER.replace("CASE_ENQUIRY_ID", "ID").replace("CLOSED_DT", "ENDED")),
            categories=(),
            zone="Asia/Jakarta",
        )
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(NotA311File):
        read_cases(empty, categories=(), zone="Asia/Jakarta")


def test_what_closes_after_the_end_stays_unresolved_and_what_opens_after_it_stays_out(
    office: Engine, rulebook: Rulebook, settings: Settings, tmp_path: Path
) -> None:
    file = write(tmp_path, HEADER, GOOD, EARLY)
    end = datetime(2025, 1, 6, 2, 30, tzinfo=UTC)  # half an hour after the first opened
    done, said = run(office, rulebook, settings, file, as_of=end)
    assert (done.imported, done.unresolved, done.later) == (1, 1, 1)
    assert said[-1] == "1 baris dibuka setelah --as-of dan dilewati."


def test_what_happens_at_the_very_end_still_counts(
    office: Engine, rulebook: Rulebook, settings: Settings, tmp_path: Path
) -> None:
    end = datetime(2025, 1, 6, 3, 0, tzinfo=UTC)
    done, _ = run(office, rulebook, settings, write(tmp_path, HEADER, GOOD), as_of=end)
    assert (done.imported, done.unresolved) == (1, 0)
    with db.reading(office) as session:
        assert session.scalars(select(Ticket.state)).all() == ["resolved"]


def test_an_end_without_an_offset_is_refused(
    office: Engine, rulebook: Rulebook, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Invalid):
        run(office, rulebook, settings, write(tmp_path, HEADER), as_of=datetime(2026, 2, 1))  # noqa: DTZ001


@ON_BOTH
def test_the_same_file_gives_the_same_numbers_and_ledgers(
    databases: object, rulebook: Rulebook, settings: Settings, office: Engine
) -> None:
    from tests.support.databases import Databases, make_engine

    assert isinstance(databases, Databases)
    run(office, rulebook, settings, FILE, limit=25)
    url = databases.fresh("sqlite")
    again = make_engine(url)
    units, positions = structure(rulebook)
    with db.writing(again) as session:
        seed_units(
            session,
            units=units,
            positions=positions,
            now=datetime(2025, 1, 1, tzinfo=UTC),
            actor=Actor("setup", "cli"),
        )
    run(again, rulebook, settings, FILE, limit=25)
    with db.reading(office) as one, db.reading(again) as other:
        assert ledger(one) == ledger(other)
    again.dispose()
    databases.drop(url)
