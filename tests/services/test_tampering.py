"""With the database in hand: each tampering of the record is found by `verify`, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.models import Written
from complaints_service.audit.signing.anchors import newest_points
from complaints_service.audit.signing.book import BOOK, line_of, read_book, write_into
from complaints_service.audit.signing.keys import open_signer
from complaints_service.audit.written.form import digest_of
from complaints_service.measurement.checks.signed import verify_anchors, verify_signed
from complaints_service.measurement.facts.service import rebuild
from complaints_service.tickets.ledger.models import Message, TicketEvent
from config.rulebook import Rulebook
from config.settings import load_settings
from tests.support.databases import IDENTITY_KEY, Databases, let_go, make_engine
from tests.support.sealing import seal_everything
from tests.support.tampered import DAY, LATER, TOMORROW, Convicting, convicting_office, reseal, unguarded

RULEBOOK = Path(__file__).resolve().parents[2] / "config" / "marelan"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Made once for all the tests here: they throw away what they break."""
    return str(request.param)


@pytest.fixture(scope="module")
def world(
    databases: Databases, backend: str, rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Convicting]:
    """An office with one of each thing, sealed and signed on two days."""
    url, folder = databases.fresh(backend), tmp_path_factory.mktemp("sealed")
    environ = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
        "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(RULEBOOK),
    }
    engine = make_engine(url)
    yield convicting_office(engine, rulebook, load_settings(environ, folder), folder)
    let_go(engine)
    databases.drop(url)


@pytest.fixture
def broken(world: Convicting) -> Iterator[Session]:
    """A session of a person with the database's own password; what it does is thrown away."""
    with db.reading(world.engine) as session:
        unguarded(session)
        yield session


def told(world: Convicting, session: Session) -> str:
    """What `verify` says, a finding a line."""
    return "\n".join(str(finding) for finding in world.found(session))


def test_all_is_well(world: Convicting, broken: Session) -> None:
    assert told(world, broken) == ""


CONTENT = {
    "an answer's text": (
        "UPDATE message SET text = 'Kami sudah datang.' WHERE text = 'Kami periksa.'",
        "the words of a message is not what was written",
    ),
    "two messages swapped": (
        "UPDATE message SET text = CASE text WHEN 'Kami periksa.' THEN 'Sudah kami periksa.' ELSE 'Kami periksa.' END"
        " WHERE text IN ('Kami periksa.', 'Sudah kami periksa.')",
        "the words of a message is not what was written",
    ),
    "a message taken away": ("DELETE FROM message WHERE text = 'Kami periksa.'", "was written, and is gone"),
    "a complaint's privacy": (
        "UPDATE complaint SET privacy = 'open' WHERE privacy = 'confidential'",
        "a complaint as it was received is not what was written",
    ),
    "a complaint's text": (
        "UPDATE complaint SET text = 'Terima kasih.' WHERE privacy = 'confidential'",
        "a complaint as it was received is not what was written",
    ),
    "who complained": (
        "UPDATE identity SET sealed = wrapped",
        "who complained is not what was written: one of sealed, erased_at",
    ),
    "who complained, taken away": (
        "UPDATE identity SET sealed = NULL",
        "who complained is not what was written: one of sealed, erased_at",
    ),
    "where a citizen is told": (
        "UPDATE subscription SET address = 'x@contoh.example'",
        "where a citizen is told is not what was written: one of id, number, route, address",
    ),
    "minutes": ("UPDATE meeting SET minutes = 'Tidak ada.'", "a meeting and its minutes is not what was written"),
    "feedback": ("UPDATE feedback SET words = 'Biasa saja.'", "feedback is not what was written"),
    "a rating": ("UPDATE rating SET score = 1", "a citizen's rating is not what was written"),
    "a rating taken away": ("DELETE FROM rating", "a citizen's rating (once) was written, and is gone"),
    "a grant changed": (
        "UPDATE role_grant SET role = 'auditor' WHERE id = (SELECT min(id) FROM role_grant)",
        "a grant is not what was written",
    ),
    "a grant added": (
        "INSERT INTO role_grant (id, account_id, role, granted_at)"
        " SELECT 4711, account_id, 'auditor', granted_at FROM role_grant WHERE id = 1",
        "a grant (once) is there, and nobody wrote it",
    ),
    "a posting's day": (
        "UPDATE posting SET from_on = '2024-01-01' WHERE id = 1",
        "a posting is not what was written",
    ),
    "leave": ("UPDATE leave SET last_on = '2027-03-30'", "a leave is not what was written"),
    "a plan": ("UPDATE plan_version SET support = 'Apa saja.'", "a version of a plan is not what was written"),
    "an evaluation's frozen figure": (
        "UPDATE evaluation SET record = replace(CAST(record AS TEXT), '2026', '2025'){json}"
        " WHERE record IS NOT NULL",
        "an evaluation is not what was written",
    ),
    "an evaluation's rating": (
        "UPDATE evaluation SET result_rating = 'above'",
        "an evaluation is not what was written",
    ),
    "whom a complaint accuses": ("DELETE FROM ticket_accused", "whom a complaint accuses (once) was written, and is gone"),
    "whom a complaint accuses, turned": (
        "UPDATE ticket_accused SET reference = 'unit:TRANTIB'",
        "whom a complaint accuses (once) is there, and nobody wrote it",
    ),
    "a ticket's policy": (
        "UPDATE ticket SET policy_version = '2020.1' WHERE id = 1",
        "a ticket is not what was written: one of id, number, received_at, policy_version",
    ),
    "an account's password": ("UPDATE account SET password_hash = 'x' WHERE id = 1", "an account is not what was written"),
    "the name of a file": (
        "UPDATE attachment SET path = 'ab/other.jpg'",
        "a file of a complaint is not what was written",
    ),
    "how an officer is reached": (
        "UPDATE officer SET phone = '0811' WHERE id = 1",
        "an officer is not what was written: one of phone, email",
    ),
    "a salt": ("UPDATE digest_salt SET salt = '00112233445566778899aabbccddeeff'", "an officer is not what was written"),
    "a digest": (
        "UPDATE written SET digest = 'x' WHERE id = (SELECT max(id) FROM written)",
        "changed since it was sealed",
    ),
    "the digests of a record": ("DELETE FROM written WHERE record = 'feedback'", "is there, and nobody wrote it"),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTENT)
