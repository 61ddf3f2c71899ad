"""Facts say what the ledger says, change when it does, and become figures that open to tickets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.access import Rights
from complaints_service.errors import Actor
from complaints_service.measurement.counting import counted_sums
from complaints_service.measurement.facts import storing
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    ResolutionRow,
    TicketRow,
)
from complaints_service.measurement.facts.service import Refreshed, rebuild, refresh, stale
from complaints_service.measurement.facts.storing import Row
from complaints_service.measurement.groups import on_time_by_month
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.evidence import evidence
from complaints_service.measurement.indicators.loading import (
    of_category,
    of_officer,
    of_unit,
    period,
    standing,
)
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.seeing import may_see_subject
from complaints_service.measurement.indicators.values import value_of
from complaints_service.moment import Moment
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import TRACKING_KEY, Office, accuse, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan; the office closes at 16:30
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTH = "2026-04"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def holder(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        found = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    return next(login for login, officer in office.officers.items() if officer == found)


def renew(office: Office, now: datetime) -> Refreshed:
    with db.writing(office.engine) as session:
        return refresh(session, now=now, rulebook=office.rulebook)


def old(office: Office, now: datetime) -> int:
    with db.reading(office.engine) as session:
        return len(stale(session, now=now, rulebook=office.rulebook))


def everything(office: Office) -> list[list[tuple[object, ...]]]:
    tables = (TicketFact, ClockFact, CustodyFact, ResolutionFact, HandoverFact)
    with db.reading(office.engine) as session:
        return [
            sorted((tuple(row) for row in session.execute(select(table.__table__))), key=repr)
            for table in tables
        ]


def clock_of(office: Office, number: str, clock: str, number_of_round: int = 0) -> ClockFact:
    with db.reading(office.engine) as session:
        return session.scalars(
            select(ClockFact)
            .join(Ticket, Ticket.id == ClockFact.ticket_id)
            .where(Ticket.number == number, ClockFact.clock == clock, ClockFact.round == number_of_round)
        ).one()


def custody_of(office: Office, number: str) -> dict[tuple[str, str, str], int]:
    with db.reading(office.engine) as session:
        rows = session.scalars(
            select(CustodyFact)
            .join(Ticket, Ticket.id == CustodyFact.ticket_id)
            .where(Ticket.number == number)
        )
        return {(row.holder, row.unit, row.month): row.seconds for row in rows}


def fact_of(office: Office, number: str) -> TicketFact:
    with db.reading(office.engine) as session:
        return session.scalars(
            select(TicketFact).join(Ticket, Ticket.id == TicketFact.ticket_id).where(Ticket.number == number)
        ).one()


def finished(office: Office, start: datetime = NOW) -> str:
    """Answered after two hours, resolved Tuesday 10:00, accepted Tuesday 11:00."""
    number = office.complain(now=start).number
    who = holder(office, number)
    office.act(who, number, "message", text="Besok kami datang.", now=start + 2 * HOUR)
    office.act(who, number, "resolve", text="Sudah dikeruk.", now=start + DAY + HOUR)
    office.citizen(number, "accept", now=start + DAY + 2 * HOUR)
    return number


def test_the_facts_of_one_ticket_by_hand(office: Office) -> None:
    """Monday 09:00 to 16:30 without the noon hour is 23,400 s; Tuesday 08:00 to 10:00 is 7,200 s."""
    number = finished(office)
    who = office.officers[holder(office, number)]
    renew(office, NOW + 3 * DAY)
    first, resolution = clock_of(office, number, "first_response"), clock_of(office, number, "resolution")
    assert (first.status, first.used_seconds, first.month, first.owner_officer_id) == (
        "met",
        7200,
        MONTH,
        who,
    )
    assert (resolution.status, resolution.used_seconds, resolution.owner_unit) == ("met", 30600, "SARPRAS")
    assert custody_of(office, number) == {
        (f"person:{who}", "SARPRAS", MONTH): 30600,
        ("nobody", "", MONTH): 3600,
    }
    fact = fact_of(office, number)
    assert (fact.total_seconds, fact.settled, fact.as_of) == (34200, True, NOW + DAY + 2 * HOUR)
    assert (fact.resolver_officer_id, fact.last_resolved_month) == (who, MONTH)


def test_each_life_of_a_resolution_is_a_row_of_its_own(office: Office) -> None:
    """Accepted on Tuesday 11:00, opened again on Wednesday 9:00, resolved there two hours later."""
    number = finished(office)
    who = holder(office, number)
    office.act("kasi", number, "reopen", reason="Tumpat lagi.", now=NOW + 2 * DAY)
    office.act(who, number, "resolve", text="Dikeruk lagi.", now=NOW + 2 * DAY + 2 * HOUR)
    renew(office, NOW + 3 * DAY)
    first, second = clock_of(office, number, "resolution"), clock_of(office, number, "resolution", 1)
    assert [(row.status, row.used_seconds, row.redone) for row in (first, second)] == [
        ("met", 30600, True),
        ("met", 7200, True),
    ]
    assert (second.started_at, second.stopped_at) == (NOW + 2 * DAY, NOW + 2 * DAY + 2 * HOUR)


def test_what_a_split_copied_is_counted_once(office: Office) -> None:
    """Answered before the split; a second ticket split off it brings no second answer."""
    number = office.complain("Parit tumpat, dan lampu padam.", now=NOW).number
    who = holder(office, number)
    office.act(who, number, "message", text="Kami datang.", now=NOW + HOUR)
    with db.writing(office.engine) as session:
        part = perform(
            Moment(
                session=session,
                now=NOW + 2 * HOUR,
                actor=Actor.officer(office.officers["kasi"], "web"),
                rulebook=office.rulebook,
            ),
            number=number,
            request=request_for("split", text="Lampu jalan padam.", reason="Dua hal."),
            tracking_key=TRACKING_KEY,
            rights=office.rights("kasi"),
        ).ticket.number
    renew(office, NOW + DAY)
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(Ticket.number, ClockFact.clock)
            .join(Ticket, Ticket.id == ClockFact.ticket_id)
            .where(ClockFact.clock.in_(("first_response", "resolution")))
        ).all()
    assert sorted(tuple(row) for row in rows) == sorted(
        [(number, "first_response"), (number, "resolution"), (part, "resolution")]
    )


def test_custody_is_split_at_the_turn_of_the_month(office: Office) -> None:
    """Received Thursday 30 April 15:30; Friday is Labour Day; taken up Monday 4 May 09:00."""
    number = office.complain(now=datetime(2026, 4, 30, 8, 30, tzinfo=UTC)).number
    who = office.officers[holder(office, number)]
    renew(office, datetime(2026, 5, 4, 2, 0, tzinfo=UTC))
    assert custody_of(office, number) == {
        (f"person:{who}", "SARPRAS", "2026-04"): 3600,
        (f"person:{who}", "SARPRAS", "2026-05"): 3600,
    }
    assert fact_of(office, number).total_seconds == 7200


def test_each_round_and_each_resolution_is_a_row(office: Office) -> None:
    number = office.complain(now=NOW).number
    who = holder(office, number)
    office.act(who, number, "message", text="Kami periksa.", now=NOW + HOUR)
    office.citizen(number, "write", text="Kapan?", now=NOW + 2 * HOUR)
    office.act(who, number, "message", text="Besok.", now=NOW + 3 * HOUR)
    office.citizen(number, "write", text="Pagi?", now=NOW + 5 * HOUR)
    office.act(who, number, "resolve", text="Selesai.", now=NOW + DAY)
    office.citizen(number, "dispute", text="Belum bersih.", now=NOW + DAY + HOUR)
    office.act(who, number, "resolve", text="Sudah diulang.", now=NOW + DAY + 2 * HOUR)
    renew(office, NOW + DAY + 3 * HOUR)
    used = [clock_of(office, number, "next_response", each).used_seconds for each in (0, 1)]
    assert used == [3600, 2.5 * 3600 + 3600]  # 14:00 to 16:30, then 08:00 to 09:00
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(ResolutionFact.outcome, ResolutionFact.officer_id).order_by(ResolutionFact.seq)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("undone", office.officers[who]),
        ("pending", office.officers[who]),
    ]
    assert fact_of(office, number).disputes == 1
    # Ten working days without objection: the resolution stands by rule, whether or not a job has run.
    renew(office, NOW + 40 * DAY)
    with db.reading(office.engine) as session:
        outcomes = session.scalars(select(ResolutionFact.outcome).order_by(ResolutionFact.seq)).all()
    assert outcomes == ["undone", "stood"]


def test_only_what_changed_is_made_anew(office: Office) -> None:
    done, open_ = finished(office), office.complain("Parit lain tersumbat.", now=NOW + HOUR).number
    late = NOW + 2 * DAY
    assert renew(office, late).tickets == 2
    assert renew(office, late).tickets == 0
    assert old(office, late + timedelta(minutes=59)) == 0
    office.act(holder(office, open_), open_, "note", text="Sudah dilihat.", now=late + timedelta(minutes=1))
    assert old(office, late + timedelta(minutes=1)) == 1
    assert renew(office, late + timedelta(minutes=1)).tickets == 1
    before = fact_of(office, done)
    assert renew(office, late + 400 * DAY).tickets == 1  # the closed one never again
    assert fact_of(office, done).as_of == before.as_of


def test_time_alone_breaks_a_promise(office: Office) -> None:
    number = office.complain(now=NOW).number
    renew(office, NOW)
    due = clock_of(office, number, "first_response").due_at
    assert due is not None
    renew(office, due)
    assert clock_of(office, number, "first_response").status == "at_risk"
    assert fact_of(office, number).next_change_at == due + timedelta(seconds=1)
    assert old(office, due) == 0
    renew(office, due + timedelta(seconds=1))
    broken = clock_of(office, number, "first_response")
    assert (broken.status, broken.breached_at, broken.month) == ("breached", due, MONTH)


def test_rebuilding_changes_nothing(office: Office) -> None:
    finished(office)
    office.complain("Parit lain tersumbat.", now=NOW + HOUR)
    late = NOW + 2 * DAY
    renew(office, late)
    before = everything(office)
    told: list[tuple[int, int]] = []
    with db.writing(office.engine) as session:
        rebuild(session, now=late, rulebook=office.rulebook, progress=lambda *done: told.append(done))
    assert everything(office) == before
    assert told == [(2, 2)]


def test_rebuilding_mends_what_was_touched_and_leaves_the_rest_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact that says otherwise, one that is gone and one that never was: of that ticket, and no other."""
    touched, late = finished(office), NOW + 9 * DAY
    finished(office)
    renew(office, late)
    before, written = everything(office), []

    def write(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if rows and "ticket_id" in table.c:
            written.append((table.name, {row[0] for row in rows}))
        put(session, table, columns, rows)

    put = storing._write
    monkeypatch.setattr(storing, "_write", write)
    with db.writing(office.engine) as session:
        rebuild(session, now=late, rulebook=office.rulebook)
    assert written == []
    with db.writing(office.engine) as session:
        one = session.scalars(select(Ticket.id).where(Ticket.number == touched)).one()
        session.execute(
            update(ClockFact)
            .where(ClockFact.ticket_id == one, ClockFact.clock == "resolution")
            .values(started_at=NOW - DAY, inherited=True)
        )
        session.execute(delete(CustodyFact).where(CustodyFact.ticket_id == one, CustodyFact.unit == ""))
        (stray,) = session.execute(
            select(ResolutionFact.__table__).where(ResolutionFact.ticket_id == one)
        ).mappings()
        session.execute(insert(ResolutionFact), [{**stray, "seq": 99}])
    assert everything(office) != before
    with db.writing(office.engine) as session:
        rebuild(session, now=late, rulebook=office.rulebook)
    assert everything(office) == before
    assert written == [(table, {one}) for table in ("clock_fact", "custody_fact", "resolution_fact")]


def test_the_digest_can_be_redone_from_the_tables(office: Office) -> None:
    """As a stranger would: arrays in column order, instants in ISO 8601, null where unknown."""
    number = finished(office)
    renew(office, NOW + 3 * DAY)
    fact = fact_of(office, number)

    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else value

    def rows(table: type, fields: tuple[str, ...], *order: str) -> list[list[object]]:
        with db.reading(office.engine) as session:
            query = select(*(getattr(table, name) for name in fields))
            found = session.execute(query.order_by(*(getattr(table, name) for name in order)))
            return [[plain(value) for value in row] for row in found]

    told = [
        rows(TicketFact, TicketRow._fields)[0],
        rows(ClockFact, ClockRow._fields, "clock", "round"),
        sorted(rows(CustodyFact, CustodyRow._fields), key=lambda row: row[1:4]),
        rows(ResolutionFact, ResolutionRow._fields, "seq"),
        rows(HandoverFact, HandoverRow._fields, "seq"),
    ]
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    assert digest == fact.digest


def test_an_officers_month(office: Office) -> None:
    number = finished(office)
    login = holder(office, number)
    late = office.complain("Sampah tidak diangkut.", category="sampah", now=NOW).number
    if holder(office, late) != login:
        office.act("sekcam", late, "assign", to=f"person:{office.officers[login]}", reason="Bantu.", now=NOW)
    renew(office, NOW + 12 * DAY)  # Saturday 18 April: the second one's first answer is late
    with db.reading(office.engine) as session:
        figures = queries.officer_month(
            session, officer_id=office.officers[login], month=MONTH, rulebook=office.rulebook
        )
    first = figures.value("first_response_on_time")
    assert (first.k, first.n, first.value, first.target, first.judgement) == (1, 2, 50.0, 80, "few")
    assert figures.value("open_and_late").value == 1
    assert figures.value("reopened_share").value == 0
    assert (figures.provisional, figures.as_of) == (True, NOW + 12 * DAY)
    assert figures.policies
    assert figures.calendars
    assert first.comparison is None  # fewer than three colleagues: their figures stay their own


def test_every_figure_opens_to_its_tickets(office: Office) -> None:
    number = finished(office)
    login = holder(office, number)
    renew(office, NOW + 3 * DAY)
    subject = of_officer(office.officers[login])
    with db.reading(office.engine) as session:
        for code in ("first_response_on_time", "resolution_on_time", "held", "reopened_share"):
            found = evidence(
                session,
                code=code,
                subject=subject,
                month=MONTH,
                rulebook=office.rulebook,
                rights=office.rights(login),
            )
            assert [row.number for row in found.rows] == [number]
            assert found.rows[0].may_open
        stranger = evidence(
            session,
            code="held",
            subject=subject,
            month=MONTH,
            rulebook=office.rulebook,
            rights=office.rights("trantib"),
        )
    assert [(row.number, row.title, row.may_open) for row in stranger.rows] == [(number, "", False)]


def test_a_ticket_that_accuses_the_reader_stays_hidden(office: Office) -> None:
    number = finished(office)
    login = holder(office, number)
    with db.writing(office.engine) as session:
        accuse(session, office.rulebook, number, f"person:{office.officers['kasi']}")
    renew(office, NOW + 3 * DAY)
    with db.reading(office.engine) as session:
        found = evidence(
            session,
            code="held",
            subject=of_officer(office.officers[login]),
            month=MONTH,
            rulebook=office.rulebook,
            rights=office.rights("kasi"),
        )
    assert (list(found.rows), found.withheld) == ([], 1)


def units_seen(office: Office, login: str) -> set[str]:
    with db.reading(office.engine) as session:
        return {*queries.board_units(session, rights=office.rights(login))}


def test_the_board_shows_units_only_to_those_above(office: Office) -> None:
    seen = units_seen(office, "kasi")
    assert "SARPRAS" in seen
    assert "TRANTIB" not in seen
    assert units_seen(office, "rina") == set()
    assert {"SARPRAS", "TRANTIB"} <= units_seen(office, "auditor")


def test_a_manager_above_nobody_sees_units_without_persons(office: Office) -> None:
    rights = office.rights("sekcam")
    manager = Rights(account_id=rights.account_id, grants=rights.grants)
    with db.reading(office.engine) as session:
        assert "SARPRAS" in queries.board_units(session, rights=manager)
        assert not may_see_subject(session, rights=manager, subject=of_officer(office.officers["rina"]))
        assert may_see_subject(session, rights=manager, subject=of_unit("SARPRAS"))


def test_who_may_see_whose_figures(office: Office) -> None:
    with db.reading(office.engine) as session:

        def may(login: str, whose: str) -> bool:
            return may_see_subject(
                session, rights=office.rights(login), subject=of_officer(office.officers[whose])
            )

        assert may("rina", "rina")
        assert may("kasi", "rina")
        assert may("camat", "rina")
        assert may("auditor", "rina")
        assert not may("hasan", "rina")
        assert not may("kasitrantib", "rina")
        assert not may("rina", "kasi")
        assert not may_see_subject(session, rights=office.rights("kasi"), subject=of_officer(99999))


def test_on_time_by_month_counts_the_open_late_ones(office: Office) -> None:
    finished(office)
    office.complain("Parit lain tersumbat.", now=NOW)
    renew(office, datetime(2026, 5, 20, 3, 0, tzinfo=UTC))
    months = ["2026-03", "2026-04", "2026-05"]
    with db.reading(office.engine) as session:
        march, april, may = on_time_by_month(
            session, months=months, rulebook=office.rulebook, units=["SARPRAS"], clock="first_response"
        )
    assert (march.counts, march.provisional) == ({}, False)
    assert (april.met, april.late_finished, april.late_open, april.running) == (1, 0, 1, 0)
    assert (may.met, may.provisional) == (0, True)


def test_a_unit_and_a_category(office: Office) -> None:
    number = finished(office)
    renew(office, NOW + 3 * DAY)

    def held(session: Session, category: str, units: list[str] | None) -> float | None:
        span = period(MONTH, rulebook=office.rulebook, found=standing(session))
        indicator, subject = INDICATORS["held"], of_category(category)
        sums = counted_sums(
            session,
            indicator=indicator,
            subject=subject,
            units=units,
            period=span,
            rulebook=office.rulebook,
        )
        return value_of(indicator, sums, office.rulebook).value

    with db.reading(office.engine) as session:
        category = session.scalars(select(Ticket.category).where(Ticket.number == number)).one()
        unit = queries.unit_month(session, unit="SARPRAS", month=MONTH, rulebook=office.rulebook)
        assert unit.value("held").value == held(session, category, None) == 30600
        assert held(session, category, ["TRANTIB"]) is None


def test_a_person_takes_as_many_statements_for_two_tickets_as_for_ten(
    office: Office, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    def statements() -> int:
        renew(office, NOW + 3 * DAY)
        rina = office.officers["rina"]
        with counting(office.engine) as found, db.reading(office.engine) as session:
            queries.officer_month_of_cells(session, officer_id=rina, month=MONTH, rulebook=office.rulebook)
        return len(found)

    finished(office)
    statements()  # what is kept of the office is read
    few = statements()
    for number in range(4):
        office.complain(f"Parit ke-{number} tersumbat.", now=NOW + number * HOUR)
    assert statements() == few


def test_no_facts_are_no_figures(office: Office) -> None:
    with db.reading(office.engine) as session:
        figures = queries.officer_month(
            session, officer_id=office.officers["rina"], month=MONTH, rulebook=office.rulebook
        )
        months = on_time_by_month(session, months=[MONTH], rulebook=office.rulebook)
    assert {value.value for value in figures.values} == {None, 0.0}
    assert (figures.as_of, figures.provisional, months[0].met) == (None, False, 0)
