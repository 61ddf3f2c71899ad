"""The forms of a plan's parts: read from what was posted, rows come and go, errors put at their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from complaints_service.appraisal.planning.rules import (
    MOST_INDICATORS,
    PlanDraft,
    Problems,
    ResultDraft,
)
from complaints_service.edge.input.fields import DayTyped, Line, Text, Whole
from complaints_service.edge.input.typed import whole_number
from complaints_service.errors import marked, words
from complaints_service.web.performance.plans.indicator_fields import (
    IndicatorFields,
    indicator_fields,
    indicator_from,
    read_indicator,
    said,
)
from complaints_service.web.shell.forms import FormSchema

MOST_TYPED, MOST_ROWS = 99_999, 999
RESULT_FIELDS = ("duty", "words", "weight", "serves", "goal")
_NESTED = re.compile(r"results\.(\d+)(?:\.indicators\.(\d+))?\.(\w+)\Z")


class StartPlanForm(FormSchema):
    """Where a plan, or its change, begins."""

    basis = Line()
    effective_from = DayTyped(required=True, wanted=marked("Isi dengan tanggal."))
    reason = Text(load_default="")


class PartForm(FormSchema):
    """A part of a draft; its fields have names of their own (`read_result`, `read_conduct`)."""

    revision = Whole(load_default=0)
    note = Text(load_default="")


class BeginningForm(PartForm):
    """The day a draft holds from."""

    effective_from = DayTyped(required=True, wanted=marked("Isi dengan tanggal."))


class OrderForm(FormSchema):
    """A result moved up, or taken away: `raise:<result>`, `drop:<result>`."""

    revision = Whole(load_default=0)
    asked = Line(data_key="do")


class TypingForm(FormSchema):
    """Which part of a draft is being written."""

    revision = Whole(load_default=0)
    part = Line()


class RemarkForm(FormSchema):
    """What one says about a draft, or about one of its results."""

    said = Text(load_default="", data_key="words")
    ordinal = Whole()


class SignForm(FormSchema):
    """The revision that was read."""

    revision = Whole(load_default=0)


class DropForm(SignForm):
    """Why a draft is given up."""

    reason = Text(load_default="")


@dataclass(frozen=True, kw_only=True)
class ResultFields:
    """A result as typed; `serves` and `goal` are ids or empty."""

    duty: str = "main"
    words: str = ""
    weight: str = ""
    serves: str = ""
    goal: str = ""
    indicators: tuple[IndicatorFields, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConductFields:
    """What is expected beyond the values' statements, and what is written beside the results, as typed."""

    expectations: Mapping[str, str] = field(default_factory=dict)
    support: str = ""
    accountability: str = ""
    consequence: str = ""


def fields_of(result: ResultDraft, language: str) -> ResultFields:
    """The form of a result that says what a draft says."""
    return ResultFields(
        duty=result.duty,
        words=result.words,
        weight=_id(result.weight or None),
        serves=_id(result.superior_result_id),
        goal=_id(result.goal_id),
        indicators=tuple(indicator_fields(each, language) for each in result.indicators),
    )


def conduct_of(draft: PlanDraft) -> ConductFields:
    """The form of conduct and annexes that says what a draft says."""
    return ConductFields(
        expectations=dict(draft.expectations),
        support=draft.support or "",
        accountability=draft.accountability or "",
        consequence=draft.consequence or "",
    )


def read_result(form: Mapping[str, str]) -> ResultFields:
    """What was posted of a result."""
    count = min(_count(said(form, "indicators")), MOST_INDICATORS + 1)
    return ResultFields(
        **{name: said(form, name) for name in RESULT_FIELDS},
        indicators=tuple(read_indicator(form, number) for number in range(count)),
    )


def read_conduct(form: Mapping[str, str], values: Sequence[str]) -> ConductFields:
    """What was posted of conduct and annexes; `values` are the codes of the values of conduct."""
    return ConductFields(
        expectations={code: said(form, f"e_{code}") for code in values},
        support=said(form, "support"),
        accountability=said(form, "accountability"),
        consequence=said(form, "consequence"),
    )


def rearranged(typed: ResultFields, asked: str) -> tuple[ResultFields, str]:
    """The form with a row added or taken away, and where one goes on; unchanged for other buttons.

    `asked`: `add_indicator`, `drop_indicator:<row>`.
    """
    what, _sep, where = asked.partition(":")
    rows, at = list(typed.indicators), whole_number(where, most=MOST_ROWS)
    if what == "add_indicator" and len(rows) < MOST_INDICATORS:
        rows.append(IndicatorFields())
        return replace(typed, indicators=tuple(rows)), f"i{len(rows) - 1}_words"
    if what == "drop_indicator" and at is not None and at < len(rows):
        del rows[at]
        return replace(typed, indicators=tuple(rows)), f"i{max(at - 1, 0)}_words" if rows else "words"
    return typed, ""


def written(typed: ResultFields) -> ResultFields:
    """The form without the rows that nobody wrote in."""

    def blank(each: IndicatorFields) -> bool:
        bare = replace(each, aspect="quantity", periods=()) == IndicatorFields()
        return bare and not any(each.periods)

    return replace(typed, indicators=tuple(each for each in typed.indicators if not blank(each)))


def result_from(typed: ResultFields, at: int) -> tuple[ResultDraft, Problems]:
    """The result that was typed, and what could not be read of it."""
    found: Problems = {}
    return _result(typed, f"results.{at}", found), found


def conduct_from(typed: ConductFields, draft: PlanDraft) -> PlanDraft:
    """A draft with the conduct and annexes that were typed."""
    return replace(
        draft,
        expectations=typed.expectations,
        support=typed.support,
        accountability=typed.accountability,
        consequence=typed.consequence,
    )


def field_name(path: str, at: int | None) -> str:
    """The field for a problem's path on the page of the result `at`; what stands elsewhere keeps its path."""
    match = _NESTED.match(path)
    if match is None:
        return f"e_{path.removeprefix('expectations.')}" if path.startswith("expectations.") else path
    index, row, name = match.groups()
    if int(index) != at:
        return path
    return name if row is None else f"i{row}_{name}"


def _result(typed: ResultFields, path: str, found: Problems) -> ResultDraft:
    weight = whole_number(typed.weight.removesuffix("%").strip() or "0", most=MOST_TYPED)
    if weight is None:
        found[f"{path}.weight"] = [words("Isi dengan bilangan bulat.")]
    return ResultDraft(
        duty=typed.duty,
        words=typed.words,
        weight=weight or 0,
        superior_result_id=_number_of(typed.serves),
        goal_id=_number_of(typed.goal),
        indicators=tuple(
            indicator_from(each, f"{path}.indicators.{at}", found) for at, each in enumerate(typed.indicators)
        ),
    )


def _number_of(typed: str) -> int | None:
    """The id that was chosen; nobody's where it cannot be read."""
    return (whole_number(typed) or 0) if typed else None


def _count(typed: str) -> int:
    return whole_number(typed, most=MOST_ROWS) or 0


def _id(value: int | None) -> str:
    return "" if value is None else str(value)
