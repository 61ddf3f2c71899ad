"""Whose reported values are open and for which month, and the two pages that show them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from complaints_service import clock
from complaints_service.appraisal.planning.queries import PlanView, version_for_month, years_of
from complaints_service.appraisal.reporting import queries
from complaints_service.appraisal.reporting.service import reported_indicators
from complaints_service.edge.input.period import asked_month
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.measurement.months import months_until
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.plans.words import target_words
from complaints_service.web.performance.reports.rows import ReportReader, indicator_rows
from complaints_service.web.performance.tabs import tabs
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words

#: How many months one can go back to.
MONTHS_BACK = 24


@dataclass(frozen=True, kw_only=True)
class ReportsOf:
    """Whose page is open, for which month, the plan that judges it (None: there is none), and whether
    anybody here stands above."""

    card: OfficerCard
    month: str
    plan: PlanView | None
    reading: ReportReader
    led: bool


def asked_for(reader: SignedIn, card: OfficerCard) -> ReportsOf:
    """What an address asks for. Raises Invalid naming `period`."""
    officer_id = card.id
    now, office = clock.now(), service().rulebook
    calendar = office.calendar(office.office.calendar)
    month = asked_month(request.values.get("bulan"), newest=None, now=now, zone=calendar.zone)
    with reading() as session:
        decides = queries.may_decide_reports(
            session, reader_id=reader.rights.officer_id, officer_id=officer_id, on=reader.rights.on
        )
        led = bool(people.superiors_of(session, officer_id=officer_id, on=reader.rights.on))
        plan = version_for_month(session, officer_id=officer_id, month=month)
    own = reader.rights.officer_id == officer_id
    told = Reader(language(), calendar.nominal_day_seconds)
    return ReportsOf(
        card=card,
        month=month,
        plan=plan,
        reading=ReportReader(officer_id=officer_id, month=month, own=own, decides=decides, reader=told),
        led=led,
    )


def this_month() -> str:
    """The office's month now."""
    today = service().rulebook.local_date(clock.now())
    return f"{today.year:04d}-{today.month:02d}"


def reports_page(asked: ReportsOf, typed: Typed) -> str:
    """A month with its reports; what was typed and refused stands in its form."""
    officer_id = asked.card.id
    with reading() as session:
        indicators = reported_indicators(asked.plan) if asked.plan is not None else {}
        found = queries.reports_of(session, indicator_ids=list(indicators), months=[asked.month])
        ids = {each.reported_by for each in found} | {each.decided_by for each in found if each.decided_by}
        names = people.names_of_officers(session, ids=ids)
        waiting = queries.waiting_months(session, officer_id=officer_id)
        years = {str(year) for year in years_of(session, officer_id=officer_id)}
    rows = indicator_rows(asked.plan, found, names, asked.reading) if asked.plan is not None else []
    return page(
        "performance/reports/realisasi.html",
        name=asked.card.name,
        position=asked.card.title,
        own=asked.reading.own,
        tabs=tabs(officer_id, "reported_values.person", civil_servant=asked.card.is_civil_servant),
        month=asked.month,
        month_words=month_words(asked.month, language()),
        months=[
            (each, month_words(each, language()))
            for each in reversed(months_until(this_month(), MONTHS_BACK))
            if each[:4] in years or each == asked.month
        ],
        waiting=[
            (
                month_words(each, language()),
                url_for("reported_values.person", officer_id=officer_id, bulan=each),
            )
            for each in waiting
            if each != asked.month
        ],
        has_plan=asked.plan is not None,
        led=asked.led,
        rows=rows,
        typed=typed,
        errors=typed.errors,
    )


def form_page(asked: ReportsOf, indicator_id: int, typed: Typed) -> str:
    """The form of one report with what was typed. Raises NotFound for what is not reported."""
    indicators = reported_indicators(asked.plan) if asked.plan is not None else {}
    if indicator_id not in indicators:
        raise NotFound("indicator")
    one = indicators[indicator_id]
    return page(
        "performance/reports/realisasi_lapor.html",
        title=one.words,
        month=asked.month,
        month_words=month_words(asked.month, language()),
        target_words=target_words(one, asked.reading.reader),
        unit=one.target_unit or "",
        number=one.target_value is not None,
        form=typed.values,
        errors=typed.errors,
        action=url_for("reported_values.post_report", officer_id=asked.card.id, indicator_id=indicator_id),
        back_href=url_for("reported_values.person", officer_id=asked.card.id, bulan=asked.month),
    )
