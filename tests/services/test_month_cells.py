"""The cells of months are what the facts add up to, whatever changed, and give the figures that officers have."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.errors import DomainError
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.surveys import verify_surveys
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts import service
from complaints_service.measurement.facts.cells import storing
from complaints_service.measurement.facts.cells.models import MonthCell, OfficerCell, RatingCell
from complaints_service.measurement.facts.cells.months import TICKET, Cells, CellSums
from complaints_service.measurement.facts.cells.officers import NOBODY
from complaints_service.measurement.facts.cells.storing import all_cells
from complaints_service.measurement.facts.cells.waits import Waits, packed, unpacked
from complaints_service.measurement.facts.facts import make_facts
from complaints_service.measurement.facts.models import RatingFact
from complaints_service.measurement.facts.rows import TicketFacts, TicketHead
from complaints_service.measurement.facts.service import rebuild, refresh, stale
from complaints_service.measurement.indicators.fairness import kaplan_meier, waiting_time
from complaints_service.measurement.indicators.loading import facts_of_each, of_officer, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.queries import officer_month_of_cells
from complaints_service.measurement.indicators.tallies import sums_of_months
from complaints_service.measurement.indicators.values import weighed
from complaints_service.survey.models import Rating
from complaints_service.survey.service import SCORES, rate
from complaints_service.survey.skm.models import SurveyCell
from complaints_service.tickets.forgetting.scrubbing import ERASED
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from migrations import upgrade
from migrations.run import alembic_config
from sla import SlaError
from tests.repository.tree import ROOT
from tests.support.both import ON_BOTH
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.surveys import closed_survey

pytestmark = ON_BOTH

VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture
def measured(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    return prepared(engine, rulebook, measured_office)


def findings(made: Measured) -> list[Finding]:
    with db.reading(made.office.engine) as session:
        found = verify(session, rulebook=made.office.rulebook, now=NOW + timedelta(days=90))
    return [one for one in found if one.code == "cell"]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.booleans())))
def test_waits_come_back_as_they_were(waits: list[tuple[int, bool]]) -> None:
    assert unpacked(packed(Waits(waits))) == Waits(waits)


def test_cells_give_the_figures_of_officers(measured: Measured) -> None:
    """Shares and waiting times out of the cells are the indicators' own, of every month there is."""
    with db.reading(measured.office.engine) as session:
        cells = all_cells(session).months
        for month in ("2026-10", "2026-11"):
            span = period(month, rulebook=measured.office.rulebook, found=standing(session))
            (facts,) = facts_of_each(session, [(None, span)])
            for clock in ("first_response", "resolution"):
                sums = CellSums()
                for key, one in cells.items():
                    if key.clock == clock and (key.month == month or (not key.month and span.current)):
                        sums.add(one)
                told = INDICATORS[f"{clock}_on_time"].measure(facts, span)
                assert (sums.met, sums.met + sums.breached) == (told.k, told.n)
            waits = _waits(cells, "first_response", month, span.current)
            for code, share in (("first_response_median", 0.5), ("first_response_p90", 0.1)):
                assert (
                    waiting_time(kaplan_meier(waits.finishes()), share)
                    == INDICATORS[code].measure(facts, span).value
                )
        late = sum(
            one.breached - one.caught_up for key, one in cells.items() if key.month and key.month <= "2026-11"
        )
        assert late == sum(one.open_late for one in cells.values())
        came = {key.month: one for key, one in cells.items() if key.clock == TICKET}
        assert set(came) == {"2026-10", "2026-11"}


def unlike(made: Measured) -> list[tuple[str, str]]:
    """Whose months out of cells are not what their facts come to; empty when all are."""
    office, found = made.office, []
    with db.reading(office.engine) as session:
        spans = [
            period(month, rulebook=office.rulebook, found=standing(session))
            for month in ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01")
        ]
        for login, officer in office.officers.items():
            kept = sums_of_months(session, officer_id=officer, spans=spans, rulebook=office.rulebook)
            facts = facts_of_each(session, [(of_officer(officer), span) for span in spans])
            for span, one, other in zip(spans, kept, facts, strict=True):
                made_of = weighed(other, office.rulebook).summed(span)
                cases = {key._replace(officer_id=NOBODY): n for key, n in one.cases.items() if n}
                if replace(one, cases=cases) != made_of:
                    found.append((login, span.month))
    return found


