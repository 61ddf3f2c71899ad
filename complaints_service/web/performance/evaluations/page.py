"""What the page of one evaluation shows, for whom, and which forms stand on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.effect import remedies_of, within
from complaints_service.appraisal.evaluating import queries
from complaints_service.appraisal.evaluating.drift import Drift, drift_of
from complaints_service.appraisal.evaluating.following import deciders_for, follow_ups
from complaints_service.appraisal.evaluating.grounds import grounds_of
from complaints_service.appraisal.evaluating.material import material_of
from complaints_service.appraisal.evaluating.parties import OpenedEvaluation
from complaints_service.appraisal.evaluating.queries import EvaluationView
from complaints_service.appraisal.evaluating.rules import permitted, spread_warnings
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.people.queries import names_of_officers
from complaints_service.people.rights import sees
from complaints_service.web.performance.effects import EffectLine, effect_lines, figure_choices
from complaints_service.web.performance.evaluations.rows import MaterialLines, ToWhom
from complaints_service.web.performance.evaluations.words import (
    follow_up_kinds,
    follow_up_states,
    period_words,
    predicate_names,
    rating_names,
    short_ratings,
    span_of,
    state_words,
    warning_words,
)
from complaints_service.web.performance.indicator_rows import Reader, short
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words
from config.entries.evaluation import RATINGS
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """A follow-up as the page lists it; `decide_href` for whoever decides, in its `form`."""

    kind: str
    words: str
    state: str
    state_words: str
    due_on: object
    decider: str
    outcome: str
    decide_href: str
    form: str


@dataclass(frozen=True)
class PredicateMatrix:
    """The nine cells by row: (head, chosen row, [(words, chosen)]); `columns`: (head, chosen column)."""

    columns: list[tuple[str, bool]]
    rows: list[tuple[str, bool, list[tuple[str, bool]]]]
    predicate: str


def matrix(view: EvaluationView, rulebook: Rulebook, language: str) -> PredicateMatrix:
    """The regulation's matrix with the chosen cell."""
    heads, on = short_ratings(), span_of(view).last_on
    names = predicate_names(rulebook.evaluation, language)
    both = view.result_rating is not None and view.behaviour_rating is not None
    across = list(RATINGS)
    rows = []
    for result in reversed(RATINGS):
        cells = [
            (
                names[rulebook.evaluation.cell(result, behaviour, on).predicate],
                both and (result, behaviour) == (view.result_rating, view.behaviour_rating),
            )
            for behaviour in across
        ]
        rows.append((heads[result], result == view.result_rating, cells))
    columns = [(heads[behaviour], behaviour == view.behaviour_rating) for behaviour in across]
    return PredicateMatrix(columns, rows, names[view.predicate] if view.predicate else "")


def one_page(reader: SignedIn, opened: OpenedEvaluation, typed: Typed) -> str:
    """One evaluation as this reader may see it; what was typed stands in its form."""
    look = Look()
    with reading() as session:
        values = page_values(session, opened=opened, rights=reader.rights, look=look, typed=typed)
    return page("performance/evaluations/evaluasi.html", **values)


def page_values(
    session: Session, *, opened: OpenedEvaluation, rights: Rights, look: Look, typed: Typed
) -> dict[str, Any]:
    """Everything the template of one evaluation fills in."""
    view, card, parties = opened.view, opened.card, opened.parties
    language, rulebook = look.reader.language, look.rulebook
    frozen = queries.record_of(session, evaluation_id=view.id) if view.digest is not None else None
    material = material_of(session, view=view, frozen=frozen, rulebook=rulebook)
    roles = parties.roles(rights)
    own = rights.officer_id == view.officer_id
    sees_person = sees(rights, card)
    to = ToWhom(look.reader, opens=sees_person)
    lines = MaterialLines(material, officer_id=view.officer_id, to=to, rulebook=rulebook)
    people = [each for each in (view.rater_id, view.decider_id) if each is not None]
    names = names_of_officers(session, ids=people)
    state, told = state_words(view.state)
    return {
        "one": view,
        "own": own,
        "name": card.name,
        "title": card.title,
        "period": period_words(span_of(view), language),
        "rater": names[view.rater_id],
        "decider": names.get(view.decider_id or 0, ""),
        "state": state,
        "state_words": told,
        "steps": permitted(view.state, roles),
        "results": lines.results(),
        "values": lines.values(),
        "said": lines.said(),
        "thanks": lines.thanks(),
        "opinions": lines.opinions(),
        "periodic": lines.periodic(),
        "ratings": [(code, words, "") for code, words in rating_names().items()],
        "rating_names": rating_names(),
        "ratings_pairs": list(rating_names().items()),
        "documents": _documents(view),
        "matrix": matrix(view, rulebook, language),
        "warnings": warnings_for(session, view, rights, look) if "rater" in roles else [],
        "drift": drift_words(drift_of(session, record=frozen, rulebook=rulebook), look.reader)
        if frozen and view.state == "closed"
        else None,
        "seal": queries.seal_over(session, evaluation_id=view.id) if frozen else None,
        "frozen_at": frozen["evaluation"]["frozen_at"] if frozen else "",
        "as_of": material["as_of"],
        "grounds": grounds_of(material),
        **_before_and_after(session, view, rater="rater" in roles),
        "effects": _effects(session, view, look) if sees_person else [],
        "figures": figure_choices(language),
        "follow_ups": follow_up_lines(session, [view.id], rights).get(view.id, []),
        "follow_up_kinds": [(code, words, "") for code, words in follow_up_kinds().items()],
        "deciders": _deciders(session, view, rights.on),
        "back_href": url_for("evaluations.person", officer_id=view.officer_id) if sees_person else "",
        "sees_person": sees_person,
        "typed": typed.values,
        "errors": typed.errors,
        "refused": typed.form,
    }


