"""The head's page: how far plans and evaluations are in the whole office, as counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.evaluating.achieving import may_set
from complaints_service.appraisal.evaluating.queries import AchievementView, achievement_of, distribution
from complaints_service.appraisal.evaluating.rules import (
    EvaluationPeriod,
    SpreadWarning,
    periods_begun,
    spread_warnings,
)
from complaints_service.appraisal.office import GroupCount, counted, merged
from complaints_service.appraisal.overview import counted_units, last_span, overview
from complaints_service.edge.guard import needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_OFFICE
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, marked, words
from complaints_service.measurement.indicators.floors import floor_of
from complaints_service.people import queries as people
from complaints_service.web.performance.evaluations.form import period_called
from complaints_service.web.performance.evaluations.words import period_words, predicate_names, warning_words
from complaints_service.web.performance.tabs import offer_link
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import number_words, percent

blueprint = Blueprint("office", __name__)


@dataclass(frozen=True)
class Spread:
    """How a period's predicates spread: (name, count, share), and what the guide says to it."""

    total: int
    rows: list[tuple[str, str, str]]
    warnings: list[str]


@blueprint.get("/kinerja-kantor")
@needs(VIEW_OFFICE)
def listing(reader: SignedIn, seen: Mapping[str, str]) -> str:
    """For the head of the office, managers and auditors, each over the units that are theirs."""
    rulebook = service().rulebook
    today, tongue = rulebook.local_date(clock.now()), language()
    floor = floor_of("group", rulebook, today)
    offered = periods_begun(today, rulebook.evaluation.terms_on(today).period_months)
    span = _asked(offered) or last_span(today, rulebook)
    with reading() as session:
        cards = [each for each in people.officer_cards(session).values() if each.active and each.unit in seen]
        found = overview(
            session, officer_ids=[each.id for each in cards], today=today, rulebook=rulebook, span=span
        )
        achieved = achievement_of(session, first_month=span.first_month, last_month=span.last_month)
        spread = _spread(session, [each.id for each in cards if each.is_civil_servant], span, achieved, floor)
        sets = may_set(session, rights=reader.rights)
    groups = [
        counted(unit, (found.people[each.id] for each in cards if each.unit == unit)) for unit in sorted(seen)
    ]
    shown = merged(groups, floor)
    whole = counted(None, found.people.values())
    shown = [each for each in shown if each != whole]  # merged into one, they are the total
    return page(
        "performance/figures/kinerja_kantor.html",
        year=found.year,
        period=period_words(span, tongue),
        periods=[(each.code, period_words(each, tongue)) for each in offered],
        chosen=span.code,
        floor=floor,
        total=_row(whole, _("Semua"), tongue) if whole.people >= floor else None,
        rows=[
            _row(each, seen[each.unit] if each.unit else _("Unit lain, digabung"), tongue) for each in shown
        ],
        achieved=(rulebook.evaluation.level(achieved.level).names.read(tongue), achieved.basis)
        if achieved
        else None,
        achievement_href=url_for("follow_up.achievement") if sets else "",
        spread=spread,
    )


offer_link(
    blueprint,
    "listing",
    marked("Kinerja kantor"),
    place=20,
    shown=lambda session, rights: bool(counted_units(session, rights)),
)


def _asked(offered: tuple[EvaluationPeriod, ...]) -> EvaluationPeriod | None:
    typed = request.args.get("periode")
    if not typed:
        return None
    span = period_called(typed, offered)
    if span is None:
        raise invalid("periode", words("Pilih salah satu periode yang ada."))
    return span


def _spread(
    session: Session,
    officer_ids: list[int],
    span: EvaluationPeriod,
    achieved: AchievementView | None,
    floor: int,
) -> Spread | None:
    """None under the floor: then a share would name somebody."""
    rules, tongue = service().rulebook.evaluation, language()
    counts = distribution(
        session,
        kind=span.kind,
        first_month=span.first_month,
        last_month=span.last_month,
        officer_ids=officer_ids,
    )
    total = sum(counts.values())
    if total < floor:
        return None
    warnings = []
    if achieved is not None:
        at_least = rules.terms_on(span.last_on).guide_people
        found = spread_warnings(counts, rules.level(achieved.level).guide, at_least=at_least)
        warnings = [_warning(each, achieved.level) for each in found]
    rows = [
        (name, number_words(counts.get(code, 0), tongue), percent(counts.get(code, 0) / total, tongue))
        for code, name in predicate_names(rules, tongue).items()
    ]
    return Spread(total, rows, warnings)


def _warning(warning: SpreadWarning, level: str) -> str:
    rules, tongue = service().rulebook.evaluation, language()
    names = predicate_names(rules, tongue)
    return _(
        "%(which)s: %(count)s dari %(total)s (%(share)s). %(guide)s",
        which=_(" atau ").join(names[code] for code in warning.predicates),
        count=number_words(warning.count, tongue),
        total=number_words(warning.total, tongue),
        share=percent(warning.share / 100, tongue),
        guide=warning_words(warning, rules, level, tongue)[1],
    )


def _row(group: GroupCount, name: str, tongue: str) -> tuple[str, str, list[str]]:
    def of(part: int) -> str:
        return _(
            "%(part)s dari %(whole)s",
            part=number_words(part, tongue),
            whole=number_words(group.people, tongue),
        )

    return name, "", [of(group.signed), of(group.closed)]
