"""A unit's year on both databases: planned, measured, evaluated, followed up; every number counted twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from complaints_service import db
from complaints_service.measurement.periods import officer_period
from complaints_service.measurement.queries import officer_month
from complaints_service.measurement.verification import verify
from config.rulebook import Rulebook
from tests.databases import Databases, make_engine
from tests.journeys.plain_figures import PlainFigures
from tests.journeys.year_office import (
    AWAY,
    ENDED,
    SIX,
    UNIT,
    YEAR,
    YearOffice,
    begin_the_year,
    live_until,
    open_year_office,
)

MONTHS = [f"{YEAR}-{month:02d}" for month in range(1, 13)]
QUARTERS = [MONTHS[first : first + 3] for first in (0, 3, 6, 9)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, databases: Databases, rulebook: Rulebook) -> Iterator[YearOffice]:
    """The year, lived once on each database."""
    engine = make_engine(databases.fresh(request.param))
    office = open_year_office(engine, rulebook)
    live_until(office, begin_the_year(office), ENDED)
    yield office
    engine.dispose()


@pytest.fixture(scope="module")
def plain(office: YearOffice) -> PlainFigures:
    """The same ledgers told again, without the engine."""
    away = {f"person:{office.officers['ana']}": (AWAY.first_on, AWAY.last_on)}
    with db.reading(office.engine) as session:
        return PlainFigures(session, leave=away, unit=UNIT)


def test_every_monthly_figure_is_what_a_plain_count_of_the_ledgers_finds(
    office: YearOffice, plain: PlainFigures
) -> None:
    compared = measured = 0
    with db.reading(office.engine) as session:
        for login in SIX:
            officer_id = office.officers[login]
            for month in MONTHS:
                told = officer_month(session, officer_id=officer_id, month=month, rulebook=office.rulebook)
                for code, figure in plain.month(f"person:{officer_id}", month).items():
                    value = told.value(code)
                    assert (value.value, value.n) == (pytest.approx(figure.value), figure.n), (login, month, code)
                    compared += 1
                    measured += figure.n > 0
    assert compared == 6 * 12 * 11
    assert measured > 400, "the year must have something to say"


@pytest.mark.parametrize("months", [*QUARTERS, MONTHS], ids=["q1", "q2", "q3", "q4", "year"])
def test_every_figure_of_a_period_too_with_its_interval_and_what_the_mix_lets_expect(
    office: YearOffice, plain: PlainFigures, months: list[str]
) -> None:
    with db.reading(office.engine) as session:
        for login in SIX:
            officer_id = office.officers[login]
            told = officer_period(session, officer_id=officer_id, months=months, rulebook=office.rulebook)
            for code, figure in plain.period(f"person:{officer_id}", months).items():
                value = told.value(code)
                found = (value.value, value.n, value.weighed_n, value.interval, value.expected)
                assert found == (
                    pytest.approx(figure.value), figure.n, pytest.approx(figure.weighed_n),
                    figure.interval and pytest.approx(figure.interval), pytest.approx(figure.expected),
                ), (login, code)


def test_the_year_leaves_a_ledger_in_order(office: YearOffice) -> None:
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=ENDED) == []
