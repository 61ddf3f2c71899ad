"""What a verdict on a clock counts as, for every indicator that rests on clocks (sla.md, sentence 59)."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.measurement.indicators.indicator import Behind, CountedAs, Facts, in_month
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual

#: In the order their tickets are listed. Only the first three are in a share (59).
PARTS = (
    CountedAs(code="met", mark="done", names=Bilingual("Tepat waktu", "On time")),
    CountedAs(code="late_finished", mark="late", names=Bilingual("Terlambat, selesai", "Late, done"), rank=1),
    CountedAs(code="late_open", mark="late", names=Bilingual("Terlambat, terbuka", "Late, open"), rank=2),
    CountedAs(code="running", mark="on", names=Bilingual("Berjalan", "Running"), rank=3, apart=True),
    CountedAs(
        code="at_risk", mark="risk", names=Bilingual("Hampir jatuh tempo", "Nearly due"), rank=4, apart=True
    ),
    CountedAs(
        code="not_started", mark="new", names=Bilingual("Belum mulai", "Not started"), rank=5, apart=True
    ),
    CountedAs(code="stopped", mark="stop", names=Bilingual("Dihentikan", "Stopped"), rank=6, apart=True),
    CountedAs(code="no_target", mark="new", names=Bilingual("Tanpa target", "No target"), rank=7, apart=True),
    CountedAs(
        code="unknown",
        mark="new",
        names=Bilingual("Belum bisa dihitung", "Cannot be told yet"),
        rank=8,
        apart=True,
    ),
    CountedAs(
        code="redone",
        mark="done",
        names=Bilingual(
            "Tepat waktu, tetapi disanggah atau dibuka lagi", "On time, but disputed or reopened"
        ),
        rank=9,
        apart=True,
    ),
)


def behind_clock(clock: str) -> Callable[[Facts, Period], list[Behind]]:
    """Every verdict of the month on a clock."""

    def behind(facts: Facts, period: Period) -> list[Behind]:
        return [
            Behind(fact.ticket_id, fact.part, fact.used_seconds, fact.clock, fact.round)
            for fact in in_month(facts.clocks, period, clock)
        ]

    return behind
