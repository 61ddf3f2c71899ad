"""How documents say days, instants, amounts and codes: always in Indonesian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from complaints_service.appraisal.planning.spreading import MONTHS
from complaints_service.appraisal.planning.views import IndicatorView
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook
from config.vocabulary import Vocabulary

LOCALE = "id"
NOTHING = "–"


def number(value: float) -> str:
    """ "1.200,5": four decimals at most."""
    return str(format_decimal(value, format="#,##0.####", locale=LOCALE))


def amount_of(value: float, unit: str | None) -> str:
    """ "38 titik"."""
    return f"{number(value)} {unit or ''}".strip()


def day(on: date) -> str:
    """ "24 November 2026"."""
    return format_date(on, "d MMMM y", LOCALE)


def month(name: str) -> str:
    """ "November 2026" for `2026-11`."""
    year, _, of_year = name.partition("-")
    return format_date(date(int(year), int(of_year), 1), "MMMM y", LOCALE)


def months(first: str, last: str) -> str:
    """ "Oktober s.d. Desember 2026", or one month."""
    if first == last:
        return month(first)
    begins = month(first)
    return f"{begins.split(' ')[0] if first[:4] == last[:4] else begins} s.d. {month(last)}"


@dataclass(frozen=True)
class DocumentWords:
    """How one office tells amounts and instants."""

    zone: ZoneInfo
    day_seconds: int
    vocabulary: Vocabulary

    @classmethod
    def of(cls, rulebook: Rulebook) -> DocumentWords:
        """By the office's calendar."""
        calendar = rulebook.calendar(rulebook.office.calendar)
        return cls(calendar.zone, calendar.nominal_day_seconds, rulebook.vocabulary)

    def word(self, group: str, code: str) -> str:
        """A code's word as it stands within a sentence."""
        return self.vocabulary.word(group, code, LOCALE)

    def name(self, group: str, code: str) -> str:
        """A code's word where it stands alone."""
        return self.vocabulary.name(group, code, LOCALE)

    def instant(self, at: datetime) -> str:
        """ "24 November 2026 14.05 WIB"."""
        local = at.astimezone(self.zone)
        return f"{day(local.date())} {local:%H.%M} {local.tzname()}"

    def signed(self, at: datetime | None) -> str:
        """What stands under a signature."""
        if at is None:
            return "belum ditandatangani dalam sistem"
        return f"ditandatangani dalam sistem {self.instant(at)}"

    def measured(self, value: float, unit: str) -> str:
        """A figure in a unit of the registry: "80 %", "2 hari 3 jam kerja", "3"."""
        if unit == "percent":
            return f"{number(round(value, 1))} %"
        if unit == "working_seconds":
            return self._duration(int(value))
        return number(round(value, 2))

    def target(self, one: IndicatorView) -> str:
        """An indicator's target: "paling sedikit 44 titik", its own words, or both."""
        bound = self.bound(
            one.target_value, one.target_unit, one.target_words, code=one.indicator_code, better=one.better
        )
        return f"{bound}; per periode: {self._spread(one)}" if one.period_targets else bound

    def bound(
        self, value: float | None, unit: str | None, said: str | None, *, code: str | None, better: str
    ) -> str:
        """A target by its parts; `code` names the registry's indicator, whose unit then holds."""
        if value is None:
            return said or NOTHING
        least = "paling sedikit" if better == "higher" else "paling banyak"
        amount = amount_of(value, unit) if code is None else self.measured(value, INDICATORS[code].unit)
        return f"{least} {amount}; {said}" if said else f"{least} {amount}"

    def _spread(self, one: IndicatorView) -> str:
        """ "Jan–Mar 30, Apr–Jun 40"."""
        targets = one.period_targets or ()
        length = MONTHS // len(targets)
        code = one.indicator_code
        told = []
        for at, value in enumerate(targets):
            first, last = (
                format_date(date(2000, each, 1), "MMM", LOCALE)
                for each in (at * length + 1, (at + 1) * length)
            )
            amount = number(value) if code is None else self.measured(value, INDICATORS[code].unit)
            told.append(f"{first if length == 1 else f'{first}–{last}'} {amount}")
        return ", ".join(told)

    def _duration(self, seconds: int) -> str:
        minutes = round(seconds / 60)
        days, rest = divmod(minutes, self.day_seconds // 60)
        parts = [(days, "hari"), (rest // 60, "jam"), (rest % 60, "menit")]
        told = " ".join(f"{count} {unit}" for count, unit in parts if count)
        return f"{told} kerja" if told else "0 menit kerja"


def indicator_name(one: IndicatorView) -> str:
    """What an indicator is called: its own words, or the registry's."""
    if one.words or one.indicator_code is None:
        return one.words
    return INDICATORS[one.indicator_code].names.id
