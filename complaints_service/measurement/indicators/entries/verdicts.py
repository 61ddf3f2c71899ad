"""What a verdict on a clock counts as, for every indicator that rests on clocks (sla.md, sentence 59)."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.measurement.facts.rows import ClockRow
from complaints_service.measurement.indicators.indicator import Behind, CountedAs, Facts, in_month
from complaints_service.measurement.months import Period
from config.entries import Bilingual

#: In the order their tickets are listed. Only the first three are in a share (59).
PARTS = (
    CountedAs("met", "done", Bilingual("Tepat waktu", "On time")),
    CountedAs("late_finished", "late", Bilingual("Terlambat, selesai", "Late, done"), 1),
    CountedAs("late_open", "late", Bilingual("Terlambat, terbuka", "Late, open"), 2),
    CountedAs("running", "on", Bilingual("Berjalan", "Running"), 3, apart=True),
    CountedAs("at_risk", "risk", Bilingual("Hampir jatuh tempo", "Nearly due"), 4, apart=True),
    CountedAs("not_started", "new", Bilingual("Belum mulai", "Not started"), 5, apart=True),
    CountedAs("stopped", "stop", Bilingual("Dihentikan", "Stopped"), 6, apart=True),
    CountedAs("no_target", "new", Bilingual("Tanpa target", "No target"), 7, apart=True),
    CountedAs("unknown", "new", Bilingual("Belum bisa dihitung", "Cannot be told yet"), 8, apart=True),
    CountedAs(
        "redone",
        "done",
        Bilingual("Tepat waktu, tetapi disanggah atau dibuka lagi", "On time, but disputed or reopened"),
        9,
        apart=True,
    ),
)


def part_of(fact: ClockRow) -> str:
    """What a verdict counts as (59)."""
    if fact.status != "breached":
        return fact.status
    return "late_open" if fact.stopped_at is None else "late_finished"


def behind_clock(clock: str) -> Callable[[Facts, Period], list[Behind]]:
    """Every verdict of the month on a clock."""

    def behind(facts: Facts, period: Period) -> list[Behind]:
        return [
            Behind(fact.ticket_id, part_of(fact), fact.used_seconds, fact.clock, fact.round)
            for fact in in_month(facts.clocks, period, clock)
        ]

    return behind
