"""What the page of reported values shows, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from complaints_service.appraisal.planning.queries import IndicatorView, PlanView
from complaints_service.appraisal.reporting.queries import EvidenceView, ReportedView
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.plans.words import aspect_names, target_words
from complaints_service.web.performance.words import amount_words
from complaints_service.web.words.formats import number_words
from complaints_service.web.words.vocabulary import name_of


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """A file or a link; `withdrawn` says why it stands no more, `withdraw_href` takes it away."""

    name: str
    href: str
    link: bool
    form: str
    size_words: str
    withdrawn: str
    withdraw_href: str


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One report: what it says, where it stands, and what the reader may do with it."""

    id: int
    state: str
    state_words: str
    value_words: str
    words: str
    by: str
    reported_at: datetime
    decided_words: str
    reason: str
    evidence: list[EvidenceRow]
    seen: str
    approve_href: str
    decline_href: str
    withdraw_href: str
    evidence_href: str


@dataclass(frozen=True, kw_only=True)
class IndicatorRows:
    """One indicator that is reported, what counts of it this month, and its reports, the newest first."""

    words: str
    result: str
    aspect: str
    target_words: str
    counted: str
    report_href: str
    reports: list[ReportRow]


@dataclass(frozen=True, kw_only=True)
class ReportReader:
    """Who looks: `own` their own page, `decides` as the nearest superior; neither for everybody else."""

    officer_id: int
    month: str
    own: bool
    decides: bool
    reader: Reader

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.reader.language


def indicator_rows(
    plan: PlanView, reports: Sequence[ReportedView], names: Mapping[int, str], reading: ReportReader
) -> list[IndicatorRows]:
    """The reported indicators of a plan in its order, with the month's reports."""
    by_indicator: dict[int, list[ReportedView]] = {}
    for each in reports:
        by_indicator.setdefault(each.indicator_id, []).append(each)
    return [
        _indicator(one, result.words, by_indicator.get(one.id, []), names, reading)
        for result in plan.results
        for one in result.indicators
        if one.source == "reported"
    ]


def _indicator(
    one: IndicatorView,
    result: str,
    reports: Sequence[ReportedView],
    names: Mapping[int, str],
    reading: ReportReader,
) -> IndicatorRows:
    counted = next((each for each in reports if each.state == "approved"), None)
    return IndicatorRows(
        words=one.words,
        result=result,
        aspect=aspect_names()[one.aspect],
        target_words=target_words(one, reading.reader),
        counted=_said(counted, one, reading.language) if counted is not None else "",
        report_href=_href("form", reading, indicator_id=one.id, bulan=reading.month) if reading.own else "",
        reports=[_report(each, one, names, reading) for each in reports],
    )


_SHAPES = {"proposed": "wait", "approved": "on", "declined": "stop", "withdrawn": "stop"}


def _report(
    one: ReportedView, indicator: IndicatorView, names: Mapping[int, str], reading: ReportReader
) -> ReportRow:
    waits, lives = one.state == "proposed", one.state in ("proposed", "approved")
    decider = names.get(one.decided_by or 0, "")
    return ReportRow(
        id=one.id,
        state=_SHAPES[one.state],
        state_words=name_of("report_state", one.state),
        value_words=_said(one, indicator, reading.language),
        words=one.words,
        by=names.get(one.reported_by, ""),
        reported_at=one.reported_at,
        decided_words=_("oleh %(name)s", name=decider) if decider else "",
        reason=one.reason or "",
        evidence=[_evidence(each, reading, lives) for each in one.evidence],
        seen=one.seen,
        approve_href=_href("post_approve", reading, report_id=one.id) if waits and reading.decides else "",
        decline_href=_href("post_decline", reading, report_id=one.id) if waits and reading.decides else "",
        withdraw_href=_href("post_withdraw", reading, report_id=one.id) if lives and reading.own else "",
        evidence_href=_href("post_evidence", reading, report_id=one.id) if waits and reading.own else "",
    )


def _evidence(one: EvidenceView, reading: ReportReader, lives: bool) -> EvidenceRow:
    there = one.withdrawn_at is None
    mine = reading.own or reading.decides
    return EvidenceRow(
        name=one.name if one.kind == "file" else one.address,
        href=one.address if one.kind == "link" else _href("file", reading, evidence_id=one.id),
        link=one.kind == "link",
        form=f"piece:{one.id}",
        size_words=_size_words(one.size, reading.language) if one.size is not None else "",
        withdrawn="" if there else _("Ditarik: %(reason)s", reason=one.withdrawn_reason or "-"),
        withdraw_href=_href("post_withdraw_evidence", reading, evidence_id=one.id)
        if there and lives and mine
        else "",
    )


def _said(one: ReportedView, indicator: IndicatorView, language: str) -> str:
    if one.value is None:
        return ""
    return amount_words(one.value, indicator.target_unit, language)


def _size_words(size: int, language: str) -> str:
    if size < 1_000_000:
        return f"{number_words(max(1, round(size / 1000)), language)} kB"
    return f"{number_words(size / 1_000_000, language, digits=1)} MB"


def _href(endpoint: str, reading: ReportReader, **values: object) -> str:
    return url_for(f"reported_values.{endpoint}", officer_id=reading.officer_id, **values)  # type: ignore[arg-type]
