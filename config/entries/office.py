"""The entries of a rulebook: small frozen records, each with the days it holds and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from config.entries.second_step import SecondStepRule

LANGUAGES = ("id", "en")
KINDS = ("information", "aspiration", "complaint", "oversight")
PRIORITIES = ("normal", "high")
PRIVACY_LEVELS = ("open", "confidential", "anonymous")
#: What a citizen says when asked whether a report is about staff or the office.
ABOUT_OFFICE = ("yes", "no", "unsure")

#: What resolving a report of a category takes besides words: a photo of what was done.
PROOFS = ("required", "asked", "none")

#: A form stays short: so many questions of one category at most.
MOST_QUESTIONS = 3

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) pairs in WGS84 degrees."""


class Dated(Protocol):
    """Whatever holds from one local day on, up to and including another (None: until replaced)."""

    @property
    def effective_from(self) -> date: ...

    @property
    def effective_until(self) -> date | None: ...


def holds_on(entry: Dated, on: date) -> bool:
    """Whether an entry is in force on a local day; both ends are included."""
    return entry.effective_from <= on and (entry.effective_until is None or on <= entry.effective_until)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Indonesian and English."""

    id: str
    en: str

    def read(self, language: str) -> str:
        """The words in a language; Indonesian for any language we do not have."""
        return self.en if language == "en" else self.id

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office this rulebook is for; `prefix` opens every ticket number.

    `address` and `phone` are where citizens find it; None where no source was read. `second_eyes`: the acts
    that end a report only once the superior of whoever has it confirms. `second_step`: None asks nobody.
    """

    code: str
    prefix: str
    names: Bilingual
    city: str
    province: str
    zone: str
    calendar: str
    triage_unit: str
    head_position: str
    oversight_agency: str
    address: str | None
    phone: str | None
    second_eyes: tuple[str, ...]
    second_step: SecondStepRule | None
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class CategoryQuestion:
    """What a report of a category is asked besides, such as the number on a lamp post; nobody must answer."""

    code: str
    ask: Bilingual
    hint: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What it is about; `effort` weighs it in a load (1.0: ordinary); `on_map`: it is of a public place.

    `proof`: whether a photo of the work is needed to resolve it, asked for, or neither.
    """

    code: str
    kind: str
    names: Bilingual
    hint: Bilingual
    first_handler: str
    owner: str
    keywords: tuple[str, ...]
    keywords_en: tuple[str, ...]
    examples: tuple[str, ...]
    effort: float
    about_staff: bool
    on_map: bool = False
    questions: tuple[CategoryQuestion, ...] = ()
    proof: str = "none"
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """One routing rule. Empty conditions match everything; the lowest `order` that matches decides.

    `to`: `unit:<code>`, `first_handler`, `kelurahan`, `accused_superior`, `given_unit` or `triage`.
    `assign`: `least_loaded` (an officer of the unit) or `queue`. `accused`: `anyone`, `head_of_office`, or
    `unknown` (about staff, nobody recognised). `mark`: the agency a triage entry is marked for. `otherwise`:
    the reason given when `accused_superior` finds nobody above and the triage queue gets it.
    """

    key: str
    order: int
    to: str
    assign: str
    reason: Bilingual
    effective_from: date
    effective_until: date | None
    source: str
    categories: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    kelurahan: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    origin: str | None = None
    accused: str | None = None
    mark: str | None = None
    otherwise: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRules:
    """The rules in force from one day on, in their order, with the limits of a person's load."""

    version: str
    effective_from: date
    rules: tuple[RoutingRule, ...]
    open_limit: int
    triage_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """A notice with `{placeholders}`, the same ones in both languages; `to` is citizen, officer or both."""

    key: str
    to: str
    words: Bilingual
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTarget:
    """What an indicator should reach. `unit`: percent, working_seconds, count. `better`: higher or lower.

    `minimum_n` is the fewest finished tickets that allow a judgement at all.
    """

    indicator: str
    value: float
    unit: str
    better: str
    minimum_n: int
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """Another office: an owner of what we only begin, or the next door when we are late.

    `contact` is its page; `address` and `phone`: where one goes and calls. None where no source was read.
    """

    code: str
    names: Bilingual
    handles: Bilingual
    role: str
    contact: str | None
    address: str | None
    phone: str | None
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Who is around us: the area met when leaving Marelan between two bearings.

    `from_bearing`..`to_bearing` are degrees clockwise from north, as seen from the middle of the district.
    """

    code: str
    names: Bilingual
    advice: Bilingual
    from_bearing: int
    to_bearing: int
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kelurahan:
    """One of the five; `code` is the Ministry of Home Affairs', `unit` is ours, `rings` are its outlines."""

    code: str
    name: str
    unit: str
    postcode: str | None
    effective_from: date
    effective_until: date | None
    source: str
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A part of the office as first seeded; later changes live in the database."""

    code: str
    initials: str
    names: Bilingual
    parent: str | None
    kelurahan: str | None
    calendar: str
    aliases: tuple[str, ...]
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionEntry:
    """A post in a unit; `superior` is another post, `head` marks the one who leads the unit.

    `civil_servant` is false for kepling and field crew, `seats` how many people hold the post. `aliases` are
    how citizens call it, `local_aliases` how they call the one of their own kelurahan ("pak lurah").
    """

    code: str
    unit: str
    names: Bilingual
    superior: str | None
    head: bool
    handles_tickets: bool
    civil_servant: bool
    seats: int
    aliases: tuple[str, ...]
    local_aliases: tuple[str, ...]
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number the service works with (load, distance, waiting) that an office may set."""

    key: str
    value: int
    unit: str
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class EscalationsOff:
    """A stretch of days in which nobody is told of a rung of the ladder (sla.md, sentence 43).

    `policy` is a policy version, or `all`. No part of any version: what is promised and judged stays.
    """

    policy: str
    effective_from: date
    effective_until: date | None
    source: str
