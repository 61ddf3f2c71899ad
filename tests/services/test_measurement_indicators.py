"""What reaches somebody late, what citizens thought, how heavy the work was: from real acts to figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.counting import counted_rules, counted_sums
from complaints_service.measurement.facts.cells.storing import cells_of, change_cells
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.rows import ClockRow
from complaints_service.measurement.facts.service import rebuild
from complaints_service.measurement.facts.storing import write_rows
from complaints_service.measurement.indicators import loading, queries
from complaints_service.measurement.indicators.evidence import evidence
from complaints_service.measurement.indicators.loading import (
    facts_of,
    of_category,
    of_officer,
    of_unit,
    standing,
)
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.periods import PeriodFigures, officer_period, officer_periods
from complaints_service.measurement.indicators.queries import MonthFigures
from complaints_service.measurement.indicators.values import value_of, weighed
from complaints_service.people.leave import NewLeave, approve_leave
from complaints_service.survey.service import rate
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import SETUP, Office

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


@pytest.fixture
def measured(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    return prepared(engine, rulebook, measured_office)


def month(office: Office, login: str, name: str = "2026-11") -> MonthFigures:
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW, rulebook=office.rulebook)
        return queries.officer_month(
            session, officer_id=office.officers[login], month=name, rulebook=office.rulebook
        )


def handed(office: Office, login: str) -> list[tuple[str, str | None]]:
    with db.reading(office.engine) as session:
        found = session.execute(
            select(HandoverFact.standing, HandoverFact.clock)
            .where(HandoverFact.officer_id == office.officers[login])
            .order_by(HandoverFact.handed_at)
        )
        return [tuple(row) for row in found]


def test_a_ticket_that_comes_late_is_told_apart(measured: Measured) -> None:
    """Rubbish: first answer within 2 working days, done within 5. Silent since Tue 3 Nov 09:30."""
    office = measured.office
    to = f"person:{office.officers['hasan']}"
    late = measured.numbers["diam"]
    office.act("kasi", late, "handover", to=to, reason="Bantu.", now=when("Mon 2026-11-09 09:00"))
    risky = measured.given("mepet", "rina", "Mon 2026-11-16 08:00")
    office.act("kasi", risky, "handover", to=to, reason="Bantu.", now=when("Wed 2026-11-18 14:00"))
    early = measured.given("awal", "rina", "Thu 2026-11-19 08:00")
    office.act("kasi", early, "handover", to=to, reason="Bantu.", now=when("Thu 2026-11-19 09:00"))
    found = month(office, "hasan").value("received_late")
    came = handed(office, "hasan")
    assert [row for row in came if row[0] != "came_in_time"] == [
        ("came_late", "first_response"),
        ("came_risky", "first_response"),
    ]
    assert (found.k, found.n, found.judgement) == (2, len(came), None)
    with db.reading(office.engine) as session:
        shown = evidence(
            session,
            code="received_late",
            subject=of_officer(office.officers["hasan"]),
            month="2026-11",
            rulebook=office.rulebook,
            rights=office.rights("kasi"),
        )
    assert {(row.number, row.part.code) for row in shown.rows} >= {(late, "came_late"), (risky, "came_risky")}


def test_a_broken_promise_that_was_answered_since_is_not_the_receivers(measured: Measured) -> None:
    office = measured.office
    number = measured.given("telat", "rina", "Mon 2026-11-09 08:00")
    office.act("rina", number, "message", text="Maaf, baru sempat.", now=when("Thu 2026-11-12 09:00"))
    to = f"person:{office.officers['hasan']}"
    office.act("kasi", number, "handover", to=to, reason="Bantu.", now=when("Thu 2026-11-12 10:00"))
    month(office, "hasan")
    assert handed(office, "hasan")[-1] == ("came_in_time", None)


def test_satisfaction_belongs_to_who_resolved_last_in_the_month_it_was_given(measured: Measured) -> None:
    office = measured.office
    for name, score, accepted in (
        ("oktober", 1, "Wed 2026-10-07 09:00"),
        ("pagi", 4, "Thu 2026-11-05 09:00"),
        ("siang", 3, "Thu 2026-11-05 09:00"),
    ):
        number = measured.numbers[name]
        office.citizen(number, "accept", now=when(accepted))
        with db.writing(office.engine) as session:
            rate(session, number=number, score=score, now=when("Mon 2026-11-23 10:00"))
    found = month(office, "rina").value("satisfaction")
    assert found.value == pytest.approx(25 * (1 + 4 + 3) / 3)
    assert (found.k, found.n, found.target, found.judgement) == (2, 3, 76.61, "few")
    assert found.interval is not None
    assert 25 <= (found.interval[0] or 0) < found.value < (found.interval[1] or 0) <= 100
    assert month(office, "rina", "2026-10").value("satisfaction").n == 0
    assert month(office, "hasan").value("satisfaction").n == 0
    with db.reading(office.engine) as session:
        unit = queries.unit_month(session, unit="SARPRAS", month="2026-11", rulebook=office.rulebook)
        shown = evidence(
            session,
            code="satisfaction",
            subject=of_unit("SARPRAS"),
            month="2026-11",
            rulebook=office.rulebook,
            rights=office.rights("kasi"),
        )
    assert unit.value("satisfaction").n == 3
    assert sorted(row.part.code for row in shown.rows) == ["score_1", "score_3", "score_4"]


@ON_BOTH
@pytest.mark.parametrize("code", ["2026-10", "2026-11"])
def test_a_units_and_a_categorys_month_are_what_their_facts_come_to(measured: Measured, code: str) -> None:
    """They are counted by the database, in a month that is over and in one that runs."""
    rulebook = measured.office.rulebook
    with db.reading(measured.office.engine) as session:
        span = loading.period(code, rulebook=rulebook, found=standing(session))
        units = {unit for unit in session.scalars(select(ClockFact.owner_unit)) if unit}
        subjects = [of_unit(unit) for unit in units]
        subjects += [of_category(category) for category in set(session.scalars(select(ClockFact.category)))]
        for subject in subjects:
            facts = facts_of(session, subject=subject, period=span)
            sums = weighed(facts, rulebook).summed(span)
            of_facts = tuple(value_of(one, sums, rulebook) for one in INDICATORS.values())
            asked: dict[str, Any] = {"session": session, "subject": subject, "period": span}
            assert of_facts == tuple(
                value_of(one, counted_sums(indicator=one, units=None, rulebook=rulebook, **asked), rulebook)
                for one in INDICATORS.values()
            )
            assert counted_rules(**asked) == sums.rules
            if subject.kind == "unit":
                month_of_unit = queries.unit_month(session, unit=subject.key, month=code, rulebook=rulebook)
                assert month_of_unit.values == of_facts
                assert (month_of_unit.policies, month_of_unit.calendars) == (sums.policies, sums.calendars)
        assert len(subjects) > 2
        assert any(value.n for value in of_facts)


def test_volume_weighs_each_resolution_by_its_category(measured: Measured) -> None:
    """Two about rubbish (1.0) and one about a drain (1.5); a resolution that was disputed is no work done."""
    office = measured.office
    at = when("Thu 2026-11-19 08:00")
    drain = office.complain("Parit tumpat.", category="drainase_banjir", now=at).number
    if measured.holder(drain) != "rina":
        to = f"person:{office.officers['rina']}"
        office.act("kasi", drain, "handover", to=to, reason="rute", now=at)
    office.act("rina", drain, "resolve", text="Sudah dikeruk.", now=at + timedelta(hours=1))
    undone = measured.numbers["siang"]
    found = month(office, "rina").value("volume")
    assert (found.value, found.n, found.unit) == (3.5, 3, "count")
    office.citizen(undone, "dispute", text="Masih ada.", now=when("Tue 2026-11-10 09:00"))
    assert month(office, "rina").value("volume").value == 2.5


def test_each_round_of_next_answers_counts(measured: Measured) -> None:
    office = measured.office
    number = measured.given("tanya", "rina", "Mon 2026-11-09 08:00")
    for hour, act, who in (
        (9, "message", "rina"),
        (10, "write", ""),
        (11, "message", "rina"),
        (13, "write", ""),
    ):
        at = when(f"Mon 2026-11-09 {hour:02d}:00")
        if who:
            office.act(who, number, act, text="Kami periksa.", now=at)
        else:
            office.citizen(number, act, text="Kapan?", now=at)
    found = month(office, "rina").value("next_response_on_time")
    assert (found.k, found.n) == (1, 2)  # the second one still waits, and is late by now


def test_leave_makes_a_month_lighter(measured: Measured) -> None:
    """Away Mon 2 to Fri 13 November: 11 of the month's 21 working days are left."""
    office = measured.office
    with db.writing(office.engine) as session:
        approve_leave(
            session,
            new=NewLeave(
                officer_id=office.officers["rina"],
                first_on=date(2026, 11, 2),
                last_on=date(2026, 11, 13),
                kind="annual",
            ),
            now=NOW,
            actor=SETUP,
        )
    there = month(office, "rina").presence
    assert there is not None
    assert (there.worked, there.working) == (11, 21)
    found = period(office, "rina", ["2026-10", "2026-11"])
    first = found.value("first_response_on_time")
    # One in time in October, weight 1; three of four in November, weight 11/21.
    assert first.value == pytest.approx(100 * (1 + 3 * 11 / 21) / (1 + 4 * 11 / 21))
    assert (first.n, first.judgement) == (5, "few")
    assert first.weighed_n < 5
    assert found.presence["2026-10"].weight == 1
    # One resolution in a whole month, two in about half of one.
    assert found.value("volume").value == pytest.approx((1 + 2) / (1 + 11 / 21))
    assert set(found.hashes) == {"2026-10", "2026-11"}


