"""The registry of indicators: each a pure function over facts (sla.md, sentences 57 to 60).

To add one: write its `measure` and `behind`, and one entry in `INDICATORS`; its code is the one its target
has in the rulebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
)
from complaints_service.measurement.indicators.fairness import (
    LEVEL,
    STRICT,
    Interval,
    kaplan_meier,
    waiting_interval,
    waiting_time,
    wilson,
)
from complaints_service.measurement.indicators.mix import Case
from complaints_service.measurement.months import Period
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.entries import Bilingual

#: The office's own promises; the clocks of the law are reported, not held against a person.

#: What a clock is counted as, in the order it is told. Only the first three are in a share (59).
PARTS = (
    "met",
    "late_finished",
    "late_open",
    "running",
    "at_risk",
    "not_started",
    "stopped",
    "no_target",
    "unknown",
)


#: The ends of a share told in percent, and of scores 1 to 4 told as PermenPANRB 14/2017 tells them.
PERCENT = (0.0, 100.0)
SCORES = (25.0, 100.0)


@dataclass(frozen=True)
class Facts:
    """The facts of one subject: an officer's, a unit's or a category's, also of other months.

    `efforts`: how much a ticket of a category weighs; of one that is not named, 1.
    """

    clocks: Sequence[ClockRow] = ()
    custody: Sequence[CustodyRow] = ()
    resolutions: Sequence[ResolutionRow] = ()
    handovers: Sequence[HandoverRow] = ()
    ratings: Sequence[RatingRow] = ()
    efforts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """A figure in its indicator's unit (percent 0..100, working seconds, or a count).

    `value` None: nothing to measure yet, or, with `still_waiting`, the curve never comes down far enough
    (then say so, never a number). `k` of `n`: the counts behind a share. `n`: the verdicts behind any figure.
    `counts`: everything else in the month, by part. `strict`: the wider interval before one says missed.
    """

    value: float | None
    n: int
    k: int | None = None
    interval: Interval | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    still_waiting: bool = False
    strict: Interval | None = None


class Behind(NamedTuple):
    """One thing that a figure was made of: which ticket, counted as what, with the seconds it brought."""

    ticket_id: int
    part: str
    seconds: int | None = None
    clock: str | None = None
    round: int = 0


@dataclass(frozen=True)
class Indicator:
    """One indicator. `unit`: percent, working_seconds or count; `better`: higher or lower.

    `cases`: of a share, its cases one by one, for what the mix lets expect and for months put together;
    their mean is the share, 0..1. `ends`: what the shares 0 and 1 are in the indicator's unit.
    """

    code: str
    names: Bilingual
    unit: str
    better: str
    source: str
    measure: Callable[[Facts, Period], Measured]
    behind: Callable[[Facts, Period], list[Behind]]
    cases: Callable[[Facts, Period], list[Case]] | None = None
    ends: tuple[float, float] = PERCENT

    def of_share(self, share: float) -> float:
        """A share in the indicator's unit."""
        return self.ends[0] + share * (self.ends[1] - self.ends[0])


def in_month(facts: Iterable[ClockRow], period: Period, clock: str | None = None) -> Iterator[ClockRow]:
    """The verdicts that belong to the month (58); what still runs belongs to the current one."""
    for fact in facts:
        if (clock is None or fact.clock == clock) and (
            fact.month == period.month or (fact.month is None and period.current)
        ):
            yield fact


def part_of(fact: ClockRow) -> str:
    """What a verdict counts as (59)."""
    if fact.status != "breached":
        return fact.status
    return "late_open" if fact.stopped_at is None else "late_finished"


def share(
    k: int,
    n: int,
    counts: Mapping[str, int],
    *,
    worth: float | None = None,
    ends: tuple[float, float] = PERCENT,
) -> Measured:
    """k of n (or, of cases that count in part, `worth` of n) between the ends, with its Wilson intervals.

    A score between two ends varies at most as much as a yes or no of the same mean (Bhatia and Davis 2000):
    of scores the interval is too wide rather than too narrow.
    """
    if n == 0:
        return Measured(None, 0, 0, None, counts)
    sum_ = k if worth is None else worth

    def told(value: float) -> float:
        return ends[0] + value * (ends[1] - ends[0])

    shown, strict = wilson(sum_, n, LEVEL), wilson(sum_, n, STRICT)
    return Measured(
        told(sum_ / n), n, k, (told(shown[0]), told(shown[1])), counts,
        strict=(told(strict[0]), told(strict[1])),
    )  # fmt: skip


def on_time(clock: str) -> Callable[[Facts, Period], Measured]:
    """met / (met + breached); open late ones are breached (59)."""

    def measure(facts: Facts, period: Period) -> Measured:
        counts = Counter(part_of(fact) for fact in in_month(facts.clocks, period, clock))
        met = counts["met"]
        return share(met, met + counts["late_finished"] + counts["late_open"], counts)

    return measure


