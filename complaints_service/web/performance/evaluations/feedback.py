"""Feedback on a person's work: the list for whoever may see the person, the form for who is near enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.access import may_see_person
from complaints_service.appraisal.feedback import queries, service
from complaints_service.appraisal.feedback.queries import FeedbackView
from complaints_service.appraisal.feedback.service import NewFeedback
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service as running
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, NotFound, marked, words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.months import month_of, month_start, months_until
from complaints_service.people import queries as people
from complaints_service.web.performance.evaluations.words import feedback_kinds, relation_names
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab, tabs
from complaints_service.web.shell.pages import page, tell
from config.rulebook import Rulebook

blueprint = Blueprint("feedback", __name__, url_prefix="/umpan-balik")
offer_tab(blueprint, "person", marked("Umpan balik"), place=50)
ID = "int(max=2147483647)"
OFFICER = f"<{ID}:officer_id>"
#: How far back citizens' thanks are shown.
MONTHS_OF_THANKS = 12
_FIELDS = ("kind", "words", "value_code", "ticket", "indicator_code")


@dataclass(frozen=True)
class FeedbackLine:
    """One piece of feedback; `take_back_href` for its giver."""

    words: str
    who: str
    kind: str
    about: str
    at: datetime
    withdrawn: str
    take_back_href: str


@blueprint.get(f"/{OFFICER}")
def person(officer_id: int) -> str:
    """What was said of a person's work; a colleague sees the form and what they said themselves."""
    return _page(officer_id, {}, {})


@blueprint.post(f"/{OFFICER}")
def post_feedback(officer_id: int) -> Response | tuple[str, int]:
    """Gives feedback; a refused form keeps what was typed."""
    signed_in, now = officer(), clock.now()
    typed = {name: request.form.get(name, "") for name in _FIELDS}
    new = NewFeedback(officer_id, **typed)
    try:
        writing(
            lambda session: service.give(
                session, new=new, rights=signed_in.rights, now=now, actor=signed_in.actor,
                rulebook=running().rulebook,
            )
        )  # fmt: skip
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _page(officer_id, typed, _errors(error)), status_of(error)
    tell(words("Umpan balik Anda tercatat. Yang bersangkutan dan atasannya membacanya, dengan nama Anda."))
    return make_response(redirect(url_for("feedback.person", officer_id=officer_id), 303))


@blueprint.post(f"/{OFFICER}/<{ID}:feedback_id>/tarik")
def post_taking_back(officer_id: int, feedback_id: int) -> Response | tuple[str, int]:
    """The giver takes feedback back, with the reason."""
    signed_in, now, reason = officer(), clock.now(), request.form.get("reason", "")
    try:
        writing(
            lambda session: service.take_back(
                session, feedback_id=feedback_id, reason=reason, now=now, actor=signed_in.actor
            )
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _page(officer_id, {}, _errors(error)), status_of(error)
    tell(words("Umpan balik ditarik; alasannya tetap terbaca."))
    return make_response(redirect(url_for("feedback.person", officer_id=officer_id), 303))


def _errors(error: DomainError) -> dict[str, list[str]]:
    return field_errors(error) or {"": [say(error.detail)]}


def _page(officer_id: int, typed: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    signed_in, look = officer(), Look()
    rights, me = signed_in.rights, signed_in.rights.officer_id
    with reading() as session:
        card = people.officer_card(session, officer_id=officer_id)
        if card is None:
            abort(404)
        sees = may_see_person(rights, officer_id, card.unit)
        related = None
        if me is not None:
            related = queries.relation_between(session, giver_id=me, officer_id=officer_id)
        if not sees and related is None:
            abort(404)
        thanks, to = [], []
        if me == officer_id:
            to = queries.near(session, giver_id=me, on=look.rulebook.local_date(look.now))
        if sees:
            found = queries.feedback_of(session, officer_id=officer_id, taken_back=True)
            first = months_until(month_of(look.now, look.calendar.zone), MONTHS_OF_THANKS)[0]
            thanks = queries.thanks_of(
                session, officer_ids=[officer_id], start=month_start(first, look.calendar), end=look.now
            )
        else:
            found = queries.given_by(session, giver_id=me or 0, officer_id=officer_id)
    language = look.reader.language
    return page(
        "performance/evaluations/umpan_balik.html",
        card=card,
        own=me == officer_id,
        sees=sees,
        relation=relation_names()[related] if related else "",
        tabs=tabs(officer_id, "feedback.person", civil_servant=card.is_civil_servant) if sees else [],
        lines=[_line(each, me, look.rulebook, language) for each in found],
        thanks=thanks,
        to=[
            (url_for("feedback.person", officer_id=each), name, relation_names()[mine])
            for each, name, mine in to
        ],
        kinds=[
            ("praise", feedback_kinds()["praise"], _("Yang baik, supaya diteruskan.")),
            ("advice", feedback_kinds()["advice"], _("Yang bisa lebih baik, dan bagaimana.")),
        ],
        values=[(value.code, value.names.read(language)) for value in look.rulebook.behaviour_values],
        indicators=[(code, each.names.read(language)) for code, each in INDICATORS.items()],
        form=typed,
        errors=errors,
    )


def _line(each: FeedbackView, me: int | None, rulebook: Rulebook, language: str) -> FeedbackLine:
    about = []
    if each.value_code:
        names = {value.code: value.names.read(language) for value in rulebook.behaviour_values}
        about.append(names.get(each.value_code, each.value_code))
    if each.indicator_code is not None and each.indicator_code in INDICATORS:
        about.append(INDICATORS[each.indicator_code].names.read(language))
    if each.ticket:
        about.append(_("tiket %(number)s", number=each.ticket))
    mine = me is not None and me == each.giver_id and each.withdrawn_at is None
    return FeedbackLine(
        each.words,
        _("%(name)s, %(relation)s", name=each.giver, relation=relation_names()[each.relation]),
        feedback_kinds()[each.kind],
        " · ".join(about),
        each.given_at,
        (each.withdrawn_reason or "–") if each.withdrawn_at else "",
        url_for("feedback.post_taking_back", officer_id=each.officer_id, feedback_id=each.id) if mine else "",
    )
