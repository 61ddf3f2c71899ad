"""How long citizens wait for a first answer (sla.md, sentence 60)."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import INHERITED, VERDICTS
from complaints_service.measurement.facts.cells.waits import Waits
from complaints_service.measurement.indicators.entries.verdicts import PARTS, behind_clock
from complaints_service.measurement.indicators.fairness import (
    STRICT,
    kaplan_meier,
    waiting_interval,
    waiting_time,
)
from complaints_service.measurement.indicators.indicator import Indicator, Measured
from config.entries.office import Bilingual


def waiting(clock: str, still: float) -> Callable[[MonthSums], Measured]:
    """The working time after which at most the share `still` waits, by Kaplan and Meier (60)."""

    def figure(sums: MonthSums) -> Measured:
        counts = sums.outcomes(VERDICTS, INHERITED, clock=clock)
        observed = sums.waits.get(clock) or Waits()
        steps = kaplan_meier(observed.finishes())
        value = waiting_time(steps, still)
        judged = counts["met"] + counts["late_finished"] + counts["late_open"]
        interval = waiting_interval(steps, still) if observed else None
        strict = waiting_interval(steps, still, STRICT) if observed else None
        return Measured(
            value=value,
            n=judged,
            k=None,
            interval=interval,
            counts=counts,
            still_waiting=bool(observed) and value is None,
            strict=strict,
        )

    return figure


def _entry(
    code: str,
    clock: str,
    share: float,
    *,
    place: int,
    names: Bilingual,
    meaning: Bilingual,
    still: Bilingual,
) -> Indicator:
    return Indicator(
        code=code,
        place=place,
        names=names,
        meaning=meaning,
        kind="duration",
        unit="working_seconds",
        better="lower",
        source="Buku besar tiket; sla.md 60; Kaplan & Meier 1958",
        sort="clocks",
        deeds=("answered", "asked"),
        clock=clock,
        figure=waiting(clock, share),
        behind=behind_clock(clock),
        parts=PARTS,
        recompute=("waiting", clock, share),
        still=still,
        public=True,
    )


ENTRIES = (
    _entry(
        "first_response_median",
        "first_response",
        0.5,
        place=40,
        names=Bilingual("Median waktu jawaban pertama", "Median time to the first answer"),
        meaning=Bilingual(
            "Waktu kerja sampai separuh laporan mendapat jawaban pertama; "
            "yang masih menunggu ikut diperhitungkan.",
            "Working time until half of the reports had their first answer; "
            "those still waiting are taken into account.",
        ),
        still=Bilingual("lebih dari separuh masih menunggu", "more than half still wait"),
    ),
    _entry(
        "first_response_p90",
        "first_response",
        0.1,
        place=50,
        names=Bilingual("Sembilan dari sepuluh dijawab dalam", "Nine in ten answered within"),
        meaning=Bilingual(
            "Waktu kerja sampai sembilan dari sepuluh laporan mendapat jawaban pertama; "
            "yang masih menunggu ikut diperhitungkan.",
            "Working time until nine in ten reports had their first answer; "
            "those still waiting are taken into account.",
        ),
        still=Bilingual("lebih dari satu dari sepuluh masih menunggu", "more than one in ten still wait"),
    ),
)
