"""A person's figures over several months in a row: a quarter, a half-year, a year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from complaints_service.appraisal.evaluating.planned import planned_of, told_of_person
from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, words
from complaints_service.measurement.indicators.periods import PeriodFigures, officer_period
from complaints_service.measurement.indicators.presence import Presence
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.months import months_until
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.indicator_rows import IndicatorRow, Reader, indicator_row, short
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import tabs
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words, number_words

blueprint = Blueprint("periods", __name__)
#: A year; more would only hide in one number what changed meanwhile.
MOST_MONTHS = 12
NOTHING = "–"


@dataclass(frozen=True)
class PeriodRow:
    """One indicator over the months, and what each month said: (words, value, address)."""

    row: IndicatorRow
    months: list[tuple[str, str, str]]


@blueprint.get("/kinerja/<id:officer_id>/periode")
@needs(VIEW_PERSON)
def person(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """Months `dari` to `sampai`, each weighed by presence, for whoever may see the person's figures."""
    look = Look()
    tongue = look.reader.language
    with reading() as session:
        last = look.month_named("sampai", session)
        first = look.month_named("dari", session) if request.args.get("dari") else months_until(last, 3)[0]
        months = _months(first, last)
        found = officer_period(session, officer_id=officer_id, months=months, rulebook=look.rulebook)
        choices = look.choices(session, last)
        planned = planned_of(session, officer_id, last)
    own = officer_id == reader.rights.officer_id
    offered = sorted({month for month, _words in choices} | set(months), reverse=True)
    return page(
        "performance/figures/kinerja_periode.html",
        name=card.name,
        own=own,
        tabs=tabs(officer_id, "figures.officer", civil_servant=card.is_civil_servant),
        back_href=url_for("figures.officer", officer_id=officer_id),
        months=[(month, month_words(month, tongue)) for month in offered],
        first=first,
        last=last,
        period_words=_period_words(first, last, look.reader),
        rows=[_row(value, found, look.reader, own=own) for value in told_of_person(found.values, planned)],
        presence=[
            (month_words(month, tongue), _presence_words(found.presence[month], look.reader))
            for month in found.months
        ],
        as_of=found.as_of or look.now,
        rules=", ".join(found.policies),
        calendars=", ".join(found.calendars),
    )


def _months(first: str, last: str) -> list[str]:
    if first > last:
        raise invalid("period", words("Bulan pertama harus sebelum bulan terakhir."))
    months = [month for month in months_until(last, MOST_MONTHS) if month >= first]
    if months[0] != first:
        raise invalid("period", words("Paling banyak %(most)s bulan.", most=MOST_MONTHS))
    return months


def _period_words(first: str, last: str, reader: Reader) -> str:
    if first == last:
        return month_words(first, reader.language)
    ends = (month_words(first, reader.language), month_words(last, reader.language))
    return _("%(first)s sampai %(last)s", first=ends[0], last=ends[1])


def _presence_words(presence: Presence, reader: Reader) -> str:
    return _(
        "%(worked)s dari %(working)s hari",
        worked=number_words(presence.worked, reader.language),
        working=number_words(presence.working, reader.language),
    )


def _row(value: IndicatorValue, found: PeriodFigures, reader: Reader, *, own: bool) -> PeriodRow:
    row = indicator_row(value, reader, own=own)
    if value.indicator.per_month:
        row = replace(row, n_words=_("%(n)s, tiap bulan hadir penuh", n=row.n_words))
    return PeriodRow(
        row,
        [
            (
                month_words(month, reader.language),
                NOTHING if one.value is None else short(value.unit, one.value, reader),
                url_for("figures.evidence", officer_id=found.officer_id, indicator=value.code, period=month),
            )
            for month, one in value.months
        ],
    )
