"""What lies above the superior's two choices: figures against the plan, reports, evidence for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from complaints_service.appraisal.evaluating.grounds import has_data
from complaints_service.appraisal.evaluating.record import kept_value
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.web.performance.evaluations.targets import (
    amount,
    measured_target,
    portion_words,
    reported_target,
)
from complaints_service.web.performance.evaluations.words import (
    feedback_kinds,
    instant,
    period_words,
    predicate_names,
    rating_names,
    relation_names,
)
from complaints_service.web.performance.indicator_rows import (
    IndicatorRow,
    Reader,
    indicator_row,
    short,
)
from complaints_service.web.words.formats import month_words
from config.rulebook import Rulebook

#: Of more months than these, only those that hold anything are listed.
FEW_MONTHS = 3


@dataclass(frozen=True)
class MonthLine:
    """What one month said: words, and where it opens to its tickets or evidence."""

    month: str
    value: str
    href: str


@dataclass(frozen=True)
class ReportLine:
    """A reported value of a month with its evidence: (name, address)."""

    month: str
    value: str
    words: str
    evidence: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class IndicatorLines:
    """One indicator of the plan: `row` if the service measures it, else its reports against the target.

    `portion`: of a year that is split, what the months reported against their portion.
    """

    row: IndicatorRow | None
    months: list[MonthLine]
    words: str
    target: str
    reports: list[ReportLine]
    known: bool
    portion: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultLines:
    """A result of the plan: indicators that say something, and `unknown` ones; `months` of a part version."""

    words: str
    weight: int
    months: str
    indicators: list[IndicatorLines]
    unknown: list[IndicatorLines]


@dataclass(frozen=True)
class Opinion:
    """A sentence about the officer, who said it, and when."""

    words: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ValueLines:
    """One BerAKHLAK value: what the superior expects beyond its statements, and what was said of it."""

    name: str
    expectation: str
    said: list[Opinion]


@dataclass(frozen=True)
class PeriodicLine:
    """A closed evaluation of a part of the year."""

    href: str
    period: str
    predicate: str
    ratings: str


@dataclass(frozen=True, kw_only=True)
class OpinionLine:
    """What a superior of a part of the period said of those days."""

    rater: str
    first_on: date
    last_on: date
    result: str
    behaviour: str
    words: str


@dataclass(frozen=True)
class ToWhom:
    """Who reads the lines: `opens` where a figure and its evidence may be opened."""

    reader: Reader
    opens: bool


class MaterialLines:
    """The lines of one evaluation's material; `material`: plain, as in the record (`record.py`)."""

    def __init__(
        self, material: Mapping[str, Any], *, officer_id: int, to: ToWhom, rulebook: Rulebook
    ) -> None:
        self._material = material
        self._officer_id = officer_id
        self._reader, self._opens = to.reader, to.opens
        self._rulebook = rulebook

    def results(self) -> list[ResultLines]:
        """The plan's results, version by version."""
        several = len(self._material["plans"]) > 1
        return [
            self._result(result, self._months(plan["months"]) if several else "")
            for plan in self._material["plans"]
            for result in plan["results"]
        ]

    def values(self) -> list[ValueLines]:
        """Each BerAKHLAK value with what was said of it."""
        said: dict[str, list[Opinion]] = {}
        for each in self._material["feedback"]:
            said.setdefault(each["value_code"] or "", []).append(self._feedback(each))
        expected, language = self._material["expectations"], self._reader.language
        return [
            ValueLines(value.names.read(language), expected.get(value.code, ""), said.get(value.code, []))
            for value in self._rulebook.behaviour_values
        ]

    def said(self) -> list[Opinion]:
        """Feedback on no single value."""
        return [self._feedback(each) for each in self._material["feedback"] if not each["value_code"]]

    def thanks(self) -> list[Opinion]:
        """Citizens' thanks."""
        return [
            Opinion(
                each["words"],
                _(
                    "warga, nilai %(score)s dari 4, tiket %(number)s",
                    score=each["score"],
                    number=each["ticket"],
                ),
                instant(each["given_at"]),
            )
            for each in self._material["thanks"]
        ]

    def opinions(self) -> list[OpinionLine]:
        """What superiors of parts of the period said."""
        names = rating_names()
        return [
            OpinionLine(
                rater=each["rater"],
                first_on=date.fromisoformat(each["first_on"]),
                last_on=date.fromisoformat(each["last_on"]),
                result=names[each["result_rating"]] if each["result_rating"] else "",
                behaviour=names[each["behaviour_rating"]] if each["behaviour_rating"] else "",
                words=each["words"] or "",
            )
            for each in self._material["opinions"]
        ]

    def periodic(self) -> list[PeriodicLine]:
        """Of a year, the evaluations of its parts."""
        language, names = self._reader.language, rating_names()
        predicates = predicate_names(self._rulebook.evaluation, language)
        return [
            PeriodicLine(
                url_for("evaluations.one", evaluation_id=each["id"]),
                period_words(EvaluationPeriod("periodic", each["first_month"], each["last_month"]), language),
                predicates[each["predicate"]],
                _(
                    "hasil: %(result)s, perilaku: %(behaviour)s",
                    result=names[each["result"]],
                    behaviour=names[each["behaviour"]],
                ),
            )
            for each in self._material.get("periodic", ())
        ]

    def _feedback(self, each: Mapping[str, Any]) -> Opinion:
        kind, relation = feedback_kinds()[each["kind"]], relation_names()[each["relation"]]
        about = []
        if each["ticket"]:
            about.append(_("tiket %(number)s", number=each["ticket"]))
        if each["indicator_code"] in INDICATORS:
            about.append(INDICATORS[each["indicator_code"]].names.read(self._reader.language))
        who = ", ".join([f"{kind}: {each['giver']}", relation, *about])
        return Opinion(each["words"], who, instant(each["given_at"]))

    def _result(self, result: Mapping[str, Any], months: str) -> ResultLines:
        lines = [self._indicator(each) for each in result["indicators"]]
        return ResultLines(
            words=result["words"],
            weight=result["weight"],
            months=months,
            indicators=[each for each in lines if each.known],
            unknown=[each for each in lines if not each.known],
        )

    def _indicator(self, each: Mapping[str, Any]) -> IndicatorLines:
        if each["figure"] is not None and each["indicator_code"] in INDICATORS:
            return self._measured(each, each["figure"])
        return IndicatorLines(
            row=None,
            months=[],
            words=each["words"],
            target=reported_target(each, self._reader.language),
            reports=[self._report(report, each["target_unit"]) for report in each["reported"]],
            known=has_data(each),
            portion=portion_words(each, self._reader.language),
        )

    def _measured(self, each: Mapping[str, Any], figure: Mapping[str, Any]) -> IndicatorLines:
        indicator, code = INDICATORS[each["indicator_code"]], each["indicator_code"]
        value = kept_value(indicator, figure)
        row = indicator_row(value, self._reader, beside=False)
        row = replace(row, title=each["words"] or row.title)
        months = [
            MonthLine(
                month_words(month, self._reader.language),
                "–" if one.value is None else short(indicator.unit, one.value, self._reader),
                self._tickets(code, month),
            )
            for month, one in value.months
            if one.n or len(value.months) <= FEW_MONTHS
        ]
        return IndicatorLines(
            row=row,
            months=months,
            words=row.title,
            target=measured_target(each, value, self._reader),
            reports=[],
            known=has_data(each),
        )

    def _report(self, report: Mapping[str, Any], unit: str | None) -> ReportLine:
        return ReportLine(
            month_words(report["month"], self._reader.language),
            amount(report["value"], unit, self._reader.language),
            report["words"],
            [(one["name"], self._evidence(one)) for one in report["evidence"]],
        )

    def _tickets(self, code: str, month: str) -> str:
        if not self._opens:
            return ""
        return url_for("figures.evidence", officer_id=self._officer_id, indicator=code, period=month)

    def _evidence(self, one: Mapping[str, Any]) -> str:
        if one["kind"] == "link":
            return str(one["address"])
        if not self._opens:
            return ""
        return url_for("reported_values.file", officer_id=self._officer_id, evidence_id=one["id"])

    def _months(self, months: Sequence[str]) -> str:
        words = [month_words(month, self._reader.language) for month in (months[0], months[-1])]
        return words[0] if len(months) == 1 else " – ".join(words)
