"""Whatever a session writes gets its digest, whichever way it is written; what is undone gets none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, String, cast, delete, insert, select, text, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.audit.models import DigestSalt, Written
from complaints_service.audit.service import record
from complaints_service.audit.written import coverage
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.audit.written.checking import check_written, covered_since
from complaints_service.audit.written.coverage import coverage_of
from complaints_service.audit.written.form import GONE
from complaints_service.audit.written.records import RECORDS
from complaints_service.audit.written.settling import WrittenOnce
from complaints_service.db import Base, WritingSession
from complaints_service.errors import Actor
from complaints_service.intake.models import Attachment
from complaints_service.people.models import Officer, Unit
from complaints_service.places.place import Place
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Complaint, Message, TicketEvent
from complaints_service.tickets.opening.numbering import say
from complaints_service.tickets.where import place_row
from complaints_service.vault.sealing import Details, keep_identity
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.tampered import unguarded
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)
CLI = Actor("rule", "cli")
MESSAGE_KEY = cast(Message.ticket_id, String) + "/" + cast(Message.seq, String)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def told(engine: Engine) -> Iterator[Session]:
    with db.reading(engine) as session:
        yield session


def digests(session: Session, table: str) -> list[tuple[str, str]]:
    """The parts written of a table, with the entry that wrote them, in order."""
    rows = session.execute(
        select(Written.part, Written.act).where(Written.record == table).order_by(Written.id)
    )
    return [(part, act) for part, act in rows]


def faults(engine: Engine) -> list[str]:
    with db.reading(engine) as session:
        return [fault.detail for fault in check_written(session)]


def act(session: Session) -> str:
    return f"audit:{record(session, now=NOW, actor=CLI, kind='office.seeded', subject='office').id}"


def test_a_seeded_office_is_as_it_was_written(office: Office) -> None:
    assert faults(office.engine) == []


def test_rows_of_the_unit_of_work(office: Office, told: Session) -> None:
    with db.writing(office.engine) as session:
        unit = session.scalars(select(Unit).where(Unit.code == "SARPRAS")).one()
        unit.name = "Sarana"
        entry = act(session)
    assert digests(told, "unit")[-1] == ("later", entry)
    assert faults(office.engine) == []


def test_a_statement_that_sets_many_rows(office: Office, told: Session) -> None:
    before = len(digests(told, "unit"))
    with db.writing(office.engine) as session:
        act(session)
        session.execute(update(Unit).where(Unit.code.in_(["SARPRAS", "TRANTIB"])).values(name="Lain"))
    told.rollback()
    assert len(digests(told, "unit")) == before + 2
    assert faults(office.engine) == []


def test_a_statement_that_changes_what_it_looks_for(office: Office) -> None:
    with db.writing(office.engine) as session:
        act(session)
        session.execute(update(Unit).where(Unit.name == "Seksi Trantib").values(name="Trantib"))
        session.execute(update(Account).where(Account.login == "rina").values(login="rina.baru"))
    assert faults(office.engine) == []


def test_rows_whose_keys_the_database_gives(office: Office, told: Session) -> None:
    """Grants are written many at a time, and nobody is told their ids."""
    before = len(digests(told, "role_grant"))
    rows = [
        {"account_id": office.accounts["hasan"], "role": role, "unit_id": None, "granted_at": NOW}
        for role in ("manager", "auditor")
    ]
    with db.writing(office.engine) as session:
        entry = act(session)
        session.execute(insert(RoleGrant), rows)
    told.rollback()
    assert digests(told, "role_grant")[before:] == [("once", entry), ("later", entry)] * 2
    assert faults(office.engine) == []


def test_a_row_that_is_given_by_values(office: Office) -> None:
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        ticket_id = session.scalar(select(Complaint.id).where(Complaint.number == number))
        session.execute(insert(Rating).values(ticket_id=ticket_id, score=3, comment=None, rated_at=NOW))
        session.execute(
            insert(Attachment).values(ticket_id=ticket_id, kind="photo", state="wanted", received_at=NOW)
        )
    with db.writing(office.engine) as session:
        session.execute(update(Rating).where(Rating.comment.is_(None)).values(comment="Cepat."))
    assert faults(office.engine) == []


def test_a_row_that_says_whether_it_was_written(office: Office, told: Session) -> None:
    """With the number the database gave it; one that another is in the way of was not written."""
    said = {"secret_generation": 1, "text": "Begitu.", "title": "Begitu", "language": "id", "channel": "web"}
    row = {**said, "privacy": "open", "received_at": NOW, "lat": 3.7128, "lng": 0.0, "number": "KM-1"}
    before = len(digests(told, "complaint"))
    with db.writing(office.engine) as session:
        entry = act(session)
        for place in ("kelurahan", "address", "place_accuracy", "place_origin"):
            row[place] = None
        assert say(session, {**row, "secret_digest": "a"}) is not None
        assert say(session, {**row, "secret_digest": "b"}) is None
    told.rollback()
    assert digests(told, "complaint")[before:] == [("once", entry), ("later", entry)]
    assert faults(office.engine) == []


@pytest.mark.parametrize("fraction", [0.1 + 0.2, -0.0, 3.0, 1e-300, 98.65130000000001])
def test_a_fraction_is_digested_as_it_comes_back(office: Office, fraction: float) -> None:
    with db.writing(office.engine) as session:
        office_at = Place(lat=fraction, lng=fraction, kelurahan=None)
        act(session)
        said = {"secret_generation": 1, "text": "A.", "title": "A", "language": "id", "channel": "web"}
        row = {**said, "privacy": "open", "received_at": NOW, "number": "KM-1", "secret_digest": "a"}
        assert say(session, {**row, **place_row(office_at)}) is not None
    assert faults(office.engine) == []


def test_what_only_counts_or_follows_has_no_digest(office: Office, told: Session) -> None:
    before = len(digests(told, "account"))
    with db.writing(office.engine) as session:
        session.execute(update(Account).values(failed_count=1))
        session.scalars(select(Account).where(Account.login == "rina")).one().language = "en"
    told.rollback()
    assert len(digests(told, "account")) == before


def test_the_same_again_has_no_second_digest(office: Office, told: Session) -> None:
    before = len(digests(told, "unit"))
    with db.writing(office.engine) as session:
        session.execute(update(Unit).values(name=Unit.name))
    told.rollback()
    assert len(digests(told, "unit")) == before


def test_a_row_that_is_deleted_and_one_that_takes_its_place(office: Office, told: Session) -> None:
    with db.writing(office.engine) as session:
        act(session)
        session.add(Unit(code="BARU", name="Baru", initials="B", kind="section"))
    with db.writing(office.engine) as session:
        act(session)
        session.execute(delete(Unit).where(Unit.code == "BARU"))
    told.rollback()
    assert told.scalars(select(Written.digest).order_by(Written.id.desc())).first() == GONE
    assert faults(office.engine) == []
    with db.writing(office.engine) as session:
        act(session)
        session.add(Unit(code="LAGI", name="Lagi", initials="L", kind="section"))
    assert faults(office.engine) == []


def test_what_is_rolled_back_leaves_nothing(office: Office, told: Session) -> None:
    before = len(digests(told, "unit"))
    session = WritingSession(office.engine)
    session.add(Unit(code="BARU", name="Baru", initials="B", kind="section"))
    session.flush()
    session.rollback()
    session.commit()
    session.close()
    with db.writing(office.engine) as session:
        act(session)
        inner = session.begin_nested()
        session.add(Unit(code="BARU", name="Baru", initials="B", kind="section"))
        session.flush()
        inner.rollback()
        session.execute(update(Unit).where(Unit.code == "TRANTIB").values(name="Trantib"))
    told.rollback()
    assert len(digests(told, "unit")) == before + 1
    assert faults(office.engine) == []


def test_savepoints_within_savepoints(office: Office) -> None:
    """What was written before a savepoint keeps its digest, whatever becomes of what is in it."""
    with db.writing(office.engine) as session:
        act(session)
        session.execute(update(Unit).where(Unit.code == "TRANTIB").values(name="Trantib"))
        outer = session.begin_nested()
        with session.begin_nested():
            act(session)
            session.execute(update(Unit).where(Unit.code == "SARPRAS").values(name="Sarana"))
        outer.rollback()
    assert faults(office.engine) == []


def test_a_row_put_whole_in_a_savepoint_that_was_rolled_back_was_never_written(office: Office) -> None:
    with db.writing(office.engine) as session:
        act(session)
        inner = session.begin_nested()
        keep_identity(session, number="MRL-2603-AAAAA", details=Details("Sari Contoh"))
        inner.rollback()
    assert faults(office.engine) == []


def test_a_message_names_the_entry_of_its_own_ticket(office: Office, told: Session) -> None:
    first, second = (office.complain(f"Parit {name}", now=NOW).number for name in "AB")
    for number in (second, first):
        office.act("camat", number, "note", text="Saya pantau.", now=NOW)
    for ticket_id, seq, entry in told.execute(
        select(Message.ticket_id, Message.seq, Written.act).join(
            Written, (Written.record == "message") & (Written.key == MESSAGE_KEY)
        )
    ):
        assert entry == f"ticket:{ticket_id}/{seq}"
    assert told.scalar(select(TicketEvent.id).limit(1))
    assert faults(office.engine) == []


def test_words_that_are_written_once_are_refused_a_second_time(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("camat", number, "note", text="Saya pantau.", now=NOW)
    with pytest.raises(WrittenOnce, match="message 1/"), db.writing(office.engine) as session:
        session.execute(update(Message).values(text="Lain."))
    with pytest.raises(WrittenOnce, match="complaint"), db.writing(office.engine) as session:
        session.scalars(select(Complaint)).one().text = "Lain."


def test_a_forged_second_digest_of_words_is_found(office: Office) -> None:
    """Whoever changes the words and adds a digest that fits has written twice what is written once."""
    number = office.complain(now=NOW).number
    office.act("camat", number, "note", text="Saya pantau.", now=NOW)
    with db.reading(office.engine) as session:
        row = session.scalars(select(Written).where(Written.record == "message")).one()
        values = {name: getattr(row, name) for name in ("record", "part", "key", "form", "act", "at")}
        session.execute(insert(Base.metadata.tables["written"]), [{**values, "digest": "ab" * 32}])
        found = [fault.detail for fault in check_written(session)]
    assert "the words of a message is written once, and has a second digest" in found


def test_a_forged_entry_is_found(office: Office) -> None:
    with db.reading(office.engine) as session:
        session.execute(
            insert(Base.metadata.tables["written"]),
            [
                {"record": "unit", "part": "later", "key": "9", "form": "x", "digest": GONE, "act": each, "at": NOW}
                for each in ("audit:4711", "ticket:1/99")
            ],
        )  # fmt: skip
        found = [fault.detail for fault in check_written(session)]
    assert [each for each in found if "which is not in the record" in each] != []


def test_an_identity_is_salted_and_can_be_forgotten(office: Office, told: Session) -> None:
    with db.writing(office.engine) as session:
        officer = session.scalars(select(Officer).order_by(Officer.id).limit(1)).one()
        key = str(officer.id)
        officer.phone = "0811"
        act(session)
    salts = select(DigestSalt.salt).where(DigestSalt.record == "officer", DigestSalt.key == key)
    salt = told.scalars(salts).one()
    assert len(salt) == 32
    with db.writing(office.engine) as session:
        act(session)
        session.get_one(Officer, int(key)).phone = None
    told.rollback()
    assert faults(office.engine) == []
    assert told.scalars(salts).one() != salt


def test_two_of_the_same_identity_have_different_digests(office: Office, told: Session) -> None:
    for _ in range(2):
        office.complain(now=NOW, name="Warga Contoh", email="warga@contoh.example")
    found = told.scalars(
        select(Written.digest).where(Written.record == "identity", Written.part == "once")
    ).all()
    assert len(set(found)) == 2


def stripped(session: Session) -> None:
    """As the database was before anybody took digests."""
    unguarded(session)
    for table in ("written", "digest_salt", "digest_form"):
        session.execute(text(f"DELETE FROM {table}"))


class TestBaseline:
    def test_what_was_there_before_is_covered_from_that_day_on(self, office: Office) -> None:
        office.complain(now=NOW, name="Warga Contoh", email="warga@contoh.example")
        with db.writing(office.engine) as session:
            stripped(session)
        assert faults(office.engine) != []
        with db.writing(office.engine) as session:
            rows = take_baseline(session, now=NOW, actor=SETUP)
        assert rows["complaint"] == 1
        assert rows["officer"] == len(office.officers)
        assert faults(office.engine) == []
        with db.reading(office.engine) as session:
            assert ("complaint", NOW, 1) in covered_since(session)
            session.execute(text("UPDATE complaint SET text = 'lain'"))
            found = [fault.detail for fault in check_written(session)]
        assert any("as it was received is not" in each for each in found)

    def test_it_is_taken_once(self, office: Office) -> None:
        with db.writing(office.engine) as session:
            take_baseline(session, now=NOW, actor=SETUP)
        with db.writing(office.engine) as session:
            session.execute(text("UPDATE unit SET name = 'Lain' WHERE code = 'TRANTIB'"))
        with db.writing(office.engine) as session:
            assert take_baseline(session, now=NOW, actor=SETUP) == {}
        assert faults(office.engine) == ["a unit is not what was written: one of " + ", ".join(
            column.name for column in Unit.__table__.columns if column.name not in ("since_on", "until_on")
        )]  # fmt: skip

    def test_a_new_column_gets_a_new_baseline_and_hides_no_tampering(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The old digest is held against the old columns first; what does not fit stays found."""
        with db.writing(office.engine) as session:
            take_baseline(session, now=NOW, actor=SETUP)
        with db.writing(office.engine) as session:
            session.execute(text("UPDATE unit SET name = 'Lain' WHERE code = 'TRANTIB'"))
        (unit,) = (kind for kind in RECORDS if kind.table == "unit")
        narrower = replace(unit, free={"initials": "for this test"})
        monkeypatch.setitem(coverage._BY_TABLE, "unit", narrower)
        coverage_of.cache_clear()
        try:
            with db.writing(office.engine) as session:
                rows = take_baseline(session, now=NOW, actor=SETUP)
                units = len(session.scalars(select(Unit.id)).all())
            assert rows == {"unit": units - 1}
            assert len(faults(office.engine)) == 1
        finally:
            coverage_of.cache_clear()


def test_days_and_json_have_one_form(office: Office) -> None:
    with db.writing(office.engine) as session:
        act(session)
        session.scalars(select(Officer).limit(1)).one().works_from = date(2024, 2, 29)
    assert faults(office.engine) == []
