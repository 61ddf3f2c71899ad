"""The frozen record of a closed evaluation: what was known, said and decided. Pure.

Plain JSON, to be kept, exported and hashed anywhere. `digest` is the SHA-256 of `canonical`. Its shape:

- `form`; `evaluation`: id, generation, kind, first_month, last_month, months, sent_at, objection_due_on,
  objected_at, decided_at (records of form 2 lack these two), closed_at, frozen_at; `office`
- `officer`, `rater`, `decider` (or None): id, name, nip, title, unit (code), unit_name, rank
- `as_of`, `policies`, `calendars`: of the figures; `hashes`: month -> `measurement.sealing.month_hash`;
  `presence`: month -> [worked, working] days
- `plans`: one entry per plan version that judges months of the period: version_id, number, digest, months,
  results: ordinal, duty, words, weight, indicators: id, aspect, words, source, indicator_code, target_value,
  target_unit, target_words, better, spread, period_target (how the year's target falls to its
  periods, and what these months are held to; None where it is not split; not in forms before 4), and
  - measured: `figure`: value, n, weighed_n, interval [low, high], expected, target, target_from (`plan`,
    `office`), judgement (`measurement.fairness`), months: month, value, n, interval
  - reported: `reported`: id, month, value, words, decided_at, evidence: id, kind, name, address, digest
- `expectations`: the superior's own words by value's code
- `feedback`: id, giver, relation, kind, words, value_code, ticket, indicator_code, given_at
- `thanks`: ticket, score, words, given_at
- `periodic`: what a year looks back on: id, first_month, last_month, result, behaviour, predicate, digest
- `opinions`: rater, first_on, last_on, result_rating, behaviour_rating, words
- `texts`: reason, answer, objection, decision, reopen_reason
- `ratings`: result, behaviour; first_result, first_behaviour: the superior's own where they were changed
- `predicate`: code, id, en; `rules`: since (the day from which the matrix holds), source
- `achievement`: level, basis (or None)

Instants are ISO 8601 in UTC, days ISO, numbers to six places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from complaints_service.measurement.indicators.indicator import Indicator, Measured
from complaints_service.measurement.indicators.values import IndicatorValue, value_told

#: Names the form of what is hashed; another form gets another name.
FORM = "tanggap-evaluation-4"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person as the record keeps one: as they were called on that day."""

    id: int
    name: str
    nip: str | None
    title: str
    unit: str
    unit_name: str
    rank: str | None = None


@dataclass(frozen=True)
class MonthFigure:
    """What one month said of one indicator."""

    month: str
    value: float | None
    n: int
    interval: tuple[float | None, float | None] | None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured indicator over the months a plan version judges; `target_from`: `plan` or `office`."""

    value: float | None
    n: int
    weighed_n: float
    interval: tuple[float | None, float | None] | None
    expected: float | None
    target: float | None
    target_from: str | None
    judgement: str | None
    months: tuple[MonthFigure, ...]


@dataclass(frozen=True, kw_only=True)
class KeptEvidence:
    """What a reported value rested on; `digest` of a file's bytes."""

    id: int
    kind: str
    name: str
    address: str
    digest: str | None


@dataclass(frozen=True, kw_only=True)
class KeptReport:
    """An approved reported value of one month."""

    id: int
    month: str
    value: float | None
    words: str
    decided_at: datetime | None
    evidence: tuple[KeptEvidence, ...]


@dataclass(frozen=True, kw_only=True)
class KeptIndicator:
    """An indicator of the plan with what is known of it."""

    id: int
    aspect: str
    words: str
    source: str
    indicator_code: str | None
    target_value: float | None
    target_unit: str | None
    target_words: str | None
    better: str
    spread: str | None = None
    period_target: float | None = None
    figure: Figure | None
    reported: tuple[KeptReport, ...]


@dataclass(frozen=True, kw_only=True)
class KeptResult:
    """A result of the plan with its indicators."""

    ordinal: int
    duty: str
    words: str
    weight: int
    indicators: tuple[KeptIndicator, ...]


@dataclass(frozen=True, kw_only=True)
class KeptPlan:
    """One plan version and the months of the period it judges."""

    version_id: int
    number: int
    digest: str | None
    months: tuple[str, ...]
    results: tuple[KeptResult, ...]


@dataclass(frozen=True, kw_only=True)
class KeptFeedback:
    """Feedback that stood when the evaluation was closed."""

    id: int
    giver: str
    relation: str
    kind: str
    words: str
    value_code: str | None
    ticket: str | None
    indicator_code: str | None
    given_at: datetime


@dataclass(frozen=True)
class KeptThanks:
    """A citizen's good rating with a sentence."""

    ticket: str
    score: int
    words: str
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class KeptOpinion:
    """What a superior of a part of the period added; ratings None where none was given."""

    rater: str
    first_on: date
    last_on: date
    result_rating: str | None
    behaviour_rating: str | None
    words: str | None


@dataclass(frozen=True, kw_only=True)
class KeptPeriodic:
    """A closed evaluation of a part of the year that an annual one looks back on."""

    id: int
    first_month: str
    last_month: str
    result: str | None
    behaviour: str | None
    predicate: str | None
    digest: str | None


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a period says of an officer before anybody judges: the same on the page and in the record."""

    as_of: datetime | None
    policies: tuple[str, ...]
    calendars: tuple[str, ...]
    hashes: Mapping[str, str]
    presence: Mapping[str, tuple[int, int]]
    plans: tuple[KeptPlan, ...]
    expectations: Mapping[str, str]
    feedback: tuple[KeptFeedback, ...]
    thanks: tuple[KeptThanks, ...]
    opinions: tuple[KeptOpinion, ...]
    periodic: tuple[KeptPeriodic, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordedVerdict:
    """What was decided, by whom and in which words; keys as in the module's shape."""

    evaluation: Mapping[str, Any]
    office: str
    officer: Member
    rater: Member
    decider: Member | None
    texts: Mapping[str, str | None]
    ratings: Mapping[str, str | None]
    predicate: Mapping[str, str]
    rules: Mapping[str, str]
    achievement: Mapping[str, str] | None


def build_record(verdict: RecordedVerdict, material: Material) -> dict[str, Any]:
    """The record as plain JSON."""
    return {"form": FORM, **plain(verdict), **plain(material)}


def plain(part: RecordedVerdict | Material) -> dict[str, Any]:
    """One part of a record as plain JSON; the material of an evaluation not closed yet looks the same."""
    found: dict[str, Any] = _plain(part)
    return found


def kept_value(indicator: Indicator, figure: Mapping[str, Any]) -> IndicatorValue:
    """A figure of the record, as the page tells any other: the words of today, all else as it was kept."""
    return value_told(
        indicator,
        _kept(figure),
        weighed_n=figure["weighed_n"],
        target=figure["target"],
        judgement=figure["judgement"],
        expected=figure["expected"],
        months=tuple((month["month"], _kept(month)) for month in figure["months"]),
    )


def _kept(figure: Mapping[str, Any]) -> Measured:
    interval = figure["interval"]
    return Measured(
        value=figure["value"],
        n=figure["n"],
        interval=None if interval is None else (interval[0], interval[1]),
    )


def canonical(record: Mapping[str, Any]) -> str:
    """The one spelling of a record: sorted keys, no spaces, ASCII."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical record, in hexadecimal."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(each) for name, each in _fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 6)
    return value


def _fields(value: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(value, name)) for name in value.__dataclass_fields__]
