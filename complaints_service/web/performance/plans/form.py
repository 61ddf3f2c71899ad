"""The form of a plan: read from what was posted, rows added and taken away, errors put where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from complaints_service.appraisal.planning.rules import (
    MOST_INDICATORS,
    MOST_RESULTS,
    IndicatorDraft,
    PlanDraft,
    Problems,
    ResultDraft,
)
from complaints_service.edge.input.fields import DayTyped, Line, Text, Whole
from complaints_service.edge.input.typed import calendar_day, decimal_number, whole_number
from complaints_service.errors import marked, words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.web.shell.forms import FormSchema
from complaints_service.web.words.formats import number_words

HOUR = 3600
MOST_TYPED, MOST_ROWS = 99_999, 999
REPORTED = "reported"
_NESTED = re.compile(r"results\.(\d+)(?:\.indicators\.(\d+))?\.(\w+)\Z")


class StartPlanForm(FormSchema):
    """Where a plan, or its change, begins."""

    basis = Line()
    effective_from = DayTyped(required=True, wanted=marked("Isi dengan tanggal."))
    reason = Text(load_default="")


class DraftForm(FormSchema):
    """A whole draft; its rows have names of their own (`read_form`)."""

    revision = Whole(load_default=0)


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
class IndicatorFields:
    """An indicator as typed; `source` is `reported` or a measured indicator's code."""

    aspect: str = "quantity"
    words: str = ""
    source: str = REPORTED
    target: str = ""
    unit: str = ""
    better: str = "higher"
    target_words: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultFields:
    """A result as typed; `serves` and `goal` are ids or empty."""

    duty: str = "main"
    words: str = ""
    weight: str = ""
    serves: str = ""
    goal: str = ""
    indicators: tuple[IndicatorFields, ...] = (IndicatorFields(),)


@dataclass(frozen=True, kw_only=True)
class PlanFields:
    """A whole form as typed."""

    effective_from: str
    results: tuple[ResultFields, ...] = ()
    expectations: Mapping[str, str] = field(default_factory=dict)
    support: str = ""
    accountability: str = ""
    consequence: str = ""
    note: str = ""


def fields_of(draft: PlanDraft, language: str) -> PlanFields:
    """A form that says what a draft says."""
    return PlanFields(
        effective_from=draft.effective_from.isoformat(),
        results=tuple(
            ResultFields(
                duty=result.duty,
                words=result.words,
                weight=_id(result.weight or None),
                serves=_id(result.superior_result_id),
                goal=_id(result.goal_id),
                indicators=tuple(_indicator_fields(each, language) for each in result.indicators),
            )
            for result in draft.results
        ),
        expectations=dict(draft.expectations),
        support=draft.support or "",
        accountability=draft.accountability or "",
        consequence=draft.consequence or "",
    )


def read_form(form: Mapping[str, str], values: Sequence[str]) -> PlanFields:
    """What was posted; `values` are the codes of the values of conduct."""

    def said(name: str) -> str:
        return form.get(name, "").replace("\r\n", "\n").strip()

    results = []
    for index in range(min(_count(said("results")), MOST_RESULTS + 1)):
        prefix = f"r{index}_"
        indicators = []
        for number in range(min(_count(said(f"{prefix}indicators")), MOST_INDICATORS + 1)):
            inner = f"{prefix}i{number}_"
            indicators.append(
                IndicatorFields(
                    **{
                        name: said(f"{inner}{name}")
                        for name in (
                            "aspect", "words", "source", "target", "unit", "better", "target_words",
                        )
                    }
                )
            )  # fmt: skip
        results.append(
            ResultFields(
                duty=said(f"{prefix}duty"),
                words=said(f"{prefix}words"),
                weight=said(f"{prefix}weight"),
                serves=said(f"{prefix}serves"),
                goal=said(f"{prefix}goal"),
                indicators=tuple(indicators),
            )
        )
    return PlanFields(
        effective_from=said("effective_from"),
        results=tuple(results),
        expectations={code: said(f"e_{code}") for code in values},
        support=said("support"),
        accountability=said("accountability"),
        consequence=said("consequence"),
        note=said("note"),
    )