def test_what_was_written_is_changed(world: Convicting, broken: Session, what: str) -> None:
    statement, finding = CONTENT[what]
    json = "" if world.engine.dialect.name == "sqlite" else "::json"
    changed = broken.execute(text(statement.replace("{json}", json)))
    assert changed.rowcount > 0  # type: ignore[attr-defined]
    assert finding in told(world, broken)


def test_a_file_with_other_bytes(world: Convicting, broken: Session) -> None:
    path = world.settings.media_folder / broken.execute(text("SELECT path FROM attachment")).scalar_one()
    before = path.read_bytes()
    try:
        path.write_bytes(b"something else")
        assert "file: attachment 1: its file is not what was kept" in told(world, broken)
        path.unlink()
        assert "file: attachment 1: its file is not in the media folder" in told(world, broken)
    finally:
        path.write_bytes(before)
    assert told(world, broken) == ""


def cut_the_end_of_the_audit_record(session: Session) -> None:
    """The last rows of the audit record, with their seals and all that was signed of them."""
    last = "SELECT row_id FROM seal WHERE chain = 'audit' ORDER BY position DESC LIMIT 20"
    session.execute(text(f"DELETE FROM audit_event WHERE id IN ({last})"))
    past = "SELECT max(position) - 20 FROM seal WHERE chain = 'audit'"
    cut = session.execute(text(past)).scalar_one()
    session.execute(text("DELETE FROM seal WHERE chain = 'audit' AND position > :cut"), {"cut": cut})
    session.execute(text("DELETE FROM checkpoint WHERE chain = 'audit' AND position > :cut"), {"cut": cut})


def cut_out_of_the_audit_record(session: Session) -> None:
    """Twenty rows in the middle with their seals; the others closed up and linked anew."""
    for table in ("audit_event", "seal"):
        column = "id" if table == "audit_event" else "row_id"
        session.execute(text(f"DELETE FROM {table} WHERE {column} BETWEEN 3 AND 22" + ("" if column == "id" else " AND chain = 'audit'")))  # fmt: skip
    session.execute(text("UPDATE seal SET position = -position WHERE chain = 'audit' AND position > 22"))
    session.execute(text("UPDATE seal SET position = -position - 20 WHERE chain = 'audit' AND position < 0"))
    session.expire_all()
    reseal(session, "audit")


