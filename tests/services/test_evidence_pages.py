"""A figure opens page by page: all its tickets once, whoever's it is and however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.indicators import evidence as module
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.evidence import FigureEvidence, evidence
from complaints_service.measurement.indicators.loading import (
    Subject,
    facts_of,
    of_category,
    of_officer,
    of_unit,
    period,
    standing,
)
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import weighed
from complaints_service.measurement.listing import FIRST, ways_behind
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import Measured, measured_office
from tests.support.prepared import Prepared


@pytest.fixture
def measured(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    return prepared(engine, rulebook, measured_office)


def asked(made: Measured) -> list[tuple[str, Subject]]:
    rina = of_officer(made.office.officers["rina"])
    return [
        ("2026-10", rina),
        *(("2026-11", one) for one in (rina, of_unit("SARPRAS"), of_category("sampah"))),
    ]


def pages(
    made: Measured, session: Session, code: str, subject: Subject, month: str
) -> Iterator[FigureEvidence]:
    office, after = made.office, FIRST
    while True:
        found = evidence(
            session,
            code=code,
            subject=subject,
            month=month,
            rulebook=office.rulebook,
            rights=office.rights("auditor"),
            after=after,
        )
        yield found
        if found.more is None:
            return
        assert found.more > after
        after = found.more


def test_the_pages_of_a_figure_are_all_it_was_made_of(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every indicator of every subject, in a month that is over and one that runs; two tickets a page."""
    monkeypatch.setattr(module, "PAGE", 2)
    several = 0
    with db.reading(measured.office.engine) as session:
        for month, subject in asked(measured):
            span = period(month, rulebook=measured.office.rulebook, found=standing(session))
            facts = weighed(facts_of(session, subject=subject, period=span), measured.office.rulebook)
            for code, indicator in INDICATORS.items():
                read = list(pages(measured, session, code, subject, month))
                told = Counter(
                    (row.ticket_id, row.part.code, row.seconds, row.clock, row.round)
                    for page in read
                    for row in page.rows
                )
                assert told == Counter(tuple(each) for each in indicator.behind(facts, span)), (
                    code,
                    subject,
                )
                assert all(len({row.ticket_id for row in page.rows}) <= 2 for page in read)
                assert all(page.rows for page in read[:-1])
                figure = indicator.measure(facts, span)
                assert {(page.value.value, page.value.n, page.value.k) for page in read} == {
                    (figure.value, figure.n, figure.k)
                }
                counts = {part: n for part, n in figure.counts.items() if n}
                for page in read:
                    assert {part: n for part, n in page.value.counts.items() if n} == counts, (code, subject)
                    assert page.value.interval == figure.interval or page.value.unit == "count"
                several += len(read) > 1
    assert several > 10


def test_where_much_was_done_all_of_it_is_read_only_when_asked_for(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.reading(measured.office.engine) as session:
        for most, few in ((queries.FEW, True), (0, False)):
            monkeypatch.setattr(queries, "FEW", most)
            assert queries.few_behind(session, month="2026-10", rulebook=measured.office.rulebook) is few


@ON_BOTH
def test_what_was_late_at_the_end_of_a_month_is_found_along_its_index(measured: Measured) -> None:
    """Of a month that is over: what is late to this day, and what was caught up after it."""
    rina = of_officer(measured.office.officers["rina"])
    with db.reading(measured.office.engine) as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        if not sqlite:  # of few rows PostgreSQL reads all
            session.execute(text("SET LOCAL enable_seqscan = off"))
        span = period("2026-10", rulebook=measured.office.rulebook, found=standing(session))
        for subject, whose in (
            (rina, "owner"),
            (of_unit("SARPRAS"), "unit"),
            (of_category("sampah"), "category"),
        ):
            ways = ways_behind(INDICATORS["open_and_late"], subject, None, span)
            for way, index in zip(ways, (f"{whose}_late", f"{whose}_caught_up"), strict=True):
                page = way.with_only_columns(ClockFact.ticket_id).distinct().order_by(ClockFact.ticket_id)
                asked = str(page.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
                how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
                plan = " ".join(str(row) for row in session.connection().exec_driver_sql(how + asked))
                # Of so few PostgreSQL takes whichever of the three.
                assert (f"ix_clock_fact_{index}" if sqlite else index.removeprefix(whose)) in plan, plan