def rearranged(typed: PlanFields, asked: str) -> tuple[PlanFields, str]:
    """The form with a row added, moved or taken away, and where one goes on; unchanged for other buttons.

    `asked`: `add_result`, `drop_result:<result>`, `raise_result:<result>`, `add_indicator:<result>`,
    `drop_indicator:<result>:<row>`.
    """
    what, *where = asked.split(":")
    at = [found for each in where if (found := whole_number(each, most=MOST_ROWS)) is not None]
    results = list(typed.results)
    if what == "add_result" and len(results) < MOST_RESULTS:
        return replace(typed, results=(*results, ResultFields())), f"r{len(results)}_words"
    if not at or at[0] >= len(results):
        return typed, ""
    index, result = at[0], results[at[0]]
    rows = list(result.indicators)
    if what == "raise_result" and index:
        results[index - 1], results[index] = result, results[index - 1]
        return replace(typed, results=tuple(results)), f"r{index - 1}_words"
    if what == "drop_result":
        del results[index]
        return replace(typed, results=tuple(results)), f"r{max(index - 1, 0)}_words" if results else ""
    focus = ""
    if what == "add_indicator" and len(rows) < MOST_INDICATORS:
        rows.append(IndicatorFields())
        focus = f"r{index}_i{len(rows) - 1}_words"
    elif what == "drop_indicator" and len(at) > 1 and at[1] < len(rows):
        del rows[at[1]]
        focus = f"r{index}_i{max(at[1] - 1, 0)}_words" if rows else f"r{index}_words"
    results[index] = replace(result, indicators=tuple(rows))
    return replace(typed, results=tuple(results)), focus


def draft_from(typed: PlanFields, year: int) -> tuple[PlanDraft, Problems]:
    """The draft that was typed, and what could not be read of it."""
    found: Problems = {}
    starts = calendar_day(typed.effective_from)
    if starts is None:
        starts = date(year, 1, 1)
        found["effective_from"] = [words("Isi dengan tanggal.")]
    results = tuple(_result(result, f"results.{at}", found) for at, result in enumerate(typed.results))
    draft = PlanDraft(
        effective_from=starts,
        results=results,
        expectations=typed.expectations,
        support=typed.support,
        accountability=typed.accountability,
        consequence=typed.consequence,
    )
    return draft, found


def field_name(path: str) -> str:
    """The form's field for a problem's path."""
    match = _NESTED.match(path)
    if match is None:
        return f"e_{path.removeprefix('expectations.')}" if path.startswith("expectations.") else path
    index, row, name = match.groups()
    return f"r{index}_{name}" if row is None else f"r{index}_i{row}_{name}"


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
            _indicator(each, f"{path}.indicators.{at}", found) for at, each in enumerate(typed.indicators)
        ),
    )


def _indicator(typed: IndicatorFields, path: str, found: Problems) -> IndicatorDraft:
    measured = INDICATORS.get(typed.source)
    value = decimal_number(typed.target) if typed.target else None
    if typed.target and value is None:
        found[f"{path}.target"] = [words("Isi dengan angka, misalnya 80 atau 12,5.")]
    if value is not None and measured is not None and measured.unit == "working_seconds":
        value = float(round(value * HOUR))
    reported = typed.source == REPORTED
    return IndicatorDraft(
        aspect=typed.aspect,
        words=typed.words,
        source="reported" if reported else "measured",
        indicator_code=None if reported else typed.source,
        target_value=value,
        target_unit=typed.unit or None if measured is None else measured.unit,
        target_words=typed.target_words or None,
        better=typed.better or "higher",
    )


def _indicator_fields(indicator: IndicatorDraft, language: str) -> IndicatorFields:
    value = indicator.target_value
    measured = INDICATORS.get(indicator.indicator_code or "")
    if value is not None and measured is not None and measured.unit == "working_seconds":
        value = value / HOUR
    return IndicatorFields(
        aspect=indicator.aspect,
        words=indicator.words,
        source=indicator.indicator_code or REPORTED,
        target="" if value is None else _typed_number(value, language),
        unit="" if measured is not None else indicator.target_unit or "",
        better=indicator.better,
        target_words=indicator.target_words or "",
    )


def _typed_number(value: float, language: str) -> str:
    digits = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    told = number_words(value, language, digits=digits)
    return told.replace("." if language == "id" else ",", "")


def _number_of(typed: str) -> int | None:
    """The id that was chosen; nobody's where it cannot be read."""
    return (whole_number(typed) or 0) if typed else None


def _count(typed: str) -> int:
    return whole_number(typed, most=MOST_ROWS) or 0


def _id(value: int | None) -> str:
    return "" if value is None else str(value)
