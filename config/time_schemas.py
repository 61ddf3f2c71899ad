"""What the files about time may hold: calendar.toml and policies.toml."""

from __future__ import annotations

from marshmallow import Schema, fields

from config.entries import KINDS, PRIORITIES
from config.fields import (
    AmountField,
    Day,
    DaysDecreed,
    DaysNamed,
    DayWindows,
    Instant,
    WeekWindows,
    Whole,
    Words,
)
from config.schemas import Dated, Source, Strict

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

    key = Words(code=True, required=True)
    effective_from = Day(required=True)
    effective_until = Day(load_default=None)
    windows = WeekWindows(required=True)
    source = Source()


class YearSchema(Strict):
    """[[calendar.year]]: one year's holidays and collective leave days."""

    year = Whole(required=True, least=1990, most=2200)
    holiday = DaysNamed(load_default=dict)
    collective_leave = DaysNamed(load_default=dict)
    decreed = DaysDecreed(load_default=dict)
    source = Source()


class ExceptionSchema(Strict):
    """[[calendar.exception]]: one day that is unlike its pattern."""

    key = Words(code=True, required=True)
    on = Day(required=True)
    kind = Words(required=True, one_of=("holiday", "collective_leave", "closure", "opening", "changed"))
    name = Words(required=True)
    windows = DayWindows(load_default=())
    decreed_at = Instant(load_default=None)
    source = Source()


class CalendarSchema(Strict):
    """[[calendar]]: one version of a calendar."""

    code = Words(code=True, required=True)
    version = Words(code=True, required=True)
    based_on = Words(code=True, load_default=None)
    parent = Words(code=True, load_default=None)
    zone = Words(required=True)
    first_on = Day(required=True)
    horizon_on = Day(required=True)
    nominal_day_seconds = Whole(required=True, least=1, most=86400)
    pattern = fields.List(fields.Nested(PatternSchema), load_default=list)
    year = fields.List(fields.Nested(YearSchema), load_default=list)
    exception = fields.List(fields.Nested(ExceptionSchema), load_default=list)
    source = Source()


class RungSchema(Strict):
    """One rung: a share of the target, or working minutes past due."""

    clock = Words(required=True, one_of=CLOCKS)
    share = Whole(load_default=None, least=1, most=100)
    overdue_minutes = Whole(load_default=None)
    level = Words(code=True, required=True)
    to = Words(required=True, one_of=RUNG_TARGETS)


class LadderSchema(Strict):
    """[[ladder]]: who hears of a clock, and when."""

    key = Words(code=True, required=True)
    rung = fields.List(fields.Nested(RungSchema), required=True)
    source = Source()


class TermsSchema(Dated):
    """[[terms]]: the periods that hold for every ticket."""

    question_expiry = AmountField(required=True)
    completeness_expiry = AmountField(required=True)
    objection_period = AmountField(required=True)
    reopen_limit = AmountField(required=True)


class EscalationsOffSchema(Dated):
    """[[escalations_off]]: days in which no rung of a policy (a version's first day, or all) goes out."""

    policy = Words(code=True, load_default="all")


class TargetsOfRowSchema(Strict):
    """[row.targets]: an amount for each clock that has one."""

    verification = AmountField()
    first_response = AmountField()
    next_response = AmountField()
    resolution = AmountField()
    legal_answer = AmountField()
    legal_decision = AmountField()
    legal_notice = AmountField()


class PolicyRowSchema(Dated):
    """[[row]]: what is promised to a class of tickets."""

    key = Words(code=True, required=True)
    based_on = Words(code=True, load_default=None)
    calendar = Words(code=True, load_default=None)
    ladder = Words(code=True, load_default=None)
    warning_share = Whole(load_default=None, least=1, most=100)
    kind = Words(load_default=None, one_of=KINDS)
    category = Words(code=True, load_default=None)
    priority = Words(load_default=None, one_of=PRIORITIES)
    unit = Words(code=True, load_default=None)
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
