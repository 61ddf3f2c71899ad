"""`verify` finds nothing where all is well, and each fault that somebody with the database's password can make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.append_only import append_only_drop_ddl
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.service import refresh
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import TicketEvent
from complaints_service.tickets.ledger.sealing import SEALED_LEDGER
from config.rulebook import Rulebook
from tests.services.post import open_mail
from tests.support.databases import Databases, make_engine
from tests.support.sealing import seal_everything
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = NOW + 60 * DAY


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Made once for all the tests here: they throw away what they break."""
    return str(request.param)


@pytest.fixture(scope="module")
def office(databases: Databases, backend: str, rulebook: Rulebook) -> Iterator[Office]:
    """An office with a ticket of every fate, swept, measured and sealed."""
    url = databases.fresh(backend)
    engine = make_engine(url)
    yield made_office(engine, rulebook)
    engine.dispose()
    databases.drop(url)


def made_office(engine: Engine, rulebook: Rulebook) -> Office:
    office = open_office(engine, rulebook)
    open_mail(office, NOW)

    def on(number: str, act: str, hours: int, **fields: object) -> None:
        with db.reading(engine) as session:
            login = session.execute(
                text(
                    "SELECT o.code FROM ticket t JOIN officer o ON o.id = t.holder_officer_id WHERE t.number = :n"
                ),
                {"n": number},
            ).scalar_one()
        office.act(login, number, act, now=NOW + hours * HOUR, **fields)

    accepted, disputed, asked, refused, waiting = (
        office.complain(f"Parit tumpat di Gang {name}.", now=NOW, email="sari@contoh.example").number
        for name in "ABCDE"
    )
    on(accepted, "message", 1, text="Kami datang besok.")
    on(accepted, "resolve", 25, text="Selesai.")
    office.citizen(accepted, "accept", now=NOW + 26 * HOUR)
    on(disputed, "resolve", 2, text="Selesai.")
    office.citizen(disputed, "dispute", text="Belum.", now=NOW + 3 * HOUR)
    on(disputed, "note", 4, text="Datang lagi.")
    on(disputed, "handover", 5, to="unit:TRANTIB", reason="Ada lapak.")
    office.act("trantib", disputed, "take", now=NOW + 6 * HOUR)
    on(disputed, "resolve", 30, text="Lapak dipindah.")
    on(asked, "question", 3, text="Nomor berapa?")
    on(refused, "reject", 4, reason="spam", text="Bukan laporan.")
    on(waiting, "classify", 5, category="sampah", reason="Sampah.")
    seen = 1
    while seen:
        with db.writing(engine) as session:
            seen = sweep(session, now=LATER, rulebook=rulebook)
    office.citizen(asked, "write", text="Nomor lima.", now=LATER)
    with db.writing(engine) as session:
        refresh(session, now=LATER, rulebook=rulebook)
    with db.writing(engine) as session:
        assert seal_everything(session, now=LATER) > 0
    return office


@pytest.fixture
def broken(office: Office) -> Iterator[Session]:
    """A session of a person with the database's own password; what it does is thrown away."""
    with db.reading(office.engine) as session:
        for table in ("ticket_event", "seal"):
            for drop in append_only_drop_ddl(table)[office.engine.dialect.name]:
                session.execute(text(drop))
        yield session


def codes(office: Office, session: Session, *statements: str) -> set[str]:
    """What is found after these statements."""
    for statement in statements:
        session.execute(text(statement))
    return {finding.code for finding in verify(session, rulebook=office.rulebook, now=LATER)}


def test_all_is_well(office: Office, broken: Session) -> None:
    assert verify(broken, rulebook=office.rulebook, now=LATER) == []


def test_what_was_written_since_is_no_fault(office: Office) -> None:
    """Facts that lag behind are as they were, and new rows wait for their seal."""
    office.complain("Jalan berlubang di Gang F.", now=LATER)
    with db.reading(office.engine) as session:
        number = session.execute(text("SELECT number FROM ticket WHERE id = 5")).scalar_one()
    office.act("camat", number, "note", text="Saya pantau.", now=LATER)
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=LATER) == []


def test_an_edited_ledger_row(office: Office, broken: Session) -> None:
    assert "seal" in codes(
        office, broken, "UPDATE ticket_event SET actor = 'person:1' WHERE kind = 'ticket.noted'"
    )


def test_an_edited_instant_shows_in_the_facts_even_unsealed(office: Office, broken: Session) -> None:
    event_id, at = broken.query(TicketEvent.id, TicketEvent.at).filter_by(kind="ticket.rejected").one()
    broken.query(TicketEvent).filter_by(id=event_id).update({"at": at - HOUR})
    assert codes(office, broken, "DELETE FROM seal WHERE chain = 'ledger'") == {"fact", "row", "ticket"}


def test_a_deleted_ledger_row(office: Office, broken: Session) -> None:
    found = codes(office, broken, "DELETE FROM ticket_event WHERE kind = 'ticket.noted' AND ticket_id = 2")
    assert {"seal", "ledger", "message"} <= found


