"""A figure opened: its tickets in words, each with what it was counted as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask import url_for

from complaints_service.edge.input.typed import whole_number
from complaints_service.errors import invalid, words
from complaints_service.measurement.indicators.evidence import FigureEvidence
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.listing import FIRST, ListedPlace
from complaints_service.survey.skm.index import converted
from complaints_service.web.words.formats import number_words
from config.entries.survey import ELEMENTS


@dataclass(frozen=True, kw_only=True)
class EvidenceLine:
    """One ticket; `href` is empty where the reader may not open it."""

    number: str
    href: str
    title: str
    state: str
    state_words: str
    contested: bool
    used_seconds: int | None
    received_at: datetime


def evidence_lines(found: FigureEvidence, language: str) -> list[EvidenceLine]:
    """The lines of the table, by what they count as and then by age."""
    return [
        EvidenceLine(
            number=row.number,
            href=url_for("desk.ticket", number=row.number, _anchor="jam") if row.may_open else "",
            title=row.title,
            state=row.part.mark,
            state_words=row.part.names.read(language),
            contested=row.contested,
            used_seconds=row.seconds,
            received_at=row.received_at,
        )
        for row in found.rows
    ]


def place_words(place: ListedPlace) -> str:
    """A place of the list as it stands in an address."""
    return f"{place.rank}-{place.ticket_id}"


def read_place(typed: str | None) -> ListedPlace:
    """After which place a page begins; raises `invalid` for what is none."""
    if not typed:
        return FIRST
    rank, _dash, ticket_id = (whole_number(part) for part in typed.partition("-"))
    if rank is None or ticket_id is None:
        raise invalid("sesudah", words("Penanda halaman ini tidak dikenal."))
    return ListedPlace(rank, ticket_id)


@dataclass(frozen=True)
class SurveyLine:
    """A closed survey behind a figure: which, of which unit, how many answered, and its index."""

    code: str
    unit: str
    answers: int
    index: str


def survey_lines(found: FigureEvidence, unit_name: Callable[[str], str], language: str) -> list[SurveyLine]:
    """The surveys a figure was made of."""
    return [
        SurveyLine(
            row.period,
            unit_name(row.unit),
            row.answers,
            number_words(
                float(converted(Fraction(row.total, len(ELEMENTS) * row.answers))), language, digits=2
            ),
        )
        for row in found.surveys
    ]


def counts_outside(one: IndicatorValue, language: str) -> Sequence[tuple[str, int]]:
    """What is in the month but in no share, in words, with how many."""
    return [
        (part.names.read(language), one.counts[part.code])
        for part in one.indicator.parts
        if part.apart and one.counts.get(part.code)
    ]
