"""What citizens thought of how their tickets were resolved."""

from __future__ import annotations

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.officers import RATINGS
from complaints_service.measurement.facts.rated import RatingSums
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

#: From this score on a rating is good.
GOOD = 3


def index_of_scores(sums: RatingSums) -> float | None:
    """The mean of some ratings, times 25; None where there are none."""
    total = sum(score * getattr(sums, f"score_{score}") for score in range(1, 5))
    return 25 * total / sums.given if sums.given else None


def satisfaction(sums: MonthSums) -> Measured:
    """The mean of the month's ratings of tickets last resolved by this person, times 25 (1 is 25, 4 is 100).

    `k`: how many are good, 3 or 4.
    """
    scores = {int(score): n for score, n in sums.outcomes(RATINGS).items()}
    good = sum(n for score, n in scores.items() if score >= GOOD)
    worth = sum((score - 1) * n for score, n in scores.items()) / 3
    counts = {f"score_{score}": n for score, n in scores.items()}
    return share(good, sum(scores.values()), counts, worth=worth, ends=SCORES)


def _scored(case: Alike) -> float:
    return (int(case.outcome) - 1) / 3


def _behind(facts: Facts, period: Period) -> list[Behind]:
    return [
        Behind(fact.ticket_id, f"score_{fact.score}") for fact in facts.ratings if fact.month == period.month
    ]


ENTRIES = (
    Indicator(
        code="satisfaction",
        place=90,
        names=Bilingual("Kepuasan atas penyelesaian", "Satisfaction with what was done"),
        meaning=Bilingual(
            "Rata-rata nilai 1 sampai 4 yang diberikan warga pada bulan ini atas tiket yang diselesaikan "
            "orang ini, dikali 25.",
            "The mean of the ratings 1 to 4 that citizens gave this month to tickets this person resolved, "
            "times 25.",
        ),
        kind="share",
        unit="percent",
        better="higher",
        source="Penilaian warga 1-4 setelah tiket ditutup, rata-rata x 25; Wilson 1927",
        sort="ratings",
        deeds=("resolved",),
        figure=satisfaction,
        behind=_behind,
        parts=(
            CountedAs(code="score_1", mark="late", names=Bilingual("Dinilai 1 dari 4", "Rated 1 of 4")),
            CountedAs(code="score_2", mark="risk", names=Bilingual("Dinilai 2 dari 4", "Rated 2 of 4")),
            CountedAs(code="score_3", mark="done", names=Bilingual("Dinilai 3 dari 4", "Rated 3 of 4")),
            CountedAs(code="score_4", mark="done", names=Bilingual("Dinilai 4 dari 4", "Rated 4 of 4")),
        ),
        recompute=("satisfaction",),
        worth=_scored,
        ends=SCORES,
        counted=Bilingual("{counts} menilai baik", "{counts} rated it good"),
    ),
)
