"""The sample office: believable, marked, the same for a seed, and only in an empty database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.accounts.passwords import check_password
from complaints_service.accounts.queries import granted_roles
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.verification import verify_performance
from complaints_service.audit.marks import is_demo
from complaints_service.errors import Invalid
from complaints_service.measurement.checks.surveys import verify_surveys
from complaints_service.measurement.checks.verification import verify
from complaints_service.meetings.models import Meeting
from complaints_service.notify.models import Outbox
from complaints_service.people.models import Leave, Officer, Position
from complaints_service.people.reach import reach_of, unreachable
from complaints_service.people.roster import directory_on
from complaints_service.replay.demo.office import Demo, NotEmpty, fill
from complaints_service.replay.demo.staff import SIGN_INS
from complaints_service.survey.skm.queries import follow_ups, periods, result_of_period
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.links import opened_by
from config.rulebook import Rulebook
from config.settings import Settings, load_settings
from tests.support.both import ON_BOTH
from tests.support.databases import IDENTITY_KEY, Databases, make_engine
from tests.support.prepared import Prepared

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # a Tuesday at eleven in Medan
SMALL = Demo(days=10, complaints=40)
WHOLE = Demo(days=30, complaints=90)
EVENING = NOW.replace(hour=20)


def asked_for() -> Settings:
    """The demo asks them for the tracking key and the address only: no database of theirs is opened."""
    environ = {
        "TANGGAP_DATABASE_URL": "sqlite:///unused.db",
        "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
        "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
    }
    return load_settings(environ, ROOT)


@pytest.fixture
def settings() -> Settings:
    return asked_for()


@pytest.fixture
def fresh(databases: Databases) -> Iterator[Engine]:
    """A second database, for comparing."""
    url = databases.fresh("sqlite")
    made = make_engine(url)
    yield made
    made.dispose()
    databases.drop(url)


def story(session: Session) -> list[tuple[object, ...]]:
    rows = session.execute(
        select(
            Ticket.number,
            TicketEvent.seq,
            TicketEvent.kind,
            TicketEvent.at,
            TicketEvent.actor,
            TicketEvent.origin,
        )
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .order_by(TicketEvent.id)
    )
    return [tuple(row) for row in rows]


def told(
    engine: Engine, rulebook: Rulebook, settings: Settings, asked: Demo, now: datetime = NOW
) -> list[str]:
    return list(fill(engine, rulebook, settings, asked=asked, now=now))


def small(engine: Engine, rulebook: Rulebook) -> list[str]:
    return told(engine, rulebook, asked_for(), SMALL)


def whole(engine: Engine, rulebook: Rulebook) -> list[str]:
    return told(engine, rulebook, asked_for(), WHOLE)


def whole_in_the_evening(engine: Engine, rulebook: Rulebook) -> list[str]:
    return told(engine, rulebook, asked_for(), Demo(days=27, complaints=81), EVENING)  # too short for plans


def test_it_fills_every_post_marks_itself_and_sends_nothing(
    engine: Engine, rulebook: Rulebook, prepared: Prepared
) -> None:
    prepared(engine, rulebook, small)
    with db.reading(engine) as session:
        assert is_demo(session)
        assert session.scalar(select(func.count()).select_from(Complaint)) == 40
        posts = set(session.scalars(select(Position.code)))
        assert posts == set(
            session.scalars(select(Position.code).join(Officer, Officer.position_id == Position.id))
        )
        assert set(session.scalars(select(TicketEvent.origin))) == {"replay"}
        assert set(session.scalars(select(Outbox.state))) == {"suppressed"}
        assert max(session.scalars(select(TicketEvent.at))) <= NOW
        assert min(session.scalars(select(Complaint.received_at))) >= datetime(2026, 11, 14, 17, tzinfo=UTC)
        assert verify(session, rulebook=rulebook, now=NOW) == []


def test_it_prints_a_working_sign_in_for_each_role_and_a_link_that_opens_a_ticket(
    engine: Engine, rulebook: Rulebook, settings: Settings, prepared: Prepared
) -> None:
    lines = prepared(engine, rulebook, small)
    link = lines[-1].rsplit("/lacak/", 1)
    assert link[0].endswith(settings.base_url)
    with db.reading(engine) as session:
        for one in SIGN_INS:
            login, password = next(line.split()[-2:] for line in lines if f" {one.login} " in line)
            account = session.scalars(select(Account).where(Account.login == login)).one()
            assert check_password(account.password_hash, password)
            assert {role for role, _ in granted_roles(session, account_id=account.id)} == set(one.roles)
            assert (account.officer_id is not None) == (one.position is not None)
        # Whoever could not be reached would stand on the board.
        assert unreachable(reach_of(session), directory_on(session, on=rulebook.local_date(NOW))) == set()
        opened = opened_by(session, secret=link[1])
        assert opened is not None
        ticket = opened.ticket
        assert ticket.state == "open"


@ON_BOTH
def test_the_same_seed_tells_the_same_story_on_any_database_and_another_seed_another(
    engine: Engine, fresh: Engine, rulebook: Rulebook, settings: Settings, prepared: Prepared
) -> None:
    prepared(engine, rulebook, small)
    told(fresh, rulebook, settings, SMALL)
    with db.reading(engine) as one, db.reading(fresh) as other:
        first = story(one)
        assert first == story(other)
        assert all(read_number(str(number)) == number for number, *_ in first)


def test_another_seed_tells_another_story(
    databases: Databases, fresh: Engine, rulebook: Rulebook, settings: Settings
) -> None:
    url = databases.fresh("sqlite")
    other = make_engine(url)
    told(fresh, rulebook, settings, Demo(days=5, complaints=10))
    told(other, rulebook, settings, Demo(days=5, complaints=10, seed=2))
    with db.reading(fresh) as one, db.reading(other) as two:
        assert {row[0] for row in story(one)}.isdisjoint({row[0] for row in story(two)})
    other.dispose()
    databases.drop(url)


@pytest.mark.parametrize(("now", "story"), [(NOW, whole), (EVENING, whole_in_the_evening)])
def test_the_desk_of_today_shows_a_ticket_in_every_state(
    fresh: Engine, rulebook: Rulebook, prepared: Prepared, now: datetime, story: Any
) -> None:
    prepared(fresh, rulebook, story)
    with db.reading(fresh) as session:
        holder = session.scalar(select(Account.officer_id).where(Account.login == "sarpras1"))
        mine = session.scalars(select(Ticket).where(Ticket.holder_officer_id == holder)).all()
        ledgers = events_of(session, [ticket.id for ticket in mine])
        seen = {ticket.state for ticket in mine}
        for ticket in mine:
            found = deadlines.judge(
                ledgers[ticket.id], rulebook=rulebook, policy_version=ticket.policy_version, as_of=now
            )
            seen |= {
                verdict.status
                for verdict in deadlines.verdicts(found)
                if ticket.state == "open" and deadlines.unfinished(verdict)
            }
        assert seen >= {"open", "waiting", "resolved", "running", "at_risk", "breached"}
        queues = select(Ticket.unit, Ticket.state).where(Ticket.holder_officer_id.is_(None))
        assert {tuple(row) for row in session.execute(queues)} >= {("MEJA", "new"), ("SARPRAS", "open")}


def test_one_officer_is_on_leave_and_hears_of_no_new_ticket_meanwhile(
    fresh: Engine, rulebook: Rulebook, prepared: Prepared
) -> None:
    prepared(fresh, rulebook, whole)
    with db.reading(fresh) as session:
        leave = session.scalars(select(Leave)).one()
        ref = f"person:{leave.officer_id}"
        acted = [
            rulebook.local_date(event.at)
            for event in session.scalars(select(TicketEvent))
            if event.actor == ref or event.data.get("holder") == ref
        ]
    assert acted
    assert not [on for on in acted if leave.first_on <= on <= leave.last_on]


def test_it_refuses_a_database_that_holds_anything(
    fresh: Engine, rulebook: Rulebook, settings: Settings
) -> None:
    told(fresh, rulebook, settings, Demo(days=2, complaints=3))
    with pytest.raises(NotEmpty):
        told(fresh, rulebook, settings, SMALL)
    with db.reading(fresh) as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 3


@pytest.mark.parametrize("asked", [Demo(days=0), Demo(complaints=-1), Demo(until=date(2026, 11, 25))])
def test_it_refuses_a_demo_that_cannot_be(
    fresh: Engine, rulebook: Rulebook, settings: Settings, asked: Demo
) -> None:
    with pytest.raises(Invalid):
        told(fresh, rulebook, settings, asked)
    with db.reading(fresh) as session:
        assert not is_demo(session)


def test_it_ends_with_the_day_it_is_told(fresh: Engine, rulebook: Rulebook, settings: Settings) -> None:
    told(fresh, rulebook, settings, Demo(days=5, complaints=10, until=date(2026, 3, 6)))
    with db.reading(fresh) as session:
        days = {rulebook.local_date(at) for at in session.scalars(select(Complaint.received_at))}
    assert days <= {date(2026, 3, day) for day in range(2, 7)}


def test_a_quarter_of_demo_has_plans_evaluations_a_meeting_and_something_waiting_for_each(
    fresh: Engine, rulebook: Rulebook, settings: Settings
) -> None:
    told(fresh, rulebook, settings, Demo(days=90, complaints=20))
    with db.reading(fresh) as session:
        states = Counter(session.scalars(select(PlanVersion.state)))
        half = session.scalars(
            select(PlanVersion).where(
                PlanVersion.state == "draft", PlanVersion.officer_signed_at.is_not(None)
            )
        ).all()
        evaluations = Counter(session.scalars(select(Evaluation.state)))
        civil_servants = session.scalars(select(Officer.id).where(Officer.employment != "non_asn")).all()
        meetings = Counter(session.scalars(select(Meeting.state)))
        assert verify_performance(session) == []
        over, running = sorted(periods(session), key=lambda one: one.opened_on)
        assert over.published_at is not None and running.closed_at is None
        assert running.takes_answers(rulebook.local_date(NOW))
        result = result_of_period(session, of=over, rulebook=rulebook)
        assert result is not None and {code for _period, code in follow_ups(session, ids=[over.id])} == {
            one.code for one in result.weakest
        }
        assert list(verify_surveys(session)) == []
    assert states == {"signed": len(civil_servants) - 2, "draft": 2}
    assert len(half) == 1, "one waits for the superior alone"
    assert evaluations == {"closed": states["signed"] - 3, "sent": 1, "draft": 1}, (
        "nobody rates the camat here"
    )
    assert meetings == {"held": 1, "planned": 1}