def test_an_officers_cells_are_what_the_facts_come_to(measured: Measured) -> None:
    """Every month of everybody, whatever is done to whom and however late: by random acts."""
    office, chance, scores, given = measured.office, random.Random(11), random.Random(5), 0
    assert unlike(measured) == []
    now = NOW
    for step in range(60):
        now += timedelta(hours=chance.choice((1, 5, 29, 90)))
        name = chance.choice([*measured.numbers])
        ticket = measured.numbers[name]
        act, fields = chance.choice(
            (
                ("message", {"text": "Kami datang."}),
                ("question", {"text": "Di sebelah mana?"}),
                ("resolve", {"text": "Sudah."}),
                ("classify", {"category": chance.choice(("lainnya", "sampah")), "reason": "salah"}),
                (
                    "handover",
                    {"to": f"person:{office.officers[chance.choice(('hasan', 'trantib'))]}", "reason": "x"},
                ),
            )
        )
        with suppress(DomainError):
            office.act(measured.holder(ticket), ticket, act, now=now, **fields)
        with suppress(DomainError):
            office.citizen(ticket, chance.choice(("accept", "dispute", "message")), now=now, text="Belum.")
        with suppress(DomainError), db.writing(office.engine) as session:
            rate(session, number=ticket, score=scores.choice(SCORES), now=now)
            given += 1
        if step % 6 == 5:
            with db.writing(office.engine) as session:
                refresh(session, now=now, rulebook=office.rulebook)
            assert unlike(measured) == []
            with db.reading(office.engine) as session:
                told = sum(one.given for one in all_cells(session).ratings.values())
            assert told == given
    assert given >= 3
    assert findings(measured) == []
    with db.writing(office.engine) as session:
        kept = all_cells(session)
        rebuild(session, now=now, rulebook=office.rulebook)
        assert all_cells(session) == kept


