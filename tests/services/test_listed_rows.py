"""What a list tells of a ticket is stored by whatever changes it, and is what its ledger says at any time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.errors import Actor, DomainError
from complaints_service.measurement.checks.verification import verify
from complaints_service.moment import Moment
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import Filter
from complaints_service.tickets.rows.filling import keep_missing
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.rows.queries import told_rows
from complaints_service.tickets.rows.standing import entries_told, standing_of
from complaints_service.tickets.rulebook_versions import enter_calendars, store_versions
from config.rulebook import Rulebook
from sla import Verdict
from tests.services.test_calendar_versions import with_a_day
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
#: (who, act, fields): some are refused where they come, which changes nothing.
ACTS = (
    ("rina", "message", {"text": "Kami lihat."}),
    ("rina", "question", {"text": "Di mana tepatnya?"}),
    ("rina", "resolve", {"text": "Sudah beres."}),
    ("kasi", "take", {}),
    ("kasi", "handover", {"to": "unit:SARPRAS", "reason": "bagi tugas"}),
    ("kasi", "prioritise", {"priority": "high", "reason": "genting"}),
    ("rina", "note", {"text": "Catatan."}),
    ("kasi", "reject", {"reason": "duplicate", "text": "Sudah ada."}),
    ("kasi", "reopen", {"reason": "tumpat lagi"}),
    ("citizen", "write", {"text": "Bagaimana?"}),
    ("citizen", "dispute", {"text": "Belum."}),
    ("citizen", "accept", {}),
)  # fmt: skip
STEPS = (600, 7200, 30_000, 90_000, 400_000, 1_500_000)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def differing(session: Session, office: Office, at: datetime) -> list[str]:
    """The tickets of which a list would say something else than their ledgers do."""
    tickets = session.scalars(select(Ticket)).all()
    told = told_rows(session, tickets, now=at, rulebook=office.rulebook)
    ledgers = ledger.events_of(session, [one.id for one in tickets])
    found = []
    for one in tickets:
        events = ledgers[one.id]
        judged = deadlines.judge(
            events, rulebook=office.rulebook, policy_version=one.policy_version, as_of=at
        )
        standing, entries = told[one.id]
        anew = standing_of(judged)
        if (
            [_shown(each) for each in standing.clocks.values()]
            != [_shown(each) for each in anew.clocks.values()]
            or (standing.pressing is None) != (anew.pressing is None)
            or list(entries) != entries_told(events)
        ):
            found.append(one.number)
    return found


def _shown(verdict: Verdict) -> Verdict:
    """A verdict without what no row tells: whose time it was."""
    return verdict._replace(owner=None, owner_unit=None, add_year=None, at_least=False)


def test_after_any_acts_and_any_time_a_list_says_what_the_ledgers_say(office: Office) -> None:
    random, done, now = Random(7), 0, NOW
    numbers = [office.complain(f"Parit tumpat {one}.", now=NOW).number for one in range(4)]
    for _step in range(60):
        now += timedelta(seconds=random.choice(STEPS))
        who, act, fields = random.choice(ACTS)
        number = random.choice(numbers)
        with db.writing(office.engine) as session:
            sweep(session, now=now, rulebook=office.rulebook)
        try:
            if who == "citizen":
                office.citizen(number, act, now=now, **fields)
            else:
                office.act(who, number, act, now=now, **fields)
            done += 1
        except DomainError:
            pass
        with db.reading(office.engine) as session:
            assert differing(session, office, now) == [], (act, now)
    assert done > 15
    with db.reading(office.engine) as session:
        assert [one for one in verify(session, rulebook=office.rulebook, now=now) if one.code == "row"] == []
        listed, there = (set(session.scalars(select(each))) for each in (TicketListed.ticket_id, Ticket.id))
        assert listed == there


def test_a_list_reads_no_ledger(
    office: Office, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    for one in range(3):
        office.complain(f"Parit tumpat {one}.", now=NOW)
    rights = office.rights("camat")
    with db.reading(office.engine) as session, counting(office.engine) as statements:
        page = queries.desk(
            session, rights=rights, narrowed=Filter(view="all"), now=NOW, rulebook=office.rulebook
        )
    assert len(page.rows) == 3
    assert len(statements) == 2 and not any("ticket_event" in one for one in statements)


def test_what_is_not_stored_yet_is_read_from_the_ledger_and_stored_by_the_job(office: Office) -> None:
    office.complain(now=NOW)
    later = NOW + timedelta(days=3)
    with db.writing(office.engine) as session:
        session.execute(delete(TicketListed))
    with db.writing(office.engine) as session:
        assert differing(session, office, later) == []
        moment = Moment(session=session, now=later, actor=Actor.rule(), rulebook=office.rulebook)
        assert [len(keep_missing(moment, limit=10)) for _turn in range(2)] == [1, 0]
    with db.writing(office.engine) as session:
        session.execute(update(TicketListed).values(calendar="marelan/2024"))
        assert differing(session, office, later) == []
        moment = Moment(session=session, now=later, actor=Actor.rule(), rulebook=office.rulebook)
        assert [len(keep_missing(moment, limit=10)) for _turn in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "decreed_at", [None, NOW + timedelta(hours=5)], ids=["by its entry", "by what it says"]
)
def test_what_a_decree_moved_is_stored_again_once_its_day_is_past(
    office: Office,
    counting: Callable[[Engine], AbstractContextManager[list[str]]],
    decreed_at: datetime | None,
) -> None:
    """Until then lists read the ledgers of what came before it; what is over is told as it stands."""
    ended, _waits = (office.complain(f"Parit tumpat {one}.", now=NOW).number for one in range(2))
    office.act("kasi", ended, "reject", now=NOW + timedelta(hours=1), reason="duplicate", text="Sudah ada.")
    entered, closed = NOW + timedelta(days=2), date(2026, 3, 3) if decreed_at else date(2026, 3, 9)
    decreed = replace(office, rulebook=with_a_day(office.rulebook, closed, decreed_at))
    with db.writing(office.engine) as session:
        store_versions(session, versions=office.rulebook.versions(), now=NOW)
        enter_calendars(session, rulebook=decreed.rulebook, now=entered)

    def filled(at: datetime) -> int:
        with db.writing(office.engine) as session:
            assert differing(session, decreed, at) == []
            moment = Moment(session=session, now=at, actor=Actor.rule(), rulebook=decreed.rulebook)
            return len(keep_missing(moment, limit=10))

    assert filled(entered) == 2  # under the calendar without that day
    if decreed_at is None:
        assert filled(entered + timedelta(days=1)) == 0
        assert filled(entered + timedelta(days=6)) == 1  # what still runs, once the day is over
    later = entered + timedelta(days=9)
    assert filled(later) == 0
    with db.reading(office.engine) as session:
        tickets = session.scalars(select(Ticket)).all()
        with counting(office.engine) as statements:
            told_rows(session, tickets, now=later, rulebook=decreed.rulebook)
    assert not any("ticket_event" in one for one in statements)


def test_verify_finds_a_row_that_says_something_else(office: Office) -> None:
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        session.execute(update(TicketListed).values(entries=[]))
    with db.reading(office.engine) as session:
        found = [one for one in verify(session, rulebook=office.rulebook, now=NOW) if one.code == "row"]
    assert [one.subject for one in found] == [number]
