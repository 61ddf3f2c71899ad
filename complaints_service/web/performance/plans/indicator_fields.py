"""One indicator as it is typed in a plan's form, and the draft that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints_service.appraisal.planning.rules import IndicatorDraft, Problems
from complaints_service.appraisal.planning.spreading import MONTHS, even_portions
from complaints_service.edge.input.typed import decimal_number
from complaints_service.errors import words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.web.words.formats import number_words

HOUR = 3600
REPORTED = "reported"
INDICATOR_FIELDS = ("aspect", "words", "source", "target", "unit", "better", "target_words", "spread")
#: A year has at most a period a month.
PERIOD_FIELDS = tuple(f"p{number}" for number in range(1, MONTHS + 1))


@dataclass(frozen=True, kw_only=True)
class IndicatorFields:
    """An indicator as typed; `source`: `reported` or a measured one's code; `periods`: each one's target."""

    aspect: str = "quantity"
    words: str = ""
    source: str = REPORTED
    target: str = ""
    unit: str = ""
    better: str = "higher"
    target_words: str = ""
    spread: str = ""
    periods: tuple[str, ...] = ()


def read_indicator(form: Mapping[str, str], number: int) -> IndicatorFields:
    """What was posted of one indicator."""
    return IndicatorFields(
        **{name: said(form, f"i{number}_{name}") for name in INDICATOR_FIELDS},
        periods=tuple(
            said(form, f"i{number}_{name}") for name in PERIOD_FIELDS if f"i{number}_{name}" in form
        ),
    )


def said(form: Mapping[str, str], name: str) -> str:
    """What was posted in a field, in lines as one writes them."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def indicator_from(typed: IndicatorFields, path: str, found: Problems) -> IndicatorDraft:
    """The indicator that was typed; what could not be read of it is noted at its path."""
    measured = INDICATORS.get(typed.source)
    value = decimal_number(typed.target) if typed.target else None
    if typed.target and value is None:
        found[f"{path}.target"] = [words("Isi dengan angka, misalnya 80 atau 12,5.")]
    if value is not None and measured is not None and measured.unit == "working_seconds":
        value = float(round(value * HOUR))
    reported = typed.source == REPORTED
    spread = typed.spread or None
    return IndicatorDraft(
        aspect=typed.aspect,
        words=typed.words,
        source="reported" if reported else "measured",
        indicator_code=None if reported else typed.source,
        target_value=value,
        target_unit=typed.unit or None if measured is None else measured.unit,
        target_words=typed.target_words or None,
        better=typed.better or "higher",
        spread=spread,
        period_targets=None if spread is None else _period_targets(typed, value, path, found),
    )


def _period_targets(
    typed: IndicatorFields, year: float | None, path: str, found: Problems
) -> tuple[float, ...]:
    """Each period's target; where none is typed the year's amount falls to them evenly."""
    measured = INDICATORS.get(typed.source)
    if year is not None and not any(typed.periods):
        count = len(typed.periods)
        return even_portions(year, count) if typed.spread == "sum" else (year,) * count
    hours = measured is not None and measured.unit == "working_seconds"
    numbers = [decimal_number(each) for each in typed.periods]
    if None in numbers:
        found[f"{path}.spread"] = [words("Isi target setiap periode dengan angka, paling kecil 0.")]
    told = (each for each in numbers if each is not None)
    return tuple(float(round(each * HOUR)) if hours else each for each in told)


def indicator_fields(indicator: IndicatorDraft, language: str) -> IndicatorFields:
    """The form of an indicator that says what a draft says."""
    value = indicator.target_value
    measured = INDICATORS.get(indicator.indicator_code or "")
    unit = HOUR if measured is not None and measured.unit == "working_seconds" else 1
    return IndicatorFields(
        aspect=indicator.aspect,
        words=indicator.words,
        source=indicator.indicator_code or REPORTED,
        target="" if value is None else _typed_number(value / unit, language),
        unit="" if measured is not None else indicator.target_unit or "",
        better=indicator.better,
        target_words=indicator.target_words or "",
        spread=indicator.spread or "",
        periods=tuple(_typed_number(each / unit, language) for each in indicator.period_targets or ()),
    )


def _typed_number(value: float, language: str) -> str:
    digits = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    told = number_words(value, language, digits=digits)
    return told.replace("." if language == "id" else ",", "")
