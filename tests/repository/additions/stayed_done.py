"""An indicator of the tests' own: how many of the month's resolutions nobody has undone so far."""

from __future__ import annotations

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import RESOLUTIONS
from complaints_service.measurement.indicators.indicator import (
    Alike,
    Behind,
    CountedAs,
    Facts,
    Indicator,
    Measured,
    share,
)
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual


def stayed(sums: MonthSums) -> Measured:
    """Of the resolutions of the month, those that stand or still wait."""
    counts = sums.outcomes(RESOLUTIONS)
    return share(counts["stood"] + counts["pending"], counts.total(), counts)


def _behind(facts: Facts, period: Period) -> list[Behind]:
    return [Behind(fact.ticket_id, fact.outcome) for fact in facts.resolutions if fact.month == period.month]


def _stayed(case: Alike) -> float:
    return float(case.outcome != "undone")


ENTRIES = (
    Indicator(
        code="stayed_done",
        place=45,
        names=Bilingual("Tetap selesai sampai kini", "Stayed done so far"),
        meaning=Bilingual("Berapa penyelesaian yang belum dibatalkan.", "How many resolutions nobody undid."),
        kind="share",
        unit="percent",
        better="higher",
        source="Buku besar tiket",
        sort="resolutions",
        figure=stayed,
        behind=_behind,
        parts=(
            CountedAs(code="stood", mark="done", names=Bilingual("Bertahan", "Held up"), apart=True),
            CountedAs(
                code="pending", mark="wait", names=Bilingual("Masih bisa batal", "May still be undone")
            ),
            CountedAs(code="undone", mark="late", names=Bilingual("Batal", "Undone")),
        ),
        recompute=("share", "resolutions", "outcome", ["stood", "pending"], ["stood", "pending", "undone"]),
        worth=_stayed,
        beside=Bilingual("Yang selesai", "What was done"),
    ),
)
