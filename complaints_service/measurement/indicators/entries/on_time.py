"""Whether the office kept its promises in time (sla.md, sentences 57 to 59)."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import REDONE, VERDICTS
from complaints_service.measurement.indicators.entries.verdicts import PARTS, behind_clock
from complaints_service.measurement.indicators.indicator import (
    Alike,
    Indicator,
    Measured,
    share,
)
from config.entries.office import Bilingual


def on_time(clock: str) -> Callable[[MonthSums], Measured]:
    """met / (met + breached); open late ones are breached (59)."""

    def figure(sums: MonthSums) -> Measured:
        counts = sums.outcomes(VERDICTS, clock=clock)
        met = counts["met"]
        if again := sums.outcomes(REDONE, clock=clock).total():
            counts["redone"] = again
        return share(met, met + counts["late_finished"] + counts["late_open"], counts)

    return figure


def _kept(clock: str) -> Callable[[Alike], float | None]:
    def worth(case: Alike) -> float | None:
        judged = case.clock == clock and case.outcome in ("met", "breached")
        return float(case.outcome == "met") if judged else None

    return worth


#: What of somebody's work is done for which clock.
_DEEDS = {
    "verification": ("entered", "handled"),
    "first_response": ("answered", "asked"),
    "next_response": ("answered", "asked"),
    "legal_answer": ("answered",),
    "resolution": ("resolved", "concluded", "handled"),
}


def _entry(
    clock: str,
    *,
    place: int,
    names: Bilingual,
    meaning: Bilingual,
    source: str,
    public: bool = False,
    first: bool = False,
    beside: Bilingual | None = None,
) -> Indicator:
    return Indicator(
        code=f"{clock}_on_time",
        place=place,
        names=names,
        meaning=meaning,
        kind="share",
        unit="percent",
        better="higher",
        source=source,
        sort="clocks",
        figure=on_time(clock),
        behind=behind_clock(clock),
        parts=PARTS,
        recompute=("on_time", clock),
        deeds=_DEEDS[clock],
        clock=clock,
        worth=_kept(clock),
        beside=beside,
        public=public,
        first=first,
    )


ENTRIES = (
    _entry(
        "first_response",
        place=10,
        names=Bilingual("Jawaban pertama tepat waktu", "First answers on time"),
        meaning=Bilingual(
            "Dari jawaban pertama yang sudah diberikan atau sudah lewat janji, berapa yang tepat waktu. "
            "Yang terlambat dan masih terbuka ikut dihitung.",
            "Of the first answers given or past their promise, how many were on time. "
            "Those late and still open count too.",
        ),
        source="Buku besar tiket; sla.md 13, 57-59; Wilson 1927",
        public=True,
        first=True,
        beside=Bilingual("Jawaban pertama", "First answer"),
    ),
    _entry(
        "resolution",
        place=20,
        names=Bilingual("Selesai tepat waktu", "Resolved on time"),
        meaning=Bilingual(
            "Dari laporan yang sudah selesai atau sudah lewat janji, berapa yang tepat waktu. "
            "Yang terlambat dan masih terbuka ikut dihitung.",
            "Of the reports resolved or past their promise, how many were on time. "
            "Those late and still open count too.",
        ),
        source="Buku besar tiket; sla.md 30-31, 57-59; Wilson 1927",
        public=True,
        first=True,
        beside=Bilingual("Penyelesaian", "Resolution"),
    ),
    _entry(
        "next_response",
        place=30,
        names=Bilingual("Jawaban lanjutan tepat waktu", "Next answers on time"),
        meaning=Bilingual(
            "Dari pesan warga sesudah jawaban pertama yang sudah dijawab atau sudah lewat janji, "
            "berapa yang dijawab tepat waktu. Tiap putaran dihitung.",
            "Of the citizens' messages after the first answer that have been answered or are past their "
            "promise, how many were answered in time. Each round counts.",
        ),
        source="Buku besar tiket; sla.md 27-29, 57-59, tiap putaran; Wilson 1927",
    ),
)
