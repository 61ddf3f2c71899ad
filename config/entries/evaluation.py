"""The rulebook's entries about evaluations: periods, predicates, the matrix, how predicates may spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual, holds_on
from config.errors import NotInForce, UnknownEntry

#: Di bawah, sesuai, di atas ekspektasi.
RATINGS = ("below", "meets", "above")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalTerms:
    """How evaluations are made.

    `period_months` divides a year; an objection is taken until the end of the `objection_working_days`-th
    working day after the evaluation was sent; `minimum_words` a reason has; under `guide_people` evaluations
    of a period nothing is said of how their predicates spread.
    """

    key: str
    period_months: int
    objection_working_days: int
    minimum_words: int
    guide_people: int
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """What an evaluation ends in (predikat kinerja), the best one first in the file."""

    code: str
    names: Bilingual
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """One of the nine cells: the predicate of a rating of the result and one of the behaviour."""

    key: str
    result: str
    behaviour: str
    predicate: str
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One line of the guide: at most or at least so many percent at these predicates together, or some."""

    predicates: tuple[str, ...]
    most: int | None
    least: int | None
    some: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementLevel:
    """How an office may have done (capaian kinerja organisasi), and the guide that goes with it."""

    code: str
    names: Bilingual
    guide: tuple[GuideLine, ...]
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class EvaluationRules:
    """All of appraisal.toml."""

    terms: tuple[AppraisalTerms, ...]
    predicates: tuple[Predicate, ...]
    matrix: tuple[MatrixCell, ...]
    levels: tuple[AchievementLevel, ...]

    def terms_on(self, on: date) -> AppraisalTerms:
        """How evaluations are made on a day. Raises NotInForce."""
        found = [terms for terms in self.terms if holds_on(terms, on)]
        if not found:
            raise NotInForce(f"no appraisal terms on {on}")
        return found[-1]

    def cell(self, result: str, behaviour: str, on: date) -> MatrixCell:
        """The cell of two ratings on a day. Raises NotInForce."""
        for cell in self.matrix:
            if (cell.result, cell.behaviour) == (result, behaviour) and holds_on(cell, on):
                return cell
        raise NotInForce(f"no cell for result {result!r}, behaviour {behaviour!r} on {on}")

    def predicate(self, code: str) -> Predicate:
        """A predicate as it was last called. Raises UnknownEntry."""
        for predicate in reversed(self.predicates):
            if predicate.code == code:
                return predicate
        raise UnknownEntry(f"no predicate {code!r}")

    def level(self, code: str) -> AchievementLevel:
        """A level of achievement as it was last written. Raises UnknownEntry."""
        for level in reversed(self.levels):
            if level.code == code:
                return level
        raise UnknownEntry(f"no achievement level {code!r}")

    @property
    def entries(self) -> tuple[AppraisalTerms | Predicate | MatrixCell | AchievementLevel, ...]:
        """Everything dated, in the order of the file."""
        return (*self.terms, *self.predicates, *self.matrix, *self.levels)
