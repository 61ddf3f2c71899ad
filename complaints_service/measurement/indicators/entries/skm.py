"""What the users of a unit's services said in its surveys (SKM)."""

from __future__ import annotations

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.indicators.indicator import (
    SCORES,
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
from config.entries.survey import ELEMENTS

_SPAN = 3


def skm(sums: MonthSums) -> Measured:
    """The index (IKM) of all whole answers of the surveys closed in the month, 25 to 100."""
    closed = sums.surveys
    answers, total = sum(fact.answers for fact in closed), sum(fact.total for fact in closed)
    worth = (total / len(ELEMENTS) - answers) / _SPAN
    counts = {"answers": answers, "surveys": len(closed)} if closed else {}
    told = share(0, answers, counts, worth=worth, ends=SCORES)
    return Measured(value=told.value, n=told.n, interval=told.interval, counts=counts, strict=told.strict)


def _worth(case: Alike) -> float:
    return (float(case.outcome) / len(ELEMENTS) - 1) / _SPAN


def _behind(_facts: Facts, _period: Period) -> list[Behind]:
    """No ticket: what was answered leads to nobody."""
    return []


ENTRIES = (
    Indicator(
        code="skm",
        place=95,
        names=Bilingual("Indeks Kepuasan Masyarakat (SKM)", "Index of public satisfaction (SKM)"),
        meaning=Bilingual(
            "IKM (PermenPANRB 14/2017) dari semua jawaban survei layanan unit yang ditutup pada bulan ini: "
            "rata-rata sembilan unsur dikali 25. Survei dengan kurang dari lima jawaban tidak dihitung.",
            "The IKM (PermenPANRB 14/2017) of all answers to surveys of the unit's services that were closed "
            "this month: the mean of nine elements times 25. Surveys of under five answers do not count.",
        ),
        kind="share",
        unit="percent",
        better="higher",
        source="PermenPANRB 14/2017: sembilan unsur berbobot 1/9, x 25; Wilson 1927, Bhatia dan Davis 2000",
        sort="surveys",
        figure=skm,
        behind=_behind,
        parts=(
            CountedAs(code="answers", mark="done", names=Bilingual("Jawaban survei", "Answers"), apart=True),
            CountedAs(code="surveys", mark="done", names=Bilingual("Survei ditutup", "Surveys"), apart=True),
        ),
        recompute=("skm",),
        worth=_worth,
        ends=SCORES,
        units=True,
    ),
)