def _cases_on_time(clock: str) -> Callable[[Facts, Period], list[Case]]:
    def cases(facts: Facts, period: Period) -> list[Case]:
        return [
            Case((fact.category, fact.kelurahan), float(fact.status == "met"))
            for fact in in_month(facts.clocks, period, clock)
            if fact.status in ("met", "breached")
        ]

    return cases


def waiting(clock: str, still: float) -> Callable[[Facts, Period], Measured]:
    """The working time after which at most the share `still` waits, by Kaplan and Meier (60)."""

    def measure(facts: Facts, period: Period) -> Measured:
        listed = list(in_month(facts.clocks, period, clock))
        counts = Counter(part_of(fact) for fact in listed)
        observed = [(fact.used_seconds or 0, fact.finished) for fact in listed if _observed(fact)]
        steps = kaplan_meier(observed)
        value = waiting_time(steps, still)
        judged = counts["met"] + counts["late_finished"] + counts["late_open"]
        interval = waiting_interval(steps, still) if observed else None
        strict = waiting_interval(steps, still, STRICT) if observed else None
        return Measured(value, judged, None, interval, counts, bool(observed) and value is None, strict)

    return measure


def held(facts: Facts, period: Period) -> Measured:
    """Working seconds held in the month, every span of it (57), by whoever of the office held."""
    spans = [fact for fact in facts.custody if fact.month == period.month and fact.unit]
    tickets = len({fact.ticket_id for fact in spans})
    total = sum(fact.seconds for fact in spans)
    return Measured(float(total) if spans else None, tickets)


def reopened(facts: Facts, period: Period) -> Measured:
    """Of the resolutions of the month that the citizen has judged or let stand, those undone."""
    counts = Counter(fact.outcome for fact in facts.resolutions if fact.month == period.month)
    return share(counts["undone"], counts["undone"] + counts["stood"], counts)


def _cases_reopened(facts: Facts, period: Period) -> list[Case]:
    return [
        Case((fact.category, None), float(fact.outcome == "undone"))
        for fact in facts.resolutions
        if fact.month == period.month and fact.outcome in ("undone", "stood")
    ]


def volume(facts: Facts, period: Period) -> Measured:
    """The month's resolutions that nobody undid, each as much as its category weighs."""
    counts = Counter(fact.outcome for fact in facts.resolutions if fact.month == period.month)
    kept = [fact for fact in facts.resolutions if _kept(fact, period)]
    worth = sum(facts.efforts.get(fact.category, 1.0) for fact in kept)
    return Measured(worth if counts else None, len(kept), None, None, counts)


def _kept(fact: ResolutionRow, period: Period) -> bool:
    return fact.month == period.month and fact.outcome != "undone"


def received_late(facts: Facts, period: Period) -> Measured:
    """Of the tickets handed over to somebody in the month, those almost or already past a promise then."""
    counts = Counter(fact.standing for fact in facts.handovers if fact.month == period.month)
    return share(counts["came_risky"] + counts["came_late"], sum(counts.values()), counts)


def satisfaction(facts: Facts, period: Period) -> Measured:
    """The mean of the month's ratings of tickets last resolved by this person, times 25 (1 is 25, 4 is 100).

    `k`: how many are good, 3 or 4.
    """
    scores = [fact.score for fact in facts.ratings if fact.month == period.month]
    counts = Counter(f"score_{score}" for score in scores)
    good = sum(score >= 3 for score in scores)
    return share(good, len(scores), counts, worth=sum(score - 1 for score in scores) / 3, ends=SCORES)


def _cases_satisfied(facts: Facts, period: Period) -> list[Case]:
    return [
        Case((fact.category, fact.kelurahan), (fact.score - 1) / 3)
        for fact in facts.ratings
        if fact.month == period.month
    ]


def open_late(facts: Facts, period: Period) -> Measured:
    """Tickets past a promise of the office and still open when the month ended, or now."""
    late = {fact.ticket_id for fact in facts.clocks if _late_at_end(fact, period)}
    dealt_with = {fact.ticket_id for fact in in_month(facts.clocks, period) if fact.clock in OFFICE_CLOCKS}
    return Measured(float(len(late)), len(late | dealt_with), len(late))


def _late_at_end(fact: ClockRow, period: Period) -> bool:
    return (
        fact.clock in OFFICE_CLOCKS
        and fact.status == "breached"
        and fact.breached_at is not None
        and fact.breached_at < period.end
        and (fact.stopped_at is None or fact.stopped_at >= period.end)
    )


def _observed(fact: ClockRow) -> bool:
    # A target in calendar days is counted in another kind of time; it cannot share a curve with the others.
    left_out = fact.status in ("not_started", "no_target", "unknown") or fact.target_kind == "calendar_days"
    return not left_out and fact.used_seconds is not None


def _behind_clock(clock: str) -> Callable[[Facts, Period], list[Behind]]:
    def behind(facts: Facts, period: Period) -> list[Behind]:
        return [
            Behind(fact.ticket_id, part_of(fact), fact.used_seconds, fact.clock, fact.round)
            for fact in in_month(facts.clocks, period, clock)
        ]

    return behind


