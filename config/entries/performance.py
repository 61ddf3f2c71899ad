"""The rulebook's entries about officers' performance: the values of conduct, and templates of plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from config.entries.office import Bilingual

DUTIES = ("main", "additional")
ASPECTS = ("quantity", "quality", "time", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourValue:
    """One BerAKHLAK value: what it means, and the statements that say how it shows."""

    code: str
    names: Bilingual
    meaning: Bilingual
    statements: tuple[Bilingual, ...]
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateIndicator:
    """An indicator of a template: `measured` by the service, or reported in `unit` or against words alone.

    `words` may be left out of a measured one, which has its name from the registry. `target` is in the
    measured indicator's own unit (percent, working seconds, count), or in `unit`.
    """

    aspect: str
    words: str | None
    measured: str | None
    target: float | None
    unit: str | None
    target_words: str | None
    better: str


@dataclass(frozen=True, slots=True)
class TemplateResult:
    """A work result of a template; the weights of one template sum to 100."""

    duty: str
    weight: int
    words: str
    indicators: tuple[TemplateIndicator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTemplate:
    """What a plan for some positions may begin with. Its words are Indonesian, as the document's are."""

    code: str
    names: Bilingual
    positions: tuple[str, ...]
    support: str
    accountability: str
    consequence: str
    results: tuple[TemplateResult, ...]
    effective_from: date
    effective_until: date | None
    source: str


class MeasuredKind(Protocol):
    """What a rulebook and a plan must know of an indicator the service measures.

    `ends`: of a share, the least and the greatest it can be, in its unit.
    """

    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def better(self) -> str: ...
    @property
    def ends(self) -> tuple[float, float]: ...