def test_making_everything_anew_changes_no_row(measured: Measured) -> None:
    """By COPY on one database, by INSERT on the other: row for row the same, twice."""
    office = measured.office
    to = f"person:{office.officers['hasan']}"
    office.act("kasi", measured.numbers["baru"], "handover", to=to, reason="Bantu.", now=NOW)
    measured.measure()
    before = every_row(office)
    assert all(before.values())
    for _ in range(2):
        measured.measure()
        assert every_row(office) == before


def every_row(office: Office) -> dict[str, list[tuple[object, ...]]]:
    tables = (TicketFact, ClockFact, CustodyFact, ResolutionFact, HandoverFact)
    with db.reading(office.engine) as session:
        return {
            table.__tablename__: sorted(map(tuple, session.execute(select(table.__table__))), key=repr)
            for table in tables
        }


def period(office: Office, login: str, months: list[str]) -> PeriodFigures:
    """Out of cells; checked to be what the facts themselves give, which are sealed besides."""
    officer = office.officers[login]
    with db.reading(office.engine) as session:
        kept = officer_period(session, officer_id=officer, months=months, rulebook=office.rulebook)
        (made,) = officer_periods(session, officer_id=officer, periods=[months], rulebook=office.rulebook)
    assert replace(made, hashes={}) == kept
    return made


