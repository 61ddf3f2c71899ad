"""Feedback on a person's work: the list for whoever may see the person, the form for who is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.feedback import queries, service
from complaints_service.appraisal.feedback.nearness import Nearness
from complaints_service.appraisal.feedback.queries import FeedbackView
from complaints_service.appraisal.feedback.service import NewFeedback
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service as running
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.evaluations import GIVE_FEEDBACK, TAKE_FEEDBACK_BACK, VIEW_FEEDBACK
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.months import month_of, month_start, months_until
from complaints_service.moment import Moment
from complaints_service.web.performance.evaluations.form import FeedbackForm, TakenBackForm
from complaints_service.web.performance.evaluations.words import feedback_kinds, relation_names
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab, tabs
from complaints_service.web.shell.forms import Sent, Typed, submit
from complaints_service.web.shell.pages import page
from config.rulebook import Rulebook

blueprint = Blueprint("feedback", __name__, url_prefix="/umpan-balik")
offer_tab(blueprint, "person", marked("Umpan balik"), place=50)
#: How far back citizens' thanks are shown.
MONTHS_OF_THANKS = 12
GIVE = "give"
Answer = Response | tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class FeedbackLine:
    """One piece of feedback; `take_back_href` for its giver, in its `form`."""

    words: str
    who: str
    kind: str
    about: str
    at: datetime
    withdrawn: str
    take_back_href: str
    form: str


@blueprint.get("/<id:officer_id>")
@needs(VIEW_FEEDBACK)
def person(reader: SignedIn, near: Nearness, officer_id: int) -> str:
    """What was said of a person's work; a colleague sees the form and what they said themselves."""
    return _page(reader, near, Typed())


@blueprint.post("/<id:officer_id>")
@needs(GIVE_FEEDBACK)
def post_feedback(reader: SignedIn, near: Nearness, officer_id: int) -> Answer:
    """Gives feedback; a refused form keeps what was typed."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        service.give(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=running().rulebook),
            new=NewFeedback(officer_id=officer_id, **typed),
            rights=reader.rights,
        )

    return submit(
        FeedbackForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, near, typed),
            done=url_for("feedback.person", officer_id=officer_id),
            said=words(
                "Umpan balik Anda tercatat. Yang bersangkutan dan atasannya membacanya, dengan nama Anda."
            ),
            form=GIVE,
        ),
    )


@blueprint.post("/<id:officer_id>/<id:feedback_id>/tarik")
@needs(TAKE_FEEDBACK_BACK)
def post_taking_back(reader: SignedIn, near: Nearness, officer_id: int, feedback_id: int) -> Answer:
    """The giver takes feedback back, with the reason."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        service.take_back(
            session,
            feedback_id=feedback_id,
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            **typed,
        )

    return submit(
        TakenBackForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, near, typed),
            done=url_for("feedback.person", officer_id=officer_id),
            said=words("Umpan balik ditarik; alasannya tetap terbaca."),
            form=_taking_back(feedback_id),
        ),
    )


def _taking_back(feedback_id: int) -> str:
    return f"take_back:{feedback_id}"


def _page(reader: SignedIn, near: Nearness, typed: Typed) -> str:
    look, me, card = Look(), reader.rights.officer_id, near.card
    with reading() as session:
        thanks, to = [], []
        if me == card.id:
            to = queries.near(session, giver_id=me, on=look.rulebook.local_date(look.now))
        if near.reads_all:
            found = queries.feedback_of(session, officer_id=card.id, taken_back=True)
            first = months_until(month_of(look.now, look.calendar.zone), MONTHS_OF_THANKS)[0]
            thanks = queries.thanks_of(
                session, officer_ids=[card.id], start=month_start(first, look.calendar), end=look.now
            )
        else:
            found = queries.given_by(session, giver_id=me or 0, officer_id=card.id)
    language = look.reader.language
    return page(
        "performance/evaluations/umpan_balik.html",
        card=card,
        own=me == card.id,
        sees=near.reads_all,
        relation=relation_names()[near.relation] if near.relation else "",
        tabs=tabs(card.id, "feedback.person", civil_servant=card.is_civil_servant) if near.reads_all else [],
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
        form=typed.values if typed.form == GIVE else {},
        typed=typed,
        errors=typed.errors,
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
        words=each.words,
        who=_("%(name)s, %(relation)s", name=each.giver, relation=relation_names()[each.relation]),
        kind=feedback_kinds()[each.kind],
        about=" · ".join(about),
        at=each.given_at,
        withdrawn=(each.withdrawn_reason or "–") if each.withdrawn_at else "",
        take_back_href=url_for("feedback.post_taking_back", officer_id=each.officer_id, feedback_id=each.id)
        if mine
        else "",
        form=_taking_back(each.id),
    )