def _behind_held(facts: Facts, period: Period) -> list[Behind]:
    sums: Counter[int] = Counter()
    for fact in facts.custody:
        if fact.month == period.month and fact.unit:
            sums[fact.ticket_id] += fact.seconds
    return [Behind(ticket_id, "held", seconds) for ticket_id, seconds in sums.items()]


def _behind_reopened(facts: Facts, period: Period) -> list[Behind]:
    return [Behind(fact.ticket_id, fact.outcome) for fact in facts.resolutions if fact.month == period.month]


def _behind_volume(facts: Facts, period: Period) -> list[Behind]:
    return [Behind(fact.ticket_id, fact.outcome) for fact in facts.resolutions if _kept(fact, period)]


def _behind_received(facts: Facts, period: Period) -> list[Behind]:
    return [
        Behind(fact.ticket_id, fact.standing, None, fact.clock)
        for fact in facts.handovers
        if fact.month == period.month
    ]


def _behind_satisfied(facts: Facts, period: Period) -> list[Behind]:
    return [
        Behind(fact.ticket_id, f"score_{fact.score}") for fact in facts.ratings if fact.month == period.month
    ]


def _behind_open_late(facts: Facts, period: Period) -> list[Behind]:
    found: dict[int, Behind] = {}
    for fact in facts.clocks:
        if _late_at_end(fact, period):
            found.setdefault(
                fact.ticket_id, Behind(fact.ticket_id, "late_open", fact.used_seconds, fact.clock, fact.round)
            )
    return list(found.values())


INDICATORS: Mapping[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            "first_response_on_time",
            Bilingual("Jawaban pertama tepat waktu", "First answers on time"),
            "percent",
            "higher",
            "Buku besar tiket; sla.md 13, 57-59; Wilson 1927",
            on_time("first_response"),
            _behind_clock("first_response"),
            _cases_on_time("first_response"),
        ),
        Indicator(
            "resolution_on_time",
            Bilingual("Selesai tepat waktu", "Resolved on time"),
            "percent",
            "higher",
            "Buku besar tiket; sla.md 30-31, 57-59; Wilson 1927",
            on_time("resolution"),
            _behind_clock("resolution"),
            _cases_on_time("resolution"),
        ),
        Indicator(
            "next_response_on_time",
            Bilingual("Jawaban lanjutan tepat waktu", "Next answers on time"),
            "percent",
            "higher",
            "Buku besar tiket; sla.md 27-29, 57-59, tiap putaran; Wilson 1927",
            on_time("next_response"),
            _behind_clock("next_response"),
            _cases_on_time("next_response"),
        ),
        Indicator(
            "first_response_median",
            Bilingual("Median waktu jawaban pertama", "Median time to the first answer"),
            "working_seconds",
            "lower",
            "Buku besar tiket; sla.md 60; Kaplan & Meier 1958",
            waiting("first_response", 0.5),
            _behind_clock("first_response"),
        ),
        Indicator(
            "first_response_p90",
            Bilingual("Sembilan dari sepuluh dijawab dalam", "Nine in ten answered within"),
            "working_seconds",
            "lower",
            "Buku besar tiket; sla.md 60; Kaplan & Meier 1958",
            waiting("first_response", 0.1),
            _behind_clock("first_response"),
        ),
        Indicator(
            "held",
            Bilingual("Waktu kerja dipegang", "Working time held"),
            "working_seconds",
            "lower",
            "Buku besar tiket; sla.md 51-57",
            held,
            _behind_held,
        ),
        Indicator(
            "reopened_share",
            Bilingual("Dibuka lagi oleh warga", "Reopened by citizens"),
            "percent",
            "lower",
            "Buku besar tiket; penyelesaian yang ditolak atau dibuka lagi; Wilson 1927",
            reopened,
            _behind_reopened,
            _cases_reopened,
        ),
        Indicator(
            "open_and_late",
            Bilingual("Masih terbuka dan terlambat", "Open and late"),
            "count",
            "lower",
            "Buku besar tiket; sla.md 14, 57",
            open_late,
            _behind_open_late,
        ),
        Indicator(
            "satisfaction",
            Bilingual("Kepuasan atas penyelesaian", "Satisfaction with what was done"),
            "percent",
            "higher",
            "Penilaian warga 1-4 setelah tiket ditutup, rata-rata x 25; Wilson 1927",
            satisfaction,
            _behind_satisfied,
            _cases_satisfied,
            SCORES,
        ),
        Indicator(
            "volume",
            Bilingual("Diselesaikan, ditimbang bobotnya", "Resolved, weighted by effort"),
            "count",
            "higher",
            "Buku besar tiket; bobot kategori di buku aturan",
            volume,
            _behind_volume,
        ),
        Indicator(
            "received_late",
            Bilingual("Datang sudah mepet atau terlambat", "Came almost or already late"),
            "percent",
            "lower",
            "Buku besar tiket; sla.md 14, 16, pada saat penyerahan; Wilson 1927",
            received_late,
            _behind_received,
        ),
    )
}
