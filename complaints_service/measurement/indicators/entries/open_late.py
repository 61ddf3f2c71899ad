"""What is past a promise of the office and still open (sla.md, sentences 14 and 57)."""

from __future__ import annotations

from datetime import datetime

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.rows import ClockRow
from complaints_service.measurement.indicators.entries.verdicts import PARTS
from complaints_service.measurement.indicators.indicator import Behind, Facts, Indicator, Measured
from complaints_service.measurement.months import Period
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.entries.office import Bilingual


def open_late(sums: MonthSums) -> Measured:
    """Tickets past a promise of the office and still open when the month ended, or now.

    The clocks of the law are reported, not held against a person.
    """
    return Measured(value=float(sums.late), n=sums.concerned, k=sums.late)


def _late_at_end(fact: ClockRow, period: Period) -> bool:
    return (
        fact.clock in OFFICE_CLOCKS
        and fact.status == "breached"
        and fact.breached_at is not None
        and fact.breached_at < period.end
        and (fact.stopped_at is None or fact.stopped_at >= period.end)
    )


def _behind(facts: Facts, period: Period) -> list[Behind]:
    """Each ticket once, by the promise that was broken first: in whatever order the facts were read."""

    def broken(fact: ClockRow) -> tuple[datetime, str, int]:
        return fact.breached_at or period.end, fact.clock, fact.round

    found: dict[int, Behind] = {}
    for fact in sorted((fact for fact in facts.clocks if _late_at_end(fact, period)), key=broken):
        found.setdefault(
            fact.ticket_id, Behind(fact.ticket_id, "late_open", fact.used_seconds, fact.clock, fact.round)
        )
    return list(found.values())


ENTRIES = (
    Indicator(
        code="open_and_late",
        place=80,
        names=Bilingual("Masih terbuka dan terlambat", "Open and late"),
        meaning=Bilingual(
            "Tiket yang lewat janji kantor dan masih terbuka pada akhir bulan, atau sampai sekarang.",
            "Tickets past the office's promise and still open at the end of the month, or up to now.",
        ),
        kind="count",
        unit="count",
        better="lower",
        source="Buku besar tiket; sla.md 14, 57",
        sort="clocks",
        deeds=("resolved", "concluded", "handled"),
        first=True,
        waits=True,
        figure=open_late,
        behind=_behind,
        parts=tuple(part for part in PARTS if part.code == "late_open"),
        recompute=("open_and_late",),
    ),
)
