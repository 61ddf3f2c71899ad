"""What the API answers of plans and evaluations."""

from __future__ import annotations

from marshmallow import Schema, fields

from complaints_service.api.answer_fields import INSTANT, list_field, maybe_field, number_field, text_field

_DAY = "A local day: 2026-11-24."


class PlannedIndicatorAnswer(Schema):
    """An indicator of a plan."""

    ordinal = number_field()
    aspect = text_field()
    words = text_field()
    source = text_field("`measured` by the service, or `reported` by the person.")
    indicator_code = maybe_field("Of a measured one.")
    target_value = fields.Float(required=True, allow_none=True)
    target_unit = maybe_field()
    target_words = maybe_field("A target in words.")
    better = text_field()
    spread = maybe_field("How the year's target falls to its periods.")
    period_targets = fields.List(fields.Float(), required=True, allow_none=True)


class PlannedResultAnswer(Schema):
    """A result of a plan."""

    ordinal = number_field()
    duty = text_field()
    words = text_field()
    weight = number_field("In percent.")
    serves_result = number_field("The superior's result it supports.", allow_none=True)
    serves_goal = number_field("The office's goal it supports.", allow_none=True)
    indicators = list_field(PlannedIndicatorAnswer)


class PlanAnswer(Schema):
    """One version of a person's plan of a year."""

    version = number_field("Its id.")
    number = number_field("The how manieth of the year.")
    year = number_field()
    standing = text_field("draft, dropped, coming, holds, replaced or over.")
    effective_from = text_field(_DAY)
    officer = number_field()
    rater = number_field(allow_none=True)
    unit = text_field()
    position = text_field()
    reason = maybe_field("Why it was changed or given up.")
    revision = number_field()
    officer_signed_at = maybe_field(INSTANT)
    rater_signed_at = maybe_field(INSTANT)
    signed_at = maybe_field(INSTANT)
    digest = maybe_field("Of what both signed.")
    results = list_field(PlannedResultAnswer)
    expectations = fields.Dict(fields.String(), fields.String(), required=True)
    support = maybe_field()
    accountability = maybe_field()
    consequence = maybe_field()


class PlansAnswer(Schema):
    """A person's plans of a year."""

    officer = fields.Dict(required=True)
    year = number_field()
    shown = number_field("The version that the page shows: the draft, or what holds.", allow_none=True)
    plans = list_field(PlanAnswer)


class EvaluationLineAnswer(Schema):
    """An evaluation as a list tells it."""

    id = number_field()
    officer = number_field()
    kind = text_field("`periodic` or `annual`.")
    first_month = text_field()
    last_month = text_field()
    generation = number_field("One more each time it was opened again.")
    state = text_field()
    rater = number_field()
    decider = number_field(allow_none=True)
    result_rating = maybe_field("`above`, `meets` or `below`.")
    behaviour_rating = maybe_field()
    predicate = maybe_field()
    objection_due_on = maybe_field(_DAY)
    sent_at = maybe_field(INSTANT)
    opened_at = maybe_field(INSTANT)
    answered_at = maybe_field(INSTANT)
    objected_at = maybe_field(INSTANT)
    decided_at = maybe_field(INSTANT)
    closed_at = maybe_field(INSTANT)
    digest = maybe_field("Of the frozen record.")
    replaces = number_field("The evaluation that was opened again.", allow_none=True)


class EvaluationsAnswer(Schema):
    """A person's evaluations, the latest months first."""

    officer = fields.Dict(required=True)
    evaluations = list_field(EvaluationLineAnswer)


class FollowUpAnswer(Schema):
    """What follows from an evaluation."""

    kind = text_field()
    words = text_field()
    state = text_field()
    due_on = maybe_field(_DAY)
    decider = number_field(allow_none=True)
    outcome = maybe_field()


class MaterialAnswer(Schema):
    """What an evaluation rests on: figures against the plan, reports, feedback, opinions."""

    as_of = maybe_field("As of when the figures hold.")
    policies = fields.List(fields.String(), required=True)
    calendars = fields.List(fields.String(), required=True)
    hashes = fields.Dict(required=True, metadata={"description": "Month -> hash of the facts behind it."})
    presence = fields.Dict(required=True, metadata={"description": "Month -> worked and working days."})
    plans = fields.List(
        fields.Dict(),
        required=True,
        metadata={"description": "Versions of the plan with their results, figures and reports."},
    )
    expectations = fields.Dict(required=True)
    feedback = fields.List(fields.Dict(), required=True)
    thanks = fields.List(fields.Dict(), required=True)
    opinions = fields.List(fields.Dict(), required=True)
    periodic = fields.List(fields.Dict(), required=True)


class EvaluationAnswer(EvaluationLineAnswer):
    """One evaluation, with everything its page tells."""

    reason = maybe_field("The superior's.")
    answer = maybe_field("The person's.")
    objection = maybe_field()
    decision = maybe_field("Of the objection.")
    reopen_reason = maybe_field()
    first_result_rating = maybe_field("The superior's own, where a decision changed it.")
    first_behaviour_rating = maybe_field()
    frozen = fields.Boolean(
        required=True, metadata={"description": "Whether `material` is that of the record."}
    )
    material = fields.Nested(MaterialAnswer, required=True)
    follow_ups = list_field(FollowUpAnswer)