def test_two_swapped_ledger_rows(office: Office, broken: Session) -> None:
    swap = "UPDATE ticket_event SET seq = {} WHERE ticket_id = 2 AND seq = {}"
    assert "seal" in codes(office, broken, swap.format(100, 3), swap.format(3, 4), swap.format(4, 100))


def test_custody_off_by_a_second(office: Office, broken: Session) -> None:
    off = "UPDATE custody_fact SET seconds = seconds + 1 WHERE ticket_id = 1 AND holder LIKE 'person:%'"
    assert codes(office, broken, off) == {"custody_sum", "fact", "cell"}


def test_a_second_moved_from_one_holder_to_another(office: Office, broken: Session) -> None:
    """The sum still fits; the ledger does not."""
    moved = "UPDATE custody_fact SET seconds = seconds {} 1 WHERE ticket_id = 1 AND holder {} 'person:%'"
    assert codes(office, broken, moved.format("+", "NOT LIKE"), moved.format("-", "LIKE")) == {"fact", "cell"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clock_fact SET used_seconds = used_seconds - 1 WHERE ticket_id = 1 AND clock = 'resolution'",
        "UPDATE clock_fact SET status = 'met' WHERE status = 'breached'",
        "UPDATE clock_fact SET owner_officer_id = 1 WHERE ticket_id = 3",
        "DELETE FROM clock_fact WHERE ticket_id = 2 AND clock = 'first_response'",
        "UPDATE resolution_fact SET outcome = 'stood' WHERE outcome = 'undone'",
        "UPDATE ticket_fact SET disputes = 0 WHERE disputes = 1",
        "UPDATE ticket_fact SET digest = 'x' WHERE ticket_id = 1",
    ],
)
def test_a_fact_that_is_off(office: Office, broken: Session, statement: str) -> None:
    """Where it is counted, the month's sums are off with it."""
    assert codes(office, broken, statement) - {"cell"} == {"fact"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox SET number = 'MRL-2604-00000' WHERE id = (SELECT min(id) FROM outbox)",
        "DELETE FROM ticket_fact WHERE ticket_id = 1",
        "INSERT INTO complaint (number, secret_digest, secret_generation, text, title, language, channel, privacy,"
        " received_at) SELECT 'MRL-2604-11111', 'x', 1, text, title, language, channel, privacy, received_at"
        " FROM complaint WHERE id = 1",
    ],
)
def test_an_orphan(office: Office, broken: Session, statement: str) -> None:
    assert "orphan" in codes(office, broken, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM officer WHERE id = (SELECT holder_officer_id FROM ticket WHERE id = 5)",
        "UPDATE message SET ticket_id = 4711 WHERE id = (SELECT min(id) FROM message)",
        "UPDATE clock_fact SET ticket_id = 4711 WHERE ticket_id = 1",
        "UPDATE ticket SET holder_officer_id = 4711 WHERE id = 5",
    ],
)
def test_an_orphan_the_database_itself_refuses(office: Office, broken: Session, statement: str) -> None:
    if office.engine.dialect.name == "sqlite":
        # SQLite would complain when it is committed only, which never happens here.
        assert "orphan" in codes(office, broken, "PRAGMA defer_foreign_keys = ON", statement)
    else:
        with pytest.raises(IntegrityError):
            broken.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket SET state = 'open' WHERE state = 'closed'",
        "UPDATE ticket SET holder_officer_id = NULL WHERE id = 5",
        "UPDATE ticket SET category = 'lampu_jalan' WHERE id = 5",
        "UPDATE ticket SET closed_at = NULL WHERE state = 'rejected'",
    ],
)
def test_a_ticket_that_is_not_what_its_ledger_says(office: Office, broken: Session, statement: str) -> None:
    assert codes(office, broken, statement) == {"ticket"}


def test_a_step_the_workflow_does_not_know(office: Office, broken: Session) -> None:
    """Disputed after it was closed: no row of the workflow leads there."""
    last = broken.execute(text("SELECT max(seq) FROM ticket_event WHERE ticket_id = 1")).scalar_one()
    broken.add(
        TicketEvent(
            ticket_id=1,
            seq=last + 1,
            kind="ticket.disputed",
            at=LATER,
            recorded_at=LATER,
            actor="citizen",
            origin="web",
            data={},
        )
    )
    broken.flush()
    assert codes(office, broken, "UPDATE ticket SET version = version + 1 WHERE id = 1") == {
        "ledger",
        "row",
        "ticket",
    }


def test_an_entry_that_cannot_be_read_is_a_finding_not_a_crash(office: Office, broken: Session) -> None:
    emptied = "UPDATE ticket_event SET data = '{}' WHERE ticket_id = 2 AND kind = 'ticket.handed_over'"
    assert {"ledger", "seal"} <= codes(office, broken, emptied)


def test_the_seal_covers_every_column() -> None:
    assert {column.name for column in TicketEvent.__table__.columns} == set(SEALED_LEDGER.columns)
