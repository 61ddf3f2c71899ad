"""A person's evaluations in a list, what waits for somebody, and the page of a former superior."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating import queries
from complaints_service.appraisal.evaluating.following import follow_ups
from complaints_service.appraisal.evaluating.material import gather
from complaints_service.appraisal.evaluating.parties import AskedOpinion, readable_evaluations
from complaints_service.appraisal.evaluating.record import plain
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.evaluating.starting import to_begin, to_begin_of_moved
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import OfficerCard, names_of_officers
from complaints_service.people.rights import sees
from complaints_service.web.performance.evaluations.page import FollowUpLine, follow_up_lines
from complaints_service.web.performance.evaluations.rows import MaterialLines, ToWhom
from complaints_service.web.performance.evaluations.words import (
    follow_up_kinds,
    period_words,
    predicate_names,
    rating_names,
    span_of,
    state_words,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import tabs
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page


@dataclass(frozen=True, kw_only=True)
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
    found = readable_evaluations(session, rights, officer_id=card.id)
    names = names_of_officers(session, ids={view.rater_id for view in found})
    predicates = predicate_names(rules, language)
    following = follow_up_lines(session, [view.id for view in found], rights)
    lines = [
        EvaluationLine(
            href=url_for("evaluations.one", evaluation_id=view.id),
            period=period_words(span_of(view), language),
            state=state_words(view.state)[0],
            state_words=state_words(view.state)[1],
            rater=names[view.rater_id],
            predicate=predicates[view.predicate] if view.predicate else "",
            again=view.generation,
            at=view.closed_at or view.sent_at,
            follow_ups=following.get(view.id, []),
        )
        for view in found
    ]
    begins = card.id in rights.subordinate_officers
    today = look.rulebook.local_date(look.now)
    found_spans = (
        to_begin(session, rights, card=card, today=today, rulebook=look.rulebook).spans if begins else ()
    )
    return {"lines": lines, "periods": [(span.code, period_words(span, language)) for span in found_spans]}


def moved_on(session: Session, *, rights: Rights, look: Look) -> list[tuple[str, str, str, str]]:
    """Periods of officers who have moved on that the reader still rates: address, period, name and words."""
    today = look.rulebook.local_date(look.now)
    return [
        (
            url_for("evaluations.post_start", officer_id=each.card.id),
            span.code,
            each.card.name,
            period_words(span, look.reader.language),
        )
        for each in to_begin_of_moved(session, rights, today=today, rulebook=look.rulebook)
        for span in each.spans
    ]


def waiting_lines(session: Session, *, officer_id: int, look: Look) -> list[WaitingLine]:
    """What one person has to do about evaluations and what follows from them."""
    waiting = queries.waiting_for(session, officer_id=officer_id)
    words = (
        (waiting.to_answer, _("Baca dan tanggapi evaluasi Anda"), "evaluations.one"),
        (waiting.to_rate, _("Selesaikan penilaian"), "evaluations.one"),
        (waiting.to_decide, _("Putuskan keberatan"), "evaluations.one"),
        (waiting.to_opine, _("Beri pendapat atas hari-hari di bawah Anda"), "evaluations.opinion"),
    )
    to_settle = [each for each in follow_ups(session, decider_id=officer_id) if each.state == "open"]
    ids = {one for those, _what, _endpoint in words for one in those}
    ids |= {each.evaluation_id for each in to_settle}
    views = queries.evaluations_by_id(session, evaluation_ids=ids)
    names = names_of_officers(session, ids={view.officer_id for view in views.values()})
    about = {
        one: f"{names[view.officer_id]}, {period_words(span_of(view), look.reader.language)}"
        for one, view in views.items()
    }
    found: list[WaitingLine] = []
    for those, what, endpoint in words:
        for one in those:
            until = views[one].objection_due_on if views[one].state == "sent" else None
            found.append(WaitingLine(url_for(endpoint, evaluation_id=one), what, about[one], until))
    for each in to_settle:
        what = _("Putuskan: %(kind)s", kind=follow_up_kinds()[each.kind])
        href = url_for("evaluations.one", evaluation_id=each.evaluation_id)
        found.append(WaitingLine(href, what, about[each.evaluation_id], None))
    return found


def mine_page(reader: SignedIn, officer_id: int, typed: Typed) -> str:
    """What waits for the reader."""
    look = Look()
    with reading() as session:
        lines = waiting_lines(session, officer_id=officer_id, look=look)
        begin = moved_on(session, rights=reader.rights, look=look)
    return page("performance/evaluations/evaluasi_saya.html", lines=lines, begin=begin, errors=typed.errors)


def list_page(reader: SignedIn, card: OfficerCard, typed: Typed) -> str:
    """A person's evaluations."""
    look = Look()
    with reading() as session:
        values = listed(session, card=card, rights=reader.rights, look=look)
    own = card.id == reader.rights.officer_id
    return page(
        "performance/evaluations/evaluasi_daftar.html",
        heading=_("Evaluasi saya") if own else card.name,
        card=card,
        own=own,
        tabs=tabs(card.id, "evaluations.person", civil_servant=card.is_civil_servant),
        typed=typed.values,
        errors=typed.errors,
        **values,
    )


def opinion_page(reader: SignedIn, opinion: AskedOpinion, typed: Typed) -> str:
    """What a former superior sees: the days, the figures of their months, the own words."""
    view, card, asked, look = opinion.view, opinion.card, opinion.asked, Look()
    span = EvaluationPeriod(view.kind, asked.first_on.isoformat()[:7], asked.last_on.isoformat()[:7])
    with reading() as session:
        material = plain(gather(session, officer_id=view.officer_id, span=span, rulebook=look.rulebook))
    to = ToWhom(look.reader, opens=sees(reader.rights, card))
    lines = MaterialLines(material, officer_id=view.officer_id, to=to, rulebook=look.rulebook)
    return page(
        "performance/evaluations/evaluasi_pendapat.html",
        one=view,
        asked=asked,
        open=view.state == "draft",
        name=card.name,
        title=card.title,
        period=period_words(span_of(view), look.reader.language),
        results=lines.results(),
        ratings=[(code, words, "") for code, words in rating_names().items()],
        rating_names=rating_names(),
        typed=typed.values,
        errors=typed.errors,
        refused=typed.form,
    )
