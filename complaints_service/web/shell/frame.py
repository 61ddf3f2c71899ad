"""What every page carries around its own content, and the words that templates fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from complaints_service.tickets.listed import MOST_COUNTED
from complaints_service.translation import so_many
from complaints_service.web.drawing import definitions, glyph
from complaints_service.web.shell.keys import new_key
from complaints_service.web.shell.today import Today
from complaints_service.web.words import formats as wording
from complaints_service.web.words.pressed import linked, telephone
from sla import Calendar


@dataclass(frozen=True)
class NavEntry:
    """One word of the main navigation; at most four, a count only where something waits."""

    href: str
    text: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class PersonLink:
    """The signed-in person, and where their own page is."""

    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class FrameTour:
    """The step of the first tour that a page shows, of so many; where it leads, and its two buttons."""

    step: int
    of: int
    title: str
    text: str
    href: str
    on_href: str
    later_href: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Header, footer and preferences of one page; `day_words` says how long a working day in words is.

    `shortcuts`: keys of the desk do what they say; its reader has not switched them off.
    `waiting`: how many things of every sort wait for the reader, listed at `waiting_href`.
    `practice_href`: where one leaves the practice mode; empty outside of it.
    `tour`: what this page shows of the first tour, whose own page is at `tour_href`;
    `remark_href`: where something is said of this page.
    `site`: the address under which others reach this office, for what is read outside of it.
    """

    language: str
    theme: str
    sample: bool
    office_name: str
    office_short: str
    today: Today
    nav: tuple[NavEntry, ...]
    person: PersonLink | None
    shortcuts: bool
    home: str
    here: str
    day_words: str
    notice: str
    language_href: str
    theme_href: str
    sign_in_href: str
    sign_out_href: str
    account_href: str
    rights_href: str
    privacy_href: str
    help_href: str
    lost_href: str
    site: str
    waiting: int = 0
    waiting_href: str = ""
    practice_href: str = ""
    tour: FrameTour | None = None
    tour_href: str = ""
    remark_href: str = ""

    @property
    def other_language(self) -> str:
        return "id" if self.language == "en" else "en"


def page_words(
    *, language: Callable[[], str], calendar: Callable[[], Calendar]
) -> Mapping[str, Callable[..., str]]:
    """The template filters: each tells a value in the reader's language and the office's time."""

    def instant(at: datetime, year: bool = True, zone: bool = True, ends_day: bool = False) -> str:
        return wording.instant_words(
            at, zone=calendar().zone, language=language(), year=year, zone_name=zone, ends_day=ends_day
        )

    def on(day: date, year: bool = False) -> str:
        return wording.date_words(day, language(), year=year)

    def duration(seconds: int) -> str:
        return wording.duration_words(
            seconds, day_seconds=calendar().nominal_day_seconds, language=language()
        )

    def dense(seconds: int) -> str:
        return wording.duration_dense(
            seconds, day_seconds=calendar().nominal_day_seconds, language=language()
        )

    def percent(share: float, digits: int = 0) -> str:
        return wording.percent(share, language(), digits=digits)

    def number(value: float, digits: int = 0) -> str:
        return wording.number_words(value, language(), digits=digits)

    def up_to(count: int) -> str:
        return so_many(count, MOST_COUNTED, language())

    return {
        "instant": instant,
        "on": on,
        "duration": duration,
        "dense": dense,
        "percent": percent,
        "number": number,
        "up_to": up_to,
        "linked": linked,
        "tel": telephone,
    }


def page_parts(*, asset: Callable[[str], str]) -> Mapping[str, Any]:
    """The template globals: marks, the definitions they need, addresses of files, and a form's key."""
    return {"glyph": glyph, "definitions": definitions, "asset": asset, "new_key": new_key}
