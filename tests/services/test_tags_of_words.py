"""Under which units and officers words are found: those of the ticket's row, whoever wrote it last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, delete, event, select, text, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.people.models import Officer, Unit
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.search.index import index_anew, words_anew
from complaints_service.tickets.search.matching import Meant, matching, newest_meant, read_typed
from complaints_service.tickets.search.models import TicketWords
from complaints_service.tickets.search.queries import search
from complaints_service.tickets.search.tags import holder_tag, tags_of, unit_tag
from complaints_service.tickets.visible import grounds_of
from config.rulebook import Rulebook
from migrations.run import alembic_config, upgrade
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def under(session: Session, tag: str) -> set[int]:
    """The tickets of which the index has this tag."""
    return set(session.scalars(select(Ticket.id).where(matching(Meant(stems=((tag,),)), ()))))


def check(session: Session) -> int:
    """Each ticket is under its unit and its holder, and under nothing else; how many there are."""
    tickets = session.execute(select(Ticket.id, Ticket.unit, Ticket.holder_officer_id)).all()
    for code in session.scalars(select(Unit.code)):
        assert under(session, unit_tag(code)) == {one.id for one in tickets if one.unit == code}, code
    for officer in session.scalars(select(Officer.id)):
        held = {one.id for one in tickets if one.holder_officer_id == officer}
        assert under(session, holder_tag(officer)) == held, officer
    if (
        session.get_bind().dialect.name == "sqlite"
    ):  # words that were taken out otherwise than they were put in
        faults = "INSERT INTO ticket_words_index(ticket_words_index, rank) VALUES ('integrity-check', 1)"
        session.connection().exec_driver_sql(faults)
    return len(tickets)


def test_the_tags_follow_a_ticket_wherever_it_goes(office: Office) -> None:
    first = office.complain("Parit tumpat dan lampu padam.", now=NOW).number
    other = office.complain("Parit tumpat lagi.", now=NOW).number
    rina, hasan, trantib = (office.officers[one] for one in ("rina", "hasan", "trantib"))
    steps = (
        ("kasi", first, "assign", {"to": f"person:{hasan}", "reason": "lebih dekat"}),
        ("hasan", first, "message", {"text": "Kami datang."}),
        ("hasan", first, "handover", {"to": "TRANTIB", "reason": "bukan urusan kami"}),
        ("kasitrantib", first, "assign", {"to": f"person:{trantib}", "reason": "giliran"}),
        ("meja", first, "handover", {"to": "SARPRAS", "reason": "ternyata parit"}),
        ("rina", first, "take", {}),
        ("kasi", first, "split", {"text": "Lampunya mati.", "reason": "dua hal"}),
        ("kasi", other, "merge", {"into": first, "reason": "sama"}),
        ("rina", first, "resolve", {"text": "Beres."}),
    )
    places = set()
    for count, (login, number, act, fields) in enumerate(steps, start=1):
        office.act(login, number, act, now=NOW + count * HOUR, **fields)
        with db.reading(office.engine) as session:
            check(session)
            places.add(
                session.execute(
                    select(Ticket.unit, Ticket.holder_officer_id).where(Ticket.number == first)
                ).one()
            )
    assert {("SARPRAS", hasan), ("TRANTIB", None), ("TRANTIB", trantib), ("SARPRAS", rina)} <= places


def test_words_made_anew_have_their_tags(office: Office) -> None:
    office.complain(now=NOW)
    office.complain("Pedagang liar.", category="ketertiban", now=NOW)
    with db.writing(office.engine) as session:
        words_anew(session, ticket_id=1)
        assert check(session) == 2
        assert index_anew(session) == 2
        assert check(session) == 2


def test_a_process_that_knows_no_tags_loses_nothing(office: Office) -> None:
    """What the version before writes beside this one: words without tags, and tickets that move."""
    office.complain(now=NOW)
    trantib = office.officers["trantib"]
    with db.writing(office.engine) as session:
        session.execute(delete(TicketWords))
        said = "'parit'" if session.get_bind().dialect.name == "postgresql" else " parit"
        put = text("INSERT INTO ticket_words (ticket_id, backwards, stems) VALUES (1, 'X', :said)")
        session.execute(put, {"said": said})
        assert check(session) == 1
        session.execute(text("UPDATE ticket_words SET stems = stems || :said"), {"said": said})
        assert check(session) == 1
        session.execute(update(Ticket).values(unit="TRANTIB", holder_officer_id=trantib))
        assert check(session) == 1
    assert [one.id for one in found(office, "trantib")] == [1]
    assert found(office, "rina") == []


def found(office: Office, login: str) -> list[Ticket]:
    rights = office.rights(login)
    with db.reading(office.engine) as session:
        return list(search(session, rights=rights, meant=read_typed("parit")).tickets)


def test_what_was_there_is_tagged_and_back(office: Office) -> None:
    office.complain(now=NOW)
    office.complain("Parit meluap.", now=NOW)
    before = "0102"
    with office.engine.begin() as connection:
        command.downgrade(alembic_config(connection), before)
    with db.reading(office.engine) as session:
        everything = select(Ticket.id).where(matching(read_typed("parit"), ()))
        assert set(session.scalars(everything)) == {1, 2}
        assert under(session, unit_tag("SARPRAS")) == set()
    upgrade(office.engine)
    with db.reading(office.engine) as session:
        assert check(session) == 2
    assert [one.id for one in found(office, "kasi")] == [2, 1]


def test_nobody_types_a_tag(office: Office) -> None:
    office.complain(now=NOW)
    for tag in (unit_tag("SARPRAS"), holder_tag(office.officers["rina"])):
        assert tag not in str(read_typed(tag).stems)


@pytest.mark.parametrize("seldom", [False, True])
@pytest.mark.parametrize("typed", ["parit tumpat", "sazw"])
def test_word_and_reader_are_looked_up_in_one_index(office: Office, typed: str, seldom: bool) -> None:
    """Else a word of many reports is read through for a reader who may view few of them; the end of a number,
    which a short word may be, is looked for along its own index, and no way reads the words of every ticket."""
    with db.reading(office.engine) as session:
        tags = tags_of(grounds_of(office.rights("rina")))
        connection = session.connection()
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:  # a table of few rows PostgreSQL reads whole
            for way in ("seqscan", "indexscan"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        sent: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", lambda *call: sent.append((call[2], call[3])))
        meant = read_typed(typed)
        session.execute(newest_meant(meant, tags, after=0, before=10**6, limit=200, seldom=seldom))
        asked, values = sent[0]
        how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = " ".join(str(row) for row in connection.exec_driver_sql(how + asked, values))
    assert len(tags) == 2 and all(tag in str(values) for tag in tags)
    if sqlite:
        assert "VIRTUAL TABLE INDEX" in plan, plan
    elif seldom:  # among the newest PostgreSQL may go along the tickets themselves
        assert "Bitmap Index Scan on ix_ticket_words_stems" in plan, plan
        assert "Index Cond: (stems @@" in plan, plan
    assert "SCAN ticket_words'" not in plan, plan
    assert (meant.tail is None) or "ix_ticket_words_backwards" in plan, plan


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("typed", ["parit tumpat", "sazw"])
def test_what_is_meant_among_other_conditions_reads_no_words_of_every_ticket(
    office: Office, typed: str
) -> None:
    with db.reading(office.engine) as session:
        asked = select(Ticket.id).where(matching(read_typed(typed), ()), Ticket.unit == "SARPRAS")
        sent: list[tuple[str, Any]] = []
        event.listen(
            session.connection(), "before_cursor_execute", lambda *call: sent.append((call[2], call[3]))
        )
        session.execute(asked)
        plan = str(session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + sent[0][0], sent[0][1]).all())
    assert "VIRTUAL TABLE INDEX" in plan, plan
    assert "SCAN ticket_words'" not in plan, plan
