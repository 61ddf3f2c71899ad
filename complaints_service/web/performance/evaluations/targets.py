"""What an evaluation holds an indicator to, in words: the year's target, or the period's part of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from complaints_service.appraisal.evaluating.portions import portion_reached
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.web.performance.indicator_rows import Reader, aim_words, short
from complaints_service.web.performance.words import amount_words


def reported_target(each: Mapping[str, Any], language: str) -> str:
    """The target of a reported indicator; `each` as the record has it."""
    unit = each["target_unit"]
    said = amount(each["target_value"], unit, language)
    if each.get("spread"):
        period = amount(each["period_target"], unit, language)
        said = _("%(period)s untuk periode ini (setahun %(year)s)", period=period, year=said)
    return ", ".join(filter(None, (said, each["target_words"])))


def measured_target(each: Mapping[str, Any], value: IndicatorValue, reader: Reader) -> str:
    """The target of a measured indicator, the plan's own or the office's."""
    aim = "–" if value.target is None else aim_words(value, reader)
    if each.get("spread"):
        year = short(value.unit, each["target_value"], reader)
        told = [_("%(period)s untuk periode ini (setahun %(year)s)", period=aim, year=year)]
    elif each["figure"]["target_from"] == "office":
        told = [_("%(target)s (kantor)", target=aim)]
    else:
        told = [aim]
    if each["target_words"]:
        told = [each["target_words"]] if value.target is None else [*told, each["target_words"]]
    return ", ".join(told)


def portion_words(each: Mapping[str, Any], language: str) -> str:
    """What the months reported against their portion of the year; empty where the year is not split."""
    found = portion_reached(each)
    if found is None:
        return ""
    total, portion = (amount(one, each["target_unit"], language) for one in (found.total, found.portion))
    if found.met:
        return _("Jumlah periode ini %(total)s dari %(portion)s: tercapai.", total=total, portion=portion)
    return _("Jumlah periode ini %(total)s dari %(portion)s: tidak tercapai.", total=total, portion=portion)


def amount(value: float | None, unit: str | None, language: str) -> str:
    """An amount in its unit; empty for none."""
    return "" if value is None else amount_words(value, unit, language)
