"""What the forms of evaluations and feedback send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from complaints_service import clock
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, periods_begun
from complaints_service.appraisal.evaluating.service import ObjectionDecision, Ratings, Who
from complaints_service.edge.input.fields import DayTyped, Line, Text, Whole
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import marked
from complaints_service.web.performance.effects import FigureField
from complaints_service.web.shell.forms import FormSchema


class PeriodField(Line):
    """One of the periods that may be evaluated, by its code."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        typed, rulebook = super()._deserialize(value, attr, data, **rest), service().rulebook
        today = rulebook.local_date(clock.now())
        found = period_called(typed, periods_begun(today, rulebook.evaluation.terms_on(today).period_months))
        if found is None:
            raise ValidationError(marked("Pilih salah satu periode yang ada."))
        return found


def period_called(code: str, spans: tuple[EvaluationPeriod, ...]) -> EvaluationPeriod | None:
    """The period with this code; None where there is none."""
    return next((span for span in spans if span.code == code), None)


class StartEvaluationForm(FormSchema):
    """The period to evaluate."""

    period = PeriodField(required=True)


class StepForm(FormSchema):
    """What every step carries: the revision its page was opened with."""

    revision = Whole(load_default=0)


class RatingForm(StepForm):
    """The superior's two ratings and the reason; `act` says whether they go to the officer."""

    act = Line()
    result_rating = Line()
    behaviour_rating = Line()
    reason = Text(load_default="")
    without_evidence = Line()


class AnswerForm(StepForm):
    """The officer's comment."""

    answer = Text(load_default="")


class ObjectionForm(StepForm):
    """What the officer objects to."""

    objection = Text(load_default="")


class DecisionForm(RatingForm):
    """What is decided about an objection."""

    upheld = Line()


class ReopenForm(StepForm):
    """Why a closed one is opened again."""

    reopen_reason = Text(load_default="")


class FollowUpForm(StepForm):
    """What is to follow."""

    kind = Line()
    words = Text(load_default="")
    due_on = DayTyped()
    decider_id = Whole()
    indicator_code = FigureField(load_default=None)


class OpinionForm(FormSchema):
    """What a former superior says."""

    result_rating = Line()
    behaviour_rating = Line()
    words = Text(load_default="")


class OutcomeForm(FormSchema):
    """What became of a recommendation."""

    state = Line()
    outcome = Text(load_default="")


class AchievementForm(FormSchema):
    """How the office did in a period."""

    period = PeriodField(required=True)
    level = Line()
    basis = Text(load_default="")


class FeedbackForm(FormSchema):
    """Feedback on somebody's work."""

    kind = Line()
    words = Text(load_default="")
    value_code = Line()
    ticket = Line()
    indicator_code = Line()


class TakenBackForm(FormSchema):
    """Why feedback is taken back."""

    reason = Text(load_default="")


def who_of(reader: SignedIn, typed: Mapping[str, Any]) -> Who:
    """Who takes a step, and which revision they saw."""
    return Who(reader.rights, reader.actor, typed.get("revision", 0))


def ratings_of(typed: Mapping[str, Any], reason: str = "reason") -> Ratings:
    """Two ratings and what was written to them."""
    told = bool(typed.get("without_evidence"))
    return Ratings(typed["result_rating"], typed["behaviour_rating"], typed[reason], told)


def decision_of(typed: Mapping[str, Any]) -> ObjectionDecision:
    """What was decided about an objection; `upheld` None where nothing was chosen."""
    upheld = {"yes": True, "no": False}.get(typed["upheld"])
    return ObjectionDecision(upheld, typed["reason"], typed["result_rating"], typed["behaviour_rating"])
