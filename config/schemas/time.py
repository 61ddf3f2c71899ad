"""What the files about time may hold: calendar.toml and policies.toml."""

from __future__ import annotations

from marshmallow import Schema, fields

from config.entries.office import KINDS, PRIORITIES
from config.schemas.fields import (
    AmountField,
    DayField,
    DaysDecreed,
    DaysNamed,
    DayWindows,
    InstantText,
    WeekWindows,
    WholeField,
    WordsField,
)
from config.schemas.office import DatedSchema, Source, Strict

CLOCKS = (
    "verification",
    "first_response",
    "next_response",
    "resolution",
    "legal_answer",
    "legal_decision",
    "legal_notice",
)
RUNG_TARGETS = ("holder", "unit_head", "superior", "head_of_office")


class PatternSchema(Strict):
    """[[calendar.pattern]]: a week's open windows between two days, both included."""

    key = WordsField(code=True, required=True)
    effective_from = DayField(required=True)
    effective_until = DayField(load_default=None)
    windows = WeekWindows(required=True)
    source = Source()


class YearSchema(Strict):
    """[[calendar.year]]: one year's holidays and collective leave days."""

    year = WholeField(required=True, least=1990, most=2200)
    holiday = DaysNamed(load_default=dict)
    collective_leave = DaysNamed(load_default=dict)
    decreed = DaysDecreed(load_default=dict)
    source = Source()


class ExceptionSchema(Strict):
    """[[calendar.exception]]: one day that is unlike its pattern."""

    key = WordsField(code=True, required=True)
    on = DayField(required=True)
    kind = WordsField(required=True, one_of=("holiday", "collective_leave", "closure", "opening", "changed"))
    name = WordsField(required=True)
    windows = DayWindows(load_default=())
    decreed_at = InstantText(load_default=None)
    source = Source()


class CalendarSchema(Strict):
    """[[calendar]]: one version of a calendar."""

    code = WordsField(code=True, required=True)
    version = WordsField(code=True, required=True)
    based_on = WordsField(code=True, load_default=None)
    parent = WordsField(code=True, load_default=None)
    zone = WordsField(required=True)
    first_on = DayField(required=True)
    horizon_on = DayField(required=True)
    nominal_day_seconds = WholeField(required=True, least=1, most=86400)
    pattern = fields.List(fields.Nested(PatternSchema), load_default=list)
    year = fields.List(fields.Nested(YearSchema), load_default=list)
    exception = fields.List(fields.Nested(ExceptionSchema), load_default=list)
    source = Source()


class RungSchema(Strict):
    """One rung: a share of the target, or working minutes past due."""

    clock = WordsField(required=True, one_of=CLOCKS)
    share = WholeField(load_default=None, least=1, most=100)
    overdue_minutes = WholeField(load_default=None)
    level = WordsField(code=True, required=True)
    to = WordsField(required=True, one_of=RUNG_TARGETS)


class LadderSchema(Strict):
    """[[ladder]]: who hears of a clock, and when."""

    key = WordsField(code=True, required=True)
    rung = fields.List(fields.Nested(RungSchema), required=True)
    source = Source()


class TermsSchema(DatedSchema):
    """[[terms]]: the periods that hold for every ticket."""

    question_expiry = AmountField(required=True)
    completeness_expiry = AmountField(required=True)
    objection_period = AmountField(required=True)
    reopen_limit = AmountField(required=True)


class EscalationsOffSchema(DatedSchema):
    """[[escalations_off]]: days in which no rung of a policy (a version's first day, or all) goes out."""

    policy = WordsField(code=True, load_default="all")


class TargetsOfRowSchema(Strict):
    """[row.targets]: an amount for each clock that has one."""

    verification = AmountField()
    first_response = AmountField()
    next_response = AmountField()
    resolution = AmountField()
    legal_answer = AmountField()
    legal_decision = AmountField()
    legal_notice = AmountField()


class PolicyRowSchema(DatedSchema):
    """[[row]]: what is promised to a class of tickets."""

    key = WordsField(code=True, required=True)
    based_on = WordsField(code=True, load_default=None)
    calendar = WordsField(code=True, load_default=None)
    ladder = WordsField(code=True, load_default=None)
    warning_share = WholeField(load_default=None, least=1, most=100)
    kind = WordsField(load_default=None, one_of=KINDS)
    category = WordsField(code=True, load_default=None)
    priority = WordsField(load_default=None, one_of=PRIORITIES)
    unit = WordsField(code=True, load_default=None)
    targets = fields.Nested(TargetsOfRowSchema, load_default=dict)


TIME_FILES: dict[str, dict[str, type[Schema]]] = {
    "calendar.toml": {"calendar": CalendarSchema},
    "policies.toml": {
        "terms": TermsSchema,
        "ladder": LadderSchema,
        "row": PolicyRowSchema,
        "escalations_off": EscalationsOffSchema,
    },
}

OPTIONAL = frozenset({"escalations_off"})
"""Tables that need not be there."""