def _documents(view: EvaluationView) -> list[tuple[str, str]]:
    """The forms in which the evaluation can be saved."""
    return [
        (
            kind.upper(),
            url_for("documents.evaluation", officer_id=view.officer_id, evaluation_id=view.id, form=kind),
        )
        for kind in ("pdf", "xlsx")
    ]


def _effects(session: Session, view: EvaluationView, look: Look) -> list[EffectLine]:
    """What came of the trainings and actions whose months after fall into the evaluation's period."""
    done = within(
        remedies_of(session, officer_id=view.officer_id, rulebook=look.rulebook),
        first_month=view.first_month,
        last_month=view.last_month,
    )
    return effect_lines(session, officer_id=view.officer_id, remedies=done, look=look)


def _deciders(session: Session, view: EvaluationView, on: date | None) -> list[tuple[str, str]]:
    """Who may decide what is recommended, as a form offers them."""
    return [
        (str(each), name)
        for each, name in names_of_officers(
            session, ids=deciders_for(session, officer_id=view.officer_id, on=on)
        ).items()
    ]


def _before_and_after(session: Session, view: EvaluationView, *, rater: bool) -> dict[str, str | None]:
    """The evaluation that this one replaces, and the one that replaces it: a draft only for its `rater`."""
    replaced = queries.replaced_by(session, evaluation_id=view.id) if view.state == "reopened" else None
    return {
        "replaced_href": url_for("evaluations.one", evaluation_id=replaced.id)
        if replaced is not None and (replaced.state != "draft" or rater)
        else "",
        "replaced_reason": replaced.reopen_reason if replaced is not None else "",
        "before_href": url_for("evaluations.one", evaluation_id=view.replaces_id) if view.replaces_id else "",
    }


def warnings_for(session: Session, view: EvaluationView, rights: Rights, look: Look) -> list[tuple[str, str]]:
    """What the guide says of the predicates of the rater's people in this period, after the choice."""
    found = queries.level_and_spread(session, like=view) if view.predicate is not None else None
    if found is None or view.predicate is None:
        return []
    level, counts = found
    if view.state == "draft":
        counts[view.predicate] = counts.get(view.predicate, 0) + 1
    rules = look.rulebook.evaluation
    terms = rules.terms_on(look.rulebook.local_date(look.now))
    return [
        warning_words(each, rules, level, look.reader.language)
        for each in spread_warnings(counts, rules.level(level).guide, at_least=terms.guide_people)
    ]


def follow_up_form(follow_up_id: int) -> str:
    """What the form of one recommendation is called among those of its page."""
    return f"settle:{follow_up_id}"


def follow_up_lines(
    session: Session, evaluation_ids: Collection[int], rights: Rights
) -> dict[int, list[FollowUpLine]]:
    """What follows from these evaluations, by the evaluation's id."""
    found = follow_ups(session, evaluation_ids=evaluation_ids)
    names = names_of_officers(session, ids=[each.decider_id for each in found if each.decider_id is not None])
    kinds, states = follow_up_kinds(), follow_up_states()
    lines: dict[int, list[FollowUpLine]] = {}
    me = rights.officer_id
    for each in found:
        decides = each.state == "open" and me is not None and each.decider_id == me
        line = FollowUpLine(
            kind=kinds[each.kind],
            words=each.words,
            state=states[each.state][0],
            state_words=states[each.state][1],
            due_on=each.due_on,
            decider=names.get(each.decider_id or 0, ""),
            outcome=each.outcome or "",
            decide_href=url_for("follow_up.post_decision", follow_up_id=each.id) if decides else "",
            form=follow_up_form(each.id),
        )
        lines.setdefault(each.evaluation_id, []).append(line)
    return lines


@dataclass(frozen=True)
class DriftWords:
    """What differs now: (month, indicator, frozen, now), months that changed no figure, evidence gone."""

    changes: list[tuple[str, str, str, str]]
    same: list[str]
    evidence: list[tuple[str, str]]


def drift_words(drift: Drift, reader: Reader) -> DriftWords | None:
    """A frozen record against today, in words; None where nothing differs."""
    if not drift.months and not drift.evidence:
        return None
    changed = {each.month for each in drift.changes}

    def told(code: str, value: float | None) -> str:
        return "–" if value is None else short(INDICATORS[code].unit, value, reader)

    def month(each: str) -> str:
        return month_words(each, reader.language)

    return DriftWords(
        [
            (
                month(each.month), INDICATORS[each.code].names.read(reader.language),
                told(each.code, each.frozen), told(each.code, each.now),
            )
            for each in drift.changes
        ],
        [month(each) for each in drift.months if each not in changed],
        [(each.name, each.withdrawn_reason or "") for each in drift.evidence],
    )  # fmt: skip
