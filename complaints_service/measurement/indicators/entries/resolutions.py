"""What the office called done, and what became of it."""

from __future__ import annotations

from dataclasses import replace

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import RESOLUTIONS
from complaints_service.measurement.facts.rows import ResolutionRow
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

UNDONE = "undone"

PARTS = (
    CountedAs(code="stood", mark="done", names=Bilingual("Diterima warga", "Accepted by the citizen")),
    CountedAs(code="undone", mark="late", names=Bilingual("Dibuka lagi", "Reopened")),
    CountedAs(code="pending", mark="wait", names=Bilingual("Menunggu warga", "Waiting for the citizen")),
)


def reopened(sums: MonthSums) -> Measured:
    """Of the resolutions of the month that the citizen has judged or let stand, those undone."""
    counts = sums.outcomes(RESOLUTIONS)
    return share(counts["undone"], counts["undone"] + counts["stood"], counts)


def _undone(case: Alike) -> float | None:
    return float(case.outcome == "undone") if case.outcome in ("undone", "stood") else None


def _behind_reopened(facts: Facts, period: Period) -> list[Behind]:
    return [Behind(fact.ticket_id, fact.outcome) for fact in facts.resolutions if fact.month == period.month]


def volume(sums: MonthSums) -> Measured:
    """The month's resolutions that nobody undid, each as much as its category weighs."""
    counts = sums.outcomes(RESOLUTIONS)
    kept = [
        (key.category, n)
        for key, n in sums.cases.items()
        if key.sort == RESOLUTIONS and key.outcome != UNDONE
    ]
    worth = sum(n * sums.efforts.get(category, 1.0) for category, n in kept)
    return Measured(value=worth if counts else None, n=sum(n for _, n in kept), counts=counts)


def _kept(fact: ResolutionRow, period: Period) -> bool:
    return fact.month == period.month and fact.outcome != UNDONE


def _behind_volume(facts: Facts, period: Period) -> list[Behind]:
    return [Behind(fact.ticket_id, fact.outcome) for fact in facts.resolutions if _kept(fact, period)]


ENTRIES = (
    Indicator(
        code="reopened_share",
        place=70,
        names=Bilingual("Dibuka lagi oleh warga", "Reopened by citizens"),
        meaning=Bilingual(
            "Dari penyelesaian bulan ini yang sudah dinilai warga atau dibiarkan berlaku, "
            "berapa yang dibuka lagi.",
            "Of this month's resolutions that citizens judged or let stand, how many were opened again.",
        ),
        kind="share",
        unit="percent",
        better="lower",
        source="Buku besar tiket; penyelesaian yang ditolak atau dibuka lagi; Wilson 1927",
        sort="resolutions",
        deeds=("resolved",),
        figure=reopened,
        behind=_behind_reopened,
        parts=PARTS,
        recompute=("share", "resolutions", "outcome", ["undone"], ["undone", "stood"]),
        worth=_undone,
    ),
    Indicator(
        code="volume",
        place=100,
        names=Bilingual("Diselesaikan, ditimbang bobotnya", "Resolved, weighted by effort"),
        meaning=Bilingual(
            "Penyelesaian bulan ini yang tidak dibuka lagi, masing-masing seberat bobot kategorinya di buku "
            "aturan.",
            "This month's resolutions that were not reopened, each as heavy as its category in the rulebook.",
        ),
        kind="sum",
        unit="count",
        better="higher",
        source="Buku besar tiket; bobot kategori di buku aturan",
        sort="resolutions",
        deeds=("resolved", "concluded"),
        figure=volume,
        behind=_behind_volume,
        parts=tuple(replace(part, listed=part.code != UNDONE) for part in PARTS),
        recompute=("volume",),
    ),
)
