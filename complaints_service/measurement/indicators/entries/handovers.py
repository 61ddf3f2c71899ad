"""How tickets stood when somebody was handed them (sla.md, sentences 14 and 16)."""

from __future__ import annotations

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import HANDOVERS
from complaints_service.measurement.indicators.indicator import (
    Behind,
    CountedAs,
    Facts,
    Indicator,
    Measured,
    share,
)
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual


def received_late(sums: MonthSums) -> Measured:
    """Of the tickets handed over to somebody in the month, those almost or already past a promise then."""
    counts = sums.outcomes(HANDOVERS)
    return share(counts["came_risky"] + counts["came_late"], sum(counts.values()), counts)


def _behind(facts: Facts, period: Period) -> list[Behind]:
    return [
        Behind(fact.ticket_id, fact.standing, None, fact.clock)
        for fact in facts.handovers
        if fact.month == period.month
    ]


ENTRIES = (
    Indicator(
        code="received_late",
        place=110,
        names=Bilingual("Datang sudah mepet atau terlambat", "Came almost or already late"),
        meaning=Bilingual(
            "Dari tiket yang diserahkan orang lain atau antrean pada bulan ini, berapa yang waktunya sudah "
            "hampir habis atau sudah lewat ketika diterima. Itu bukan kesalahan penerimanya.",
            "Of the tickets handed over by somebody else or a queue this month, how many had almost or all "
            "of their time used up when they came. That is not the receiver's fault.",
        ),
        kind="share",
        unit="percent",
        better="lower",
        source="Buku besar tiket; sla.md 14, 16, pada saat penyerahan; Wilson 1927",
        sort="handovers",
        figure=received_late,
        behind=_behind,
        parts=(
            CountedAs(
                code="came_in_time",
                mark="done",
                names=Bilingual("Datang dengan cukup waktu", "Came in good time"),
            ),
            CountedAs(
                code="came_risky", mark="risk", names=Bilingual("Datang sudah mepet", "Came almost late")
            ),
            CountedAs(code="came_late", mark="late", names=Bilingual("Datang sudah terlambat", "Came late")),
        ),
        recompute=(
            "share",
            "handovers",
            "standing",
            ["came_risky", "came_late"],
            ["came_in_time", "came_risky", "came_late"],
        ),
    ),
)
