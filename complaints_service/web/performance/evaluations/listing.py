"""A person's evaluations in a list, what waits for somebody, and the page of a former superior."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_see_person
from complaints_service.appraisal.evaluating import queries
from complaints_service.appraisal.evaluating.following import follow_ups
from complaints_service.appraisal.evaluating.material import gather
from complaints_service.appraisal.evaluating.parties import officers_rated_by, rater_of
from complaints_service.appraisal.evaluating.queries import EvaluationView
from complaints_service.appraisal.evaluating.record import plain
from complaints_service.appraisal.evaluating.rules import Span, is_over, periods_of
from complaints_service.measurement.months import first_day
from complaints_service.people.queries import OfficerCard, names_of_officers, officer_card, officer_cards
from complaints_service.web.performance.evaluations.page import FollowUpLine, follow_up_lines
from complaints_service.web.performance.evaluations.rows import Lines, ToWhom
from complaints_service.web.performance.evaluations.words import (
    follow_up_kinds,
    period_words,
    predicate_names,
    rating_names,
    span_of,
    state_words,
)
from complaints_service.web.performance.scope import Look

#: The years one may begin an evaluation of: this one and the one before.
YEARS_BACK = 1
UNREADABLE = Span("", "2000-01", "2000-01")


@dataclass(frozen=True)
class EvaluationLine:
    """One evaluation in a list."""

    href: str
    period: str
    state: str
    state_words: str
    rater: str
    predicate: str
    again: int
    at: datetime | None
    follow_ups: list[FollowUpLine]


@dataclass(frozen=True)
class WaitingLine:
    """One thing that waits: what to do, about whom, until when."""

    href: str
    what: str
    about: str
    until: date | None


def listed(session: Session, *, card: OfficerCard, rights: Rights, look: Look) -> dict[str, Any]:
    """The evaluations a reader may know of (a draft: its rater alone), and the periods one may begin."""
    language, rules = look.reader.language, look.rulebook.evaluation
    found = [
        view
        for view in queries.evaluations_of(session, officer_id=card.id)
        if view.state != "draft" or view.rater_id == rights.officer_id
    ]
    names = names_of_officers(session, ids={view.rater_id for view in found})
    predicates = predicate_names(rules, language)
    lines = [
        EvaluationLine(
            url_for("evaluations.one", evaluation_id=view.id),
            period_words(span_of(view), language),
            *state_words(view.state),
            names[view.rater_id],
            predicates[view.predicate] if view.predicate else "",
            view.generation,
            view.closed_at or view.sent_at,
            follow_up_lines(session, view.id, rights),
        )
        for view in found
    ]
    begins = card.id in rights.subordinate_officers
    return {"lines": lines, "periods": _to_begin(session, card, rights, look) if begins else []}


def moved_on(session: Session, *, rights: Rights, look: Look) -> list[tuple[str, str, str, str]]:
    """Periods of officers who have moved on that the reader still rates: address, period, name and words."""
    if rights.officer_id is None:
        return []
    this = look.rulebook.local_date(look.now).year
    theirs = officers_rated_by(session, rater_id=rights.officer_id, years=(this, this - YEARS_BACK))
    cards = officer_cards(session, ids=set(theirs) - rights.subordinate_officers)
    return [
        (url_for("evaluations.post_start", officer_id=card.id), value, card.name, words)
        for card in cards.values()
        if card.active
        for value, words in _to_begin(session, card, rights, look)
    ]


def _to_begin(session: Session, card: OfficerCard, rights: Rights, look: Look) -> list[tuple[str, str]]:
    """The periods that are over, not evaluated yet, and that the reader rates; value and words."""
    if not card.is_civil_servant:
        return []
    today = look.rulebook.local_date(look.now)
    terms = look.rulebook.evaluation.terms_on(today)
    known = {span_of(view) for view in queries.evaluations_of(session, officer_id=card.id)}
    return [
        (span_value(span), period_words(span, look.reader.language))
        for year in range(today.year, today.year - YEARS_BACK - 1, -1)
        for span in reversed(periods_of(year, terms.period_months))
        if is_over(span, today)
        and span not in known
        and rater_of(session, officer_id=card.id, span=span) == rights.officer_id
    ]


def span_value(span: Span) -> str:
    """A period as a form sends it."""
    return f"{span.kind}:{span.first_month}:{span.last_month}"


def read_span(typed: str) -> Span:
    """The period a form sent; one that no rulebook knows where it cannot be read."""
    kind, first, last = (*typed.split(":"), "", "", "")[:3]
    try:
        apart = first_day(last) - first_day(first)
    except ValueError:
        return UNREADABLE
    return Span(kind, first, last) if 0 <= apart.days < 366 else UNREADABLE


def waiting_lines(session: Session, *, officer_id: int, look: Look) -> list[WaitingLine]:
    """What one person has to do about evaluations and what follows from them."""
    waiting = queries.waiting_for(session, officer_id=officer_id)
    words = (
        (waiting.to_answer, _("Baca dan tanggapi evaluasi Anda"), "evaluations.one"),
        (waiting.to_rate, _("Selesaikan penilaian"), "evaluations.one"),
        (waiting.to_decide, _("Putuskan keberatan"), "evaluations.one"),
        (waiting.to_opine, _("Beri pendapat atas hari-hari di bawah Anda"), "evaluations.opinion"),
    )
    found: list[WaitingLine] = []
    for ids, what, endpoint in words:
        for one in ids:
            view = queries.evaluation(session, evaluation_id=one)
            if view is not None:
                until = view.objection_due_on if view.state == "sent" else None
                href = url_for(endpoint, evaluation_id=one)
                found.append(WaitingLine(href, what, _about(session, view, look), until))
    for each in follow_ups(session, decider_id=officer_id):
        view = queries.evaluation(session, evaluation_id=each.evaluation_id)
        if each.state == "open" and view is not None:
            what = _("Putuskan: %(kind)s", kind=follow_up_kinds()[each.kind])
            href = url_for("evaluations.one", evaluation_id=each.evaluation_id)
            found.append(WaitingLine(href, what, _about(session, view, look), None))
    return found


def opinion_values(
    session: Session, *, view: EvaluationView, rights: Rights, look: Look
) -> dict[str, Any] | None:
    """What a former superior sees: the days, the figures of their months, the own words; None: not asked."""
    asked = next(
        (
            each
            for each in queries.opinions_of(session, evaluation_id=view.id)
            if each.rater_id == rights.officer_id
        ),
        None,
    )
    card = officer_card(session, officer_id=view.officer_id)
    if asked is None or card is None:
        return None
    span = Span(view.kind, asked.first_on.isoformat()[:7], asked.last_on.isoformat()[:7])
    material = plain(gather(session, officer_id=view.officer_id, span=span, rulebook=look.rulebook))
    to = ToWhom(look.reader, own=False, opens=may_see_person(rights, view.officer_id, card.unit))
    lines = Lines(material, officer_id=view.officer_id, to=to, rulebook=look.rulebook)
    return {
        "one": view,
        "asked": asked,
        "open": view.state == "draft",
        "name": card.name,
        "title": card.title,
        "period": period_words(span_of(view), look.reader.language),
        "results": lines.results(),
        "ratings": [(code, words, "") for code, words in rating_names().items()],
        "rating_names": rating_names(),
    }


def _about(session: Session, view: EvaluationView, look: Look) -> str:
    name = names_of_officers(session, ids=[view.officer_id])[view.officer_id]
    return f"{name}, {period_words(span_of(view), look.reader.language)}"
