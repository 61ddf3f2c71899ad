"""Whose an evaluation is: the superior of the last day, those before, who decides on an objection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_see_person
from complaints_service.appraisal.evaluating.queries import (
    EvaluationView,
    OpinionView,
    evaluation,
    evaluations_of,
    opinions_of,
)
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, RaterFacts, rater_for
from complaints_service.appraisal.planning.models import Plan, PlanVersion
from complaints_service.appraisal.planning.queries import versions_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard, active_among, card_on, officer_card, superiors_of


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who takes part in an evaluation now. `decider` None: nobody here stands above the one who rates."""

    officer_id: int
    unit: str
    rater: int | None
    decider: int | None
    former: frozenset[int]

    def roles(self, rights: Rights) -> frozenset[str]:
        """`officer`, `rater`, `decider`, `former`: what a person is in it.

        Where nobody stands above the rater, the decision comes from above the office, and an auditor of the
        whole office who is neither of the two enters it.
        """
        me, found = rights.officer_id, set()
        if me is not None:
            for role, who in (("officer", self.officer_id), ("rater", self.rater), ("decider", self.decider)):
                if who == me:
                    found.add(role)
            if me in self.former:
                found.add("former")
        audits = any(grant.role == "auditor" and grant.units is None for grant in rights.grants)
        if self.decider is None and audits and me not in (self.officer_id, self.rater):
            found.add("decider")
        return frozenset(found)


def parties_of(session: Session, *, view: EvaluationView, on: date | None) -> Parties:
    """Who takes part in an evaluation on a local day: as it names them, or who follows where one has left."""
    card = officer_card(session, officer_id=view.officer_id)
    above = superiors_of(session, officer_id=view.officer_id, on=on)
    here = active_among(session, ids=[each for each in (view.rater_id, view.decider_id) if each is not None])
    rater = view.rater_id if view.rater_id in here else next(iter(above), None)
    decider = view.decider_id if view.decider_id in here else None
    if decider is None and rater is not None:
        decider = decider_above(session, rater_id=rater, officer_id=view.officer_id, on=on)
    former = frozenset(each.rater_id for each in opinions_of(session, evaluation_id=view.id))
    return Parties(
        officer_id=view.officer_id,
        unit=card.unit if card else "",
        rater=rater,
        decider=decider,
        former=former,
    )


def decider_above(session: Session, *, rater_id: int, officer_id: int, on: date | None) -> int | None:
    """The nearest superior, on a local day, of the one who rates; None where nobody here stands above."""
    above = superiors_of(session, officer_id=rater_id, on=on)
    return next((each for each in above if each != officer_id), None)


def may_see(rights: Rights, view: EvaluationView, parties: Parties) -> bool:
    """Whether a person may read an evaluation: a draft its rater alone, anything later whoever may see the
    person, and the two who judge. A superior of a part of the period has a page of their own."""
    roles = parties.roles(rights)
    if view.state == "draft":
        return "rater" in roles
    return bool(roles & {"rater", "decider"}) or may_see_person(rights, view.officer_id, parties.unit)


@dataclass(frozen=True)
class OpenedEvaluation:
    """An evaluation with whom it is about and who takes part in it."""

    view: EvaluationView
    card: OfficerCard
    parties: Parties


def open_evaluation(
    session: Session, rights: Rights, *, evaluation_id: int, role: str | None = None
) -> OpenedEvaluation:
    """An evaluation for whoever may read it, and who has this `role` in it. Raises NotFound."""
    view = evaluation(session, evaluation_id=evaluation_id)
    card = officer_card(session, officer_id=view.officer_id) if view is not None else None
    if view is None or card is None:
        raise NotFound("evaluation")
    parties = parties_of(session, view=view, on=rights.on)
    if not may_see(rights, view, parties) or (role is not None and role not in parties.roles(rights)):
        raise NotFound("evaluation")
    return OpenedEvaluation(view, card, parties)


def readable_evaluations(session: Session, rights: Rights, *, officer_id: int) -> list[EvaluationView]:
    """A member's evaluations that whoever may see them may know of: a draft its rater alone."""
    return [
        view
        for view in evaluations_of(session, officer_id=officer_id)
        if view.state != "draft" or view.rater_id == rights.officer_id
    ]


@dataclass(frozen=True)
class AskedOpinion:
    """What a former superior was asked for, on which evaluation, about whom."""

    view: EvaluationView
    card: OfficerCard
    asked: OpinionView


def asked_opinion(session: Session, rights: Rights, *, evaluation_id: int) -> AskedOpinion:
    """The opinion this person was asked for. Raises NotFound."""
    view = evaluation(session, evaluation_id=evaluation_id)
    card = officer_card(session, officer_id=view.officer_id) if view is not None else None
    mine = (each for each in opinions_of(session, evaluation_id=evaluation_id))
    asked = next((each for each in mine if each.rater_id == rights.officer_id), None)
    if view is None or card is None or asked is None:
        raise NotFound("evaluation")
    return AskedOpinion(view, card, asked)


def rater_of(session: Session, *, officer_id: int, span: EvaluationPeriod, on: date | None) -> int | None:
    """Who, seen from a local day, rates a period that no evaluation exists for yet (`rules.rater_for`)."""
    versions = versions_of(session, officer_id=officer_id, year=span.last_on.year)
    return rater_by(session, officer_id=officer_id, span=span, versions=versions, on=on)


def rater_by(
    session: Session,
    *,
    officer_id: int,
    span: EvaluationPeriod,
    versions: Sequence[PlanView],
    on: date | None,
) -> int | None:
    """The same, by the versions of the plan of the period's year."""
    held = next(reversed(_signed_by(span, versions)), None)
    card = card_on(session, officer_id=officer_id, on=span.last_on)
    then = superiors_of(session, officer_id=officer_id, on=span.last_on)
    now = superiors_of(session, officer_id=officer_id, on=on)
    rater = None if held is None else held.rater_id
    # Both signed the plan: where it speaks of another post than the record does, the plan is believed.
    moved = held is not None and card is not None and (held.unit, held.position) != (card.unit, card.position)
    here = active_among(session, ids=[each for each in (rater, *then, *now) if each is not None])
    return rater_for(RaterFacts(rater, moved, [each for each in then if each in here] or now, here))


def officers_rated_by(session: Session, *, rater_id: int, years: Collection[int]) -> list[int]:
    """Whose signed plans of these years name a superior: one may still have to evaluate who has moved on."""
    rows = session.scalars(
        select(Plan.officer_id)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(PlanVersion.rater_id == rater_id, PlanVersion.state == "signed", Plan.year.in_(years))
        .distinct()
    )
    return sorted(rows)


def signed_until(session: Session, *, officer_id: int, span: EvaluationPeriod) -> list[PlanView]:
    """The signed versions of the year that begin by a period's last day, the earliest first."""
    return _signed_by(span, versions_of(session, officer_id=officer_id, year=span.last_on.year))


def _signed_by(span: EvaluationPeriod, versions: Sequence[PlanView]) -> list[PlanView]:
    signed = [view for view in versions if view.state == "signed" and view.effective_from <= span.last_on]
    return sorted(signed, key=lambda view: (view.effective_from, view.number))