def test_a_month_is_the_sum_of_itself(measured: Measured) -> None:
    """Of one month with nobody away, the period says what the month says."""
    office = measured.office
    one, same = month(office, "rina"), period(office, "rina", ["2026-11"])
    for value in one.values:
        again = same.value(value.code)
        assert again.value == pytest.approx(value.value)
        assert again.n == value.n
    assert same.hashes["2026-11"] == one.hash


def judged_rounds(measured: Measured, shares: dict[str, dict[str, tuple[int, int]]]) -> None:
    """Writes verdicts as facts: login -> category -> (met, of how many), each a round on one ticket."""
    office, rows, round_ = measured.office, [], 0
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket.id).where(Ticket.number == measured.numbers["pagi"])).one()
        for login, by_category in shares.items():
            for category, (met, n) in by_category.items():
                for number in range(n):
                    status = "met" if number < met else "breached"
                    rows.append(
                        ClockRow(
                            ticket,
                            "next_response",
                            round_,
                            status,
                            None,
                            office.officers[login],
                            "SARPRAS",
                            "2026-11",
                            NOW,
                            NOW,
                            NOW,
                            None if status == "met" else NOW,
                            3600,
                            "working",
                            "complaint",
                            category,
                            None,
                            "2025.1",
                            "2025-2027.1",
                        )
                    )
                    round_ += 1
        zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
        before = cells_of(session, [ticket], zone)
        write_rows(session, ClockFact.__table__, ClockRow._fields, rows)
        change_cells(session, before, cells_of(session, [ticket], zone))


def figures(measured: Measured, login: str) -> MonthFigures:
    with db.reading(measured.office.engine) as session:
        return queries.officer_month(
            session,
            officer_id=measured.office.officers[login],
            month="2026-11",
            rulebook=measured.office.rulebook,
        )


def test_who_has_the_hard_tickets_is_not_blamed_and_who_is_slow_on_the_easy_ones_is(
    measured: Measured,
) -> None:
    """Street lights: everybody reaches 60 %. Rubbish: everybody but the head of public order, 95 %."""
    judged_rounds(
        measured,
        {
            "rina": {"lampu_jalan": (24, 40)},
            "hasan": {"lampu_jalan": (60, 100), "sampah": (95, 100)},
            "trantib": {"lampu_jalan": (60, 100), "sampah": (95, 100)},
            "kasi": {"lampu_jalan": (60, 100), "sampah": (95, 100)},
            "kasitrantib": {"sampah": (24, 40)},
        },
    )
    code = "next_response_on_time"
    hard, easy = figures(measured, "rina").value(code), figures(measured, "kasitrantib").value(code)
    assert (hard.value, hard.n, hard.target) == (60.0, 40, 80) == (easy.value, easy.n, easy.target)
    assert (hard.judgement, easy.judgement) == ("mix", "missed")
    assert hard.expected == pytest.approx(60, abs=2)
    assert easy.expected == pytest.approx(95, abs=2)
    assert hard.comparison is not None and hard.drawn is not None
    assert min(60, hard.comparison) < hard.drawn < max(60, hard.comparison)
    with db.reading(measured.office.engine) as session:
        subject, rights = of_officer(measured.office.officers["rina"]), measured.office.rights("kasi")
        shown = evidence(
            session,
            code=code,
            subject=subject,
            month="2026-11",
            rulebook=measured.office.rulebook,
            rights=rights,
        )
    assert shown.value.judgement == "mix"
    assert period(measured.office, "rina", ["2026-10", "2026-11"]).value(code).judgement == "mix"


@ON_BOTH
def test_two_colleagues_are_too_few_to_expect_anything(measured: Measured) -> None:
    judged_rounds(measured, {login: {"sampah": (30, 40)} for login in ("rina", "hasan", "trantib")})
    assert figures(measured, "rina").value("next_response_on_time").expected is None
