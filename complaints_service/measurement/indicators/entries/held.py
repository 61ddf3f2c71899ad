"""How long tickets were in somebody's hands (sla.md, sentences 51 to 57)."""

from __future__ import annotations

from collections import Counter

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.indicators.indicator import Behind, CountedAs, Facts, Indicator, Measured
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual


def held(sums: MonthSums) -> Measured:
    """Working seconds held in the month, every span of it (57), by whoever of the office held."""
    return Measured(value=float(sums.held_seconds) if sums.held else None, n=sums.held)


def _behind(facts: Facts, period: Period) -> list[Behind]:
    sums: Counter[int] = Counter()
    for fact in facts.custody:
        if fact.month == period.month and fact.unit:
            sums[fact.ticket_id] += fact.seconds
    return [Behind(ticket_id, "held", seconds) for ticket_id, seconds in sums.items()]


ENTRIES = (
    Indicator(
        code="held",
        place=60,
        names=Bilingual("Waktu kerja dipegang", "Working time held"),
        meaning=Bilingual(
            "Waktu kerja selama tiket dipegang pada bulan ini, setiap rentangnya.",
            "Working time for which tickets were held this month, every span of it.",
        ),
        kind="sum",
        unit="working_seconds",
        better="lower",
        source="Buku besar tiket; sla.md 51-57",
        sort="custody",
        figure=held,
        behind=_behind,
        parts=(CountedAs(code="held", mark="on", names=Bilingual("Dipegang", "Held")),),
        recompute=("held",),
    ),
)