def test_a_refused_ticket_keeps_its_facts_and_their_cells(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild begins with no cells; what it cannot make anew is counted as it was."""
    office, refused = measured.office, "diam"

    def made(head: TicketHead, *rest: Any, **more: Any) -> TicketFacts:
        if head.ticket_id == one:
            raise SlaError("unreadable", f"ticket {one}", "not today")
        return make_facts(head, *rest, **more)

    monkeypatch.setattr(service, "make_facts", made)
    with db.writing(office.engine) as session:
        one = session.scalars(select(Ticket.id).where(Ticket.number == measured.numbers[refused])).one()
        before = all_cells(session)
        assert {*rebuild(session, now=NOW, rulebook=office.rulebook).refused} == {one}
        assert all_cells(session) == before


def test_cells_are_the_same_however_often_they_are_brought_up(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many tickets are made anew a few at a time, and the cells follow after several such few.

    They are asked for by their keys, or all are read where many keys are asked for.
    """
    office = measured.office
    with db.writing(office.engine) as session:
        ids = [*session.scalars(select(Ticket.id))]
        before = all_cells(session)
        monkeypatch.setattr(service, "_CHUNK", 2)
        for after, many in ((1, 0), (3, 0), (3, 1_000), (len(ids), 0)):
            monkeypatch.setattr(service, "_CELLS_AFTER", after)
            monkeypatch.setattr(storing, "_MANY", many)
            assert rebuild(session, now=NOW, rulebook=office.rulebook).tickets == len(ids)
            assert all_cells(session) == before
            refresh(session, now=NOW, rulebook=office.rulebook, ticket_ids=ids)
            assert all_cells(session) == before


def _waits(cells: Cells, clock: str, month: str, current: bool) -> Waits:
    waits = Waits()
    for key, one in cells.items():
        if key.clock == clock and (key.month == month or (not key.month and current)):
            waits.add(one.waits)
    return waits


def test_only_what_changed_moves_and_all_adds_up(measured: Measured) -> None:
    """Answered, resolved, reclassified, handed over: step by step the cells are what a rebuild makes of them."""
    office = measured.office
    assert findings(measured) == []
    steps = (
        ("rina", "baru", "message", {"text": "Kami datang."}),
        ("kasi", "diam", "classify", {"category": "lainnya", "reason": "parit"}),
        ("rina", "baru", "resolve", {"text": "Sudah."}),
    )
    for number, (login, name, act, fields) in enumerate(steps, start=1):
        now = NOW + timedelta(minutes=number)
        ticket = measured.numbers[name]
        office.act(measured.holder(ticket) if login == "rina" else login, ticket, act, now=now, **fields)
        with db.writing(office.engine) as session:
            refresh(session, now=now, rulebook=office.rulebook)
        assert findings(measured) == []
    with db.reading(office.engine) as session:
        kept = all_cells(session)
        assert not any(one.empty for one in (*kept.months.values(), *kept.officers.values()))


def rated(made: Measured, name: str, score: int, *, now: datetime) -> None:
    """Whoever has it resolves it; the citizen says that it is done, and how well."""
    office, number = made.office, made.numbers[name]
    office.act(made.holder(number), number, "resolve", text="Sudah.", now=now)
    office.citizen(number, "accept", now=now)
    with db.writing(office.engine) as session:
        rate(session, number=number, score=score, now=now, comment="Rapi.")


def test_a_rating_is_in_the_cells_with_the_next_run_and_goes_where_the_ticket_goes(
    measured: Measured,
) -> None:
    """Given on a closed ticket whose ledger says nothing of it; later reopened and resolved by another."""
    office, now = measured.office, NOW
    measured.given("dua", "hasan", "Tue 2026-11-24 13:30")
    rated(measured, "baru", 4, now=now)
    rated(measured, "dua", 1, now=now)
    with db.writing(office.engine) as session:
        assert refresh(session, now=now, rulebook=office.rulebook).tickets >= 2
        assert stale(session, now=now, rulebook=office.rulebook) == []
    assert cells_by_unit(measured) == {("2026-11", "SARPRAS"): [1, 0, 0, 1]}
    assert unlike(measured) == [] and everything_wrong(measured) == []
    rina, hasan = office.officers["rina"], office.officers["hasan"]
    assert satisfaction(measured) == {rina: (100.0, 1), hasan: (25.0, 1)}
    later = NOW + timedelta(days=1)
    again = measured.numbers["baru"]
    office.act("kasi", again, "reopen", reason="Menumpuk lagi.", now=later)
    if measured.holder(again) != "hasan":
        office.act("kasi", again, "handover", to=f"person:{hasan}", reason="rute", now=later)
    office.act("hasan", again, "resolve", text="Sudah.", now=later + timedelta(hours=1))
    with db.writing(office.engine) as session:
        refresh(session, now=later + timedelta(hours=2), rulebook=office.rulebook)
    assert satisfaction(measured) == {rina: (None, 0), hasan: (62.5, 2)}
    assert unlike(measured) == [] and everything_wrong(measured) == []


def test_what_was_rated_and_answered_before_is_counted_after_the_upgrade(measured: Measured) -> None:
    """Surveys at once, ratings with the first run; until then their tickets are stale and nothing is wrong."""
    engine, rulebook = measured.office.engine, measured.office.rulebook
    rated(measured, "baru", 4, now=NOW)
    closed_survey(engine, [[3] * 9] * 4 + [[4] * 9] * 2, closed_at=NOW)
    with db.writing(engine) as session:
        refresh(session, now=NOW, rulebook=rulebook)
    with db.reading(engine) as session:
        before, sums = all_cells(session), session.execute(select(SurveyCell.__table__)).all()
    assert sums == [(1, 6, *([20] * 9))]
    with engine.connect() as connection:
        scripts = alembic_config(connection)
        (number,) = (path.name[:4] for path in VERSIONS.glob("*_satisfaction_cells.py"))
        command.downgrade(scripts, ScriptDirectory.from_config(scripts).get_revision(number).down_revision)
        connection.commit()
    upgrade(engine)
    with db.reading(engine) as session:
        assert session.execute(select(SurveyCell.__table__)).all() == sums
        assert [*verify_surveys(session)] == []
    assert everything_wrong(measured) == []
    with db.writing(engine) as session:
        refresh(session, now=NOW, rulebook=rulebook)
        assert all_cells(session) == before


def test_words_that_are_erased_leave_the_figure(measured: Measured) -> None:
    rated(measured, "baru", 4, now=NOW)
    with db.writing(measured.office.engine) as session:
        refresh(session, now=NOW, rulebook=measured.office.rulebook)
        session.execute(update(Rating).values(comment=ERASED))
        rebuild(session, now=NOW, rulebook=measured.office.rulebook)
    assert cells_by_unit(measured) == {("2026-11", "SARPRAS"): [0, 0, 0, 1]}
    assert everything_wrong(measured) == []


def test_a_rating_that_nobody_resolved_counts_nowhere_and_is_not_looked_for_again(measured: Measured) -> None:
    with db.writing(measured.office.engine) as session:
        number = measured.numbers["diam"]
        ticket = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        session.add(Rating(ticket_id=ticket, score=4, rated_at=NOW))
        refresh(session, now=NOW, rulebook=measured.office.rulebook)
        assert ticket not in stale(session, now=NOW, rulebook=measured.office.rulebook)
    assert cells_by_unit(measured) == {}


@pytest.mark.parametrize("table", [RatingCell, RatingFact])
def test_a_rating_that_was_touched_is_found(measured: Measured, table: Any) -> None:
    rated(measured, "baru", 4, now=NOW)
    with db.writing(measured.office.engine) as session:
        refresh(session, now=NOW, rulebook=measured.office.rulebook)
        session.execute(
            update(table).values(score_4=2) if table is RatingCell else update(table).values(score=1)
        )
    assert {one.code for one in everything_wrong(measured)} >= {"cell" if table is RatingCell else "fact"}


def everything_wrong(made: Measured) -> list[Finding]:
    with db.reading(made.office.engine) as session:
        found = verify(session, rulebook=made.office.rulebook, now=NOW + timedelta(days=90))
    return [one for one in found if one.code in ("cell", "fact")]


def cells_by_unit(made: Measured) -> dict[tuple[str, str], list[int]]:
    """Ratings of the scores 1 to 4 by month and unit, out of the cells."""
    found: dict[tuple[str, str], list[int]] = {}
    with db.reading(made.office.engine) as session:
        for key, sums in all_cells(session).ratings.items():
            told = found.setdefault((key.month, key.unit), [0, 0, 0, 0])
            for at, name in enumerate(sums.counted()):
                told[at] += getattr(sums, name)
    return found


def satisfaction(made: Measured) -> dict[int, tuple[float | None, int]]:
    """November's satisfaction of the two who resolve, out of cells."""
    found = {}
    with db.reading(made.office.engine) as session:
        for login in ("rina", "hasan"):
            officer = made.office.officers[login]
            figures = officer_month_of_cells(
                session, officer_id=officer, month="2026-11", rulebook=made.office.rulebook
            )
            told = figures.value("satisfaction")
            found[officer] = (told.value, told.n)
    return found


def test_a_cell_that_was_touched_is_found(measured: Measured) -> None:
    with db.writing(measured.office.engine) as session:
        month = session.scalar(select(MonthCell.month).where(MonthCell.met > 0).limit(1))
        session.execute(update(MonthCell).where(MonthCell.month == month, MonthCell.met > 0).values(met=9))
    assert [kind for kind, _ in groupby(one.code for one in findings(measured))] == ["cell"]


def test_an_officers_cell_that_was_touched_is_found(measured: Measured) -> None:
    with db.writing(measured.office.engine) as session:
        session.execute(update(OfficerCell).where(OfficerCell.outcome == "met").values(n=OfficerCell.n + 1))
    assert {one.code for one in findings(measured)} == {"cell"}