def move_a_late_answer(session: Session) -> None:
    """Three days earlier in ledger and conversation, digest, facts and every seal made to fit."""
    message = session.scalars(select(Message).where(Message.text == "Maaf, baru kami jawab.")).one()
    event = session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == message.ticket_id, TicketEvent.seq == message.seq)
    ).one()
    event.at = message.at = event.at - 3 * DAY
    event.recorded_at = event.recorded_at - 3 * DAY
    session.flush()
    names = ("id", "ticket_id", "seq", "at", "author", "act", "text")
    key = f"{message.ticket_id}/{message.seq}"
    new = digest_of("message", "once", key, {name: getattr(message, name) for name in names})
    row = session.scalars(select(Written).where(Written.record == "message", Written.key == key)).one()
    row.digest = new
    for each in session.scalars(select(Written).where(Written.act == f"ticket:{key}")):
        each.at = event.recorded_at
    session.flush()
    reseal(session, "ledger", "written")


def delete_the_newest_day(session: Session) -> None:
    """Everything of the last day, in every table that says so."""
    day = {"day": TOMORROW - DAY / 2}
    for statement in (
        "DELETE FROM checkpoint WHERE at > :day",
        "DELETE FROM seal WHERE sealed_at > :day",
        "DELETE FROM written WHERE at > :day",
        "DELETE FROM audit_event WHERE at > :day",
        "DELETE FROM message WHERE at > :day",
        "DELETE FROM ticket_event WHERE recorded_at > :day",
    ):
        session.execute(
            text(statement), day if session.get_bind().dialect.name != "sqlite" else {"day": str(day["day"])}
        )


def insert_a_back_dated_event(session: Session) -> None:
    """An entry of the first day, written after the second, and sealed as if nothing were."""
    first = session.scalars(select(TicketEvent).order_by(TicketEvent.id)).first()
    assert first is not None
    last = (
        session.scalar(select(func.max(TicketEvent.seq)).where(TicketEvent.ticket_id == first.ticket_id)) or 0
    )
    session.add(
        TicketEvent(
            ticket_id=first.ticket_id, seq=last + 1, kind="ticket.noted", at=first.at, recorded_at=first.recorded_at,
            actor=first.actor, origin="web", data={},
        )
    )  # fmt: skip
    session.flush()
    seal_everything(session, now=TOMORROW)


def empty_everything(session: Session) -> None:
    """The whole record, its seals and what was signed of them."""
    for table in ("checkpoint", "seal", "written", "audit_event", "ticket_event"):
        session.execute(text(f"DELETE FROM {table}"))


def sign_by_another_key(session: Session) -> None:
    """A checkpoint that somebody without the key made up."""
    session.execute(text("UPDATE checkpoint SET signature = 'ab' WHERE chain = 'audit'"))


CHAINS: dict[str, tuple[Callable[[Session], None], str]] = {
    "20 audit rows cut at the end": (cut_the_end_of_the_audit_record, "is in the sealer's book and not in the database"),
    "20 audit rows cut in the middle": (cut_out_of_the_audit_record, "its end was cut off"),
    "a late answer moved": (move_a_late_answer, "is not in the chain: it was made anew"),
    "the newest day deleted": (delete_the_newest_day, "is in the sealer's book and not in the database"),
    "a back-dated entry": (insert_a_back_dated_event, "back-dated"),
    "all of it emptied": (empty_everything, "is in the sealer's book and not in the database"),
    "a forged checkpoint": (sign_by_another_key, "checkpoint is not signed by its key"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHAINS)
def test_the_chains_are_changed(world: Convicting, broken: Session, what: str) -> None:
    tamper, finding = CHAINS[what]
    tamper(broken)
    assert finding in told(world, broken)


def test_a_moved_answer_is_found_by_the_signature_alone(
    world: Convicting, broken: Session, rulebook: Rulebook
) -> None:
    """Without a signed checkpoint this very tampering left no trace."""
    move_a_late_answer(broken)
    rebuild(broken, now=LATER, rulebook=rulebook)
    broken.execute(text("DELETE FROM ticket_listed"))  # what lists tell is made anew from the ledger
    assert "\n".join(str(f) for f in world.found(broken) if f.code != "checkpoint") == ""


def made_anew_by_the_sealer(session: Session) -> None:
    """Another past, sealed and signed anew by whoever has the key, the book and the database."""
    move_a_late_answer(session)
    for table in ("checkpoint", "seal"):
        session.execute(text(f"DELETE FROM {table}"))
    seal_everything(session, now=TOMORROW, limit=100_000)


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (made_anew_by_the_sealer, "the chain up to it was made anew"),
        (cut_the_end_of_the_audit_record, "its end was cut off"),
        (empty_everything, "its end was cut off"),
    ],
)
def test_what_was_kept_outside_convicts_the_sealer_too(
    world: Convicting, broken: Session, tmp_path: Path, tamper: Callable[[Session], None], finding: str
) -> None:
    kept = tmp_path / "segel.jsonl"
    kept.write_text("".join(f"{line_of(each)}\n" for each in newest_points(broken)), encoding="ascii")
    assert verify_anchors(broken, anchors=kept) == []
    tamper(broken)
    found = verify_anchors(broken, anchors=kept)
    assert any(finding in str(each) for each in found), found


