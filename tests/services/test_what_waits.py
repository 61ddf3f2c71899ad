"""What waits by unit and age, what a week brings: the sums that indexes answer are those of the facts one by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.measurement.facts.cells.storing import AllCells, change_cells
from complaints_service.measurement.facts.flows import flow_rows, put_flows
from complaints_service.measurement.facts.models import ClockFact, FlowFact, TicketFact
from complaints_service.measurement.facts.rows import FlowRow
from complaints_service.measurement.facts.storing import stored_facts, write_rows
from complaints_service.measurement.indicators.office_now import Aged, by_age
from complaints_service.office_reports.asking import asked_of
from complaints_service.office_reports.backlog.flow import waiting_by_unit
from complaints_service.office_reports.backlog.tables import LEARNED, TRIED, backlog_tables, forecast
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportTable
from complaints_service.office_reports.measures import ends_at
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.world import Office

pytestmark = ON_BOTH

STATES = ("met", "breached", "stopped", "not_started", "no_target")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    return prepared(engine, rulebook, office_to_publish)


def scatter(session: Session, rulebook: Rulebook, chance: random.Random, units: Sequence[str]) -> None:
    """Has every resolution begin and end at random: late, stopped, inherited, not begun, of any unit or none.

    The flows follow, as they do when the facts are made.
    """
    key = (ClockFact.ticket_id, ClockFact.round)
    for ticket_id, number in session.execute(select(*key).where(ClockFact.clock == "resolution")).all():
        came = NOW - timedelta(minutes=chance.randrange(1, 60 * 24 * 70))
        later = min(NOW - timedelta(minutes=1), came + timedelta(hours=chance.randrange(200)))
        began = chance.choice((None, came, later))
        ended = (began or came) + timedelta(hours=chance.randrange(900))
        values = {
            "started_at": began,
            "stopped_at": ended if ended <= NOW and chance.random() < 0.6 else None,
            "owner_unit": chance.choice((*units, None)),
            "kelurahan": chance.choice(("12.71.12.1001", None)),
            "inherited": chance.random() < 0.2,
            "status": chance.choice(STATES),
        }
        here = (ClockFact.ticket_id == ticket_id, ClockFact.clock == "resolution", ClockFact.round == number)
        session.execute(update(ClockFact).where(*here).values(values))
        session.execute(update(TicketFact).where(TicketFact.ticket_id == ticket_id).values(received_at=came))
    session.flush()
    zone = rulebook.calendar(rulebook.office.calendar).zone
    ids = session.scalars(select(TicketFact.ticket_id)).all()
    before = AllCells()
    for facts in stored_facts(session, ids):
        put_flows(before.flows, facts.flows)
    session.execute(delete(FlowFact))
    after = AllCells()
    for facts in stored_facts(session, ids):
        flows = flow_rows(facts.clocks, facts.ticket.received_at, zone)
        write_rows(session, FlowFact.__table__, FlowRow._fields, flows)
        put_flows(after.flows, flows)
    change_cells(session, before, after)


def one_by_one(
    session: Session, basis: Basis
) -> tuple[Counter[str], Sequence[Aged], dict[str, list[int]], dict[str, list[int]]]:
    """What waits by unit and by age, and what came and went in each week, counted from every fact there is."""
    end, weeks = ends_at(basis), LEARNED + TRIED
    midnight = end.astimezone(basis.calendar.zone).replace(hour=0, minute=0, second=0)  # today is not over
    waits: Counter[str] = Counter()
    received: list[datetime] = []
    flow: dict[str, dict[str, list[int]]] = {"started_at": {}, "stopped_at": {}}
    both = select(ClockFact, TicketFact.received_at).join(
        TicketFact, TicketFact.ticket_id == ClockFact.ticket_id
    )
    for fact, at in session.execute(both.where(ClockFact.clock == "resolution")):
        told = {"unit": fact.owner_unit, "category": fact.category, "kelurahan": fact.kelurahan}
        inside = basis.whole or fact.owner_unit in basis.units
        if not inside or any(told[way] != code for way, code in basis.where.items()):
            continue
        if fact.started_at and fact.started_at < end and (fact.stopped_at is None or fact.stopped_at >= end):
            waits[fact.owner_unit or ""] += 1
            received.append(at)
        for column, by_unit in flow.items():
            instant = getattr(fact, column)
            ago = 0 if instant is None else -((instant - midnight) // timedelta(days=7))
            if not fact.inherited and 1 <= ago <= weeks:
                by_unit.setdefault(fact.owner_unit or "", [0] * weeks)[weeks - ago] += 1
    return waits, by_age(received, now=end, rulebook=basis.rulebook), *flow.values()


def told(tables: Sequence[ReportTable]) -> dict[str, list[list[Any]]]:
    """The values of each table, line by line."""
    return {table.code: [[cell.value for cell in line.cells] for line in table.lines] for table in tables}


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_are_those_of_the_facts_one_by_one(office: Office, seed: int) -> None:
    """Of a month that is over and of one that runs, of the whole office, of one unit and of one place."""
    chance = random.Random(seed)
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    with db.writing(office.engine) as session:
        units = {code: code for code in session.scalars(select(ClockFact.owner_unit).distinct()) if code}
        scatter(session, office.rulebook, chance, [*units])
        session.expire_all()
        some = next(iter(units))
        for month, whole, where in (
            ("2026-10", True, {}),
            ("2026-11", True, {}),
            ("2026-10", False, {}),
            ("2026-11", True, {"unit": some}),
            ("2026-11", True, {"category": "sampah"}),
            ("2026-10", True, {"unit": some, "kelurahan": "12.71.12.1001"}),
        ):
            basis = Basis(
                asked=asked_of(month, None, None, now=NOW, zone=zone),
                units=units, whole=whole, where=where, rulebook=office.rulebook, now=NOW, language="id",
            )  # fmt: skip
            waits, ages, came, went = one_by_one(session, basis)
            assert waiting_by_unit(session, basis) == waits
            tables = told(backlog_tables(session, basis))
            assert [line[0] for line in tables["age"]] == [*(age.tickets for age in ages), waits.total()]
            named = sorted(unit for unit in waits.keys() | came.keys() if unit)
            by_name = {line[0]: line[1] for line in _lines(session, basis)}
            for unit in named:
                assert by_name[unit][0] == waits[unit]
                for column, weeks in ((1, came), (3, went)):
                    week = forecast(weeks.get(unit, [0] * (LEARNED + TRIED)))
                    assert week is not None
                    assert by_name[unit][column : column + 2] == [week.expected, week.error]
        session.rollback()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_units_stand_by_their_names_in_both_tables(office: Office) -> None:
    """Also where the codes would stand another way round; what has no unit comes last."""
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    with db.writing(office.engine) as session:
        codes = sorted({code for code in session.scalars(select(ClockFact.owner_unit)) if code}, reverse=True)
        names = {code: f"{nth:02d}" for nth, code in enumerate(codes)}
        due = update(ClockFact).where(ClockFact.clock == "resolution")
        session.execute(due.values(status="running", due_at=NOW + timedelta(days=1)))
        basis = Basis(
            asked=asked_of("2026-11", None, None, now=NOW, zone=zone),
            units=names, whole=True, where={}, rulebook=office.rulebook, now=NOW, language="id",
        )  # fmt: skip
        flow, breaking, _ages = backlog_tables(session, basis)
        session.rollback()
    for table in (flow, breaking):
        titles = [line.title for line in table.lines if line.where["unit"]]
        assert len(titles) > 1 and titles == sorted(titles)


def _lines(session: Session, basis: Basis) -> list[tuple[str, list[Any]]]:
    [flow] = [table for table in backlog_tables(session, basis) if table.code == "backlog"]
    return [(line.where["unit"], [cell.value for cell in line.cells]) for line in flow.lines]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_index_answers_what_waits_and_no_fact_is_read(office: Office) -> None:
    """However many tickets there were, and whatever the report is narrowed to."""
    for asked, index in (
        ("clock = 'resolution' AND stopped_at IS NULL AND coalesce(started_at, '2026') < '2026'", "waits"),
        ("clock = 'resolution' AND stopped_at >= '2026' AND coalesce(started_at, '2026') < '2026'", "ended"),
        ("clock = 'resolution' AND stopped_at >= '2025' AND stopped_at < '2026' AND inherited IS 0", "ended"),
        ("clock = 'resolution' AND started_at >= '2025' AND started_at < '2026' AND inherited IS 0", "came"),
    ):
        for narrowed in ("", " AND owner_unit = 'x'", " AND category = 'x' AND kelurahan IS NULL"):
            with db.reading(office.engine) as session:
                plan = session.execute(
                    text(
                        "EXPLAIN QUERY PLAN SELECT owner_unit, count(*) FROM clock_fact"
                        f" WHERE {asked}{narrowed} GROUP BY owner_unit"
                    )
                ).all()
            assert f"COVERING INDEX ix_clock_fact_{index}" in str(plan), (asked, narrowed, plan)