@pytest.mark.parametrize("kept", ["", "catatan biasa\n", '{"chain": "audit"}\n', "é"])
def test_a_file_without_anchors_proves_nothing_and_says_so(
    world: Convicting, broken: Session, tmp_path: Path, kept: str
) -> None:
    file = tmp_path / "kosong"
    file.write_text(kept, encoding="utf-8")
    assert [each.code for each in verify_anchors(broken, anchors=file)] == ["anchor"]


#: PostgreSQL has no REPLACE.
REPLACE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="module")
GUARDED = ("ticket_event", "audit_event", "seal", "written", "checkpoint")


@pytest.mark.parametrize("table", GUARDED)
def test_the_database_refuses_to_replace_or_empty(world: Convicting, table: str) -> None:
    """SQLite's REPLACE passes by a delete trigger where a connection did not ask for more; TRUNCATE by all."""
    with db.reading(world.engine) as session:
        if world.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA recursive_triggers=OFF"))
            statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
        else:
            statement = f"TRUNCATE {table} CASCADE"
        try:
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(text(statement))
        finally:
            if world.engine.dialect.name == "sqlite":
                session.execute(text("PRAGMA recursive_triggers=ON"))


@REPLACE
def test_replacing_by_the_other_key_is_refused_too(world: Convicting) -> None:
    with db.reading(world.engine) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(
            text(
                "INSERT OR REPLACE INTO ticket_event (ticket_id, seq, kind, at, recorded_at, actor, origin, data)"
                " SELECT ticket_id, seq, 'ticket.noted', at, recorded_at, actor, origin, data FROM ticket_event LIMIT 1"
            )
        )


@REPLACE
def test_connections_hear_of_what_replace_deletes(world: Convicting) -> None:
    with world.engine.connect() as connection:
        assert connection.execute(text("PRAGMA recursive_triggers")).scalar_one() == 1


@REPLACE
def test_a_replaced_row_is_found_where_nothing_refused_it(world: Convicting, broken: Session) -> None:
    broken.execute(
        text(
            "INSERT OR REPLACE INTO audit_event SELECT id, at, 'person:1', kind, subject, data, origin, source"
            " FROM audit_event WHERE id = 3"
        )
    )
    assert "seal: audit row 3: changed since it was sealed" in told(world, broken)


def test_what_waits_too_long_is_told(world: Convicting) -> None:
    with db.reading(world.engine) as session:
        assert "rows wait for their seal" not in told(world, session)
    world.office.opens_page(world.number, now=LATER)
    with db.reading(world.engine) as session:
        late = [str(finding) for finding in world.found(session, now=LATER + DAY)]
    assert any("rows wait for their seal since" in each for each in late)


def test_a_lost_book_is_told_and_written_anew_from_what_was_signed(world: Convicting, tmp_path: Path) -> None:
    points = read_book(world.settings.seal_folder / BOOK)
    assert {point.chain for point in points} == {"audit", "ledger", "written"}
    assert len(points) == 6, "the newest of each chain and day"
    copy = tmp_path / BOOK
    write_into(copy, points)
    assert read_book(copy) == points
    book = world.settings.seal_folder / BOOK
    book.unlink()
    try:
        with db.reading(world.engine) as session:
            assert "the sealer's book is not there" in told(world, session)
        world.seal(LATER + DAY)
        assert {(one.chain, one.position) for one in read_book(book)} >= {
            (one.chain, one.position) for one in points
        }
    finally:
        write_into(book, points)


def test_another_key_is_not_trusted(world: Convicting, tmp_path: Path) -> None:
    """Whoever signs anew with a key of their own is found by whoever kept the right one."""
    other = open_signer(tmp_path / "other.key")
    kept = other.publish(tmp_path)
    with db.reading(world.engine) as session:
        found = verify_signed(session, keys=kept, book=world.settings.seal_folder / BOOK, now=LATER)
    assert found
    assert all("names a key nobody trusts" in each.detail for each in found if "checkpoint" in each.detail)
