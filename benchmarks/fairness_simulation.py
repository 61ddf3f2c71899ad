"""How often the judging rule is wrong, and how soon it finds what is wrong: docs/fairness.md, section 6.

1. 200 officers of equal conduct, with different mixes of tickets and 3 to 60 cases a month, through a year.
   Whoever is called below target is called so wrongly. Told for three offices: exactly at the target (the
   hardest), a little above it, well above it; and for one where all mixes are alike.
2. The same where tickets are handed on, and count as sentence 57 says: what was met for whoever had it last,
   what was broken for whoever had it most of the time until then. At any time or late alone; by everybody
   alike or by one half of the office.
3. Ten officers, one of them 60 % on time where the others reach 90 %, target 80 %: in how many of the runs
   that one is found within three months, and how many of the nine others are blamed.

Judged as the service does: at the end of each month the window that reaches the floor (`windows`), and, told
apart, each month alone and every three together, as evidence and evaluations have them.

`python benchmarks/fairness_simulation.py [--seed 5] [--years 5] [--runs 400]`
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.chance.officers import (  # noqa: E402
    NOT_AT_ALL,
    HandingOn,
    Month,
    Officer,
    conduct_at,
    mix_of,
    worked_by_all,
)
from complaints_service.measurement.indicators.fairness import STRICT, judgement, wilson  # noqa: E402
from complaints_service.measurement.indicators.mix import (  # noqa: E402
    Cell,
    Rates,
    Tally,
    WeighedCase,
    expected,
    rates_of_others,
)
from complaints_service.measurement.indicators.windows import WINDOWS  # noqa: E402

TARGET = 80.0
MINIMUM_N = 30
MONTHS_OF_RATES = 6

Rule = Callable[[Sequence[Month], Rates | None], str | None]
#: Which months are judged together at the end of the last of these, each with how many months of rates.
Spans = Callable[[Sequence[Month]], list[tuple[Sequence[Month], int]]]


@dataclass(frozen=True)
class Outcome:
    """How many figures were judged and called missed, and how many of the officers ever were in a year."""

    judged: int
    missed: int
    officers: int
    ever: int

    @property
    def wrongly(self) -> float:
        """Missed of judged."""
        return self.missed / self.judged if self.judged else 0.0


def by_windows(past: Sequence[Month]) -> list[tuple[Sequence[Month], int]]:
    """What a person's page judges: the first of the windows that reaches the floor, else the last."""
    for size in WINDOWS:
        if sum(map(len, past[-size:])) >= MINIMUM_N:
            break
    return [(past[-size:], max(MONTHS_OF_RATES, size))]


def by_months_and_quarters(past: Sequence[Month]) -> list[tuple[Sequence[Month], int]]:
    """Each month alone and every three together."""
    spans = [past[-1:]] + ([past[-3:]] if len(past) % 3 == 0 else [])
    return [(span, MONTHS_OF_RATES) for span in spans]


def by_the_rule(months: Sequence[Month], rates: Rates | None) -> str | None:
    """What the service says of these months together."""
    cases = [case for month in months for case in month]
    return _judged(cases, STRICT, None if rates is None else expected(cases, rates))


def plainly(months: Sequence[Month], rates: Rates | None) -> str | None:
    """The rule the service does not use: the shown interval against the target, whatever the mix."""
    return _judged([case for month in months for case in month], 0.90, None)


def _judged(cases: Sequence[WeighedCase], level: float, share: float | None) -> str | None:
    k, n = sum(case.worth for case in cases), len(cases)
    if not n:
        return "few"
    shown, strict = wilson(k, n), wilson(k, n, level)
    return judgement(
        (100 * shown[0], 100 * shown[1]),
        target=TARGET,
        better="higher",
        n=n,
        minimum_n=MINIMUM_N,
        strict=(100 * strict[0], 100 * strict[1]),
        expected=None if share is None else 100 * share,
    )


def watch(
    chance: random.Random,
    officers: Sequence[Officer],
    months: int,
    rules: Sequence[Rule],
    *,
    spans: Spans = by_windows,
    handing: HandingOn = NOT_AT_ALL,
) -> list[list[list[str | None]]]:
    """What each rule said of each officer at the end of each month, of every span judged then.

    The rates are those of the last months, this one included, without the officer's own cases.
    """
    kept: list[list[Month]] = [[] for _ in officers]
    tallied: list[list[dict[Cell, Tally]]] = [[] for _ in officers]
    said: list[list[list[str | None]]] = [[[] for _ in officers] for _ in rules]
    for _ in range(months):
        for month, past, counted in zip(worked_by_all(chance, officers, handing), kept, tallied, strict=True):
            past.append(month)
            counted.append(_tally(month))
        rates_of: dict[int, Callable[[int], Rates | None]] = {}
        for index, past in enumerate(kept):
            for span, size in spans(past):
                if size not in rates_of:
                    rates_of[size] = _rates_over(tallied, size)
                rates = rates_of[size](index)
                for rule, answers in zip(rules, said, strict=True):
                    answers[index].append(rule(span, rates))
    return said


def _rates_over(tallied: Sequence[Sequence[dict[Cell, Tally]]], months: int) -> Callable[[int], Rates | None]:
    """By officer, the rates of all others in so many last months."""
    tallies = {index: _together(counted[-months:]) for index, counted in enumerate(tallied)}
    if len(tallied) <= 30:
        return lambda index: rates_of_others(tallies, index)
    whole = _together(list(tallies.values()))
    return lambda index: _without(whole, tallies[index])


def equal_conduct(
    seed: int,
    *,
    mean: float,
    rules: Sequence[Rule],
    officers: int = 200,
    years: int = 1,
    alike: bool = False,
    spans: Spans = by_windows,
    handing: HandingOn = NOT_AT_ALL,
) -> list[Outcome]:
    """What each rule says wrongly of officers of equal conduct, in so many years of a new office each.

    Where only one half hands on, it is told of that half.
    """
    chance = random.Random(seed)
    sums, told = [[0, 0, 0] for _ in rules], 0
    for _ in range(years):
        counts = [chance.randint(3, 60) for _ in range(officers)]
        mixes = [mix_of(chance, alike=alike) for _ in counts]
        conduct = conduct_at(mean, mixes, counts)
        office = [Officer(count, mix, conduct) for count, mix in zip(counts, mixes, strict=True)]
        watched = watch(chance, office, 12, rules, spans=spans, handing=handing)
        for found, everybody in zip(sums, watched, strict=True):
            answers = everybody[::2] if handing.half else everybody
            told = len(answers)
            found[0] += sum(word not in (None, "few") for words in answers for word in words)
            found[1] += sum(word == "missed" for words in answers for word in words)
            found[2] += sum("missed" in words for words in answers)
    return [Outcome(judged, missed, told * years, ever) for judged, missed, ever in sums]


@dataclass(frozen=True)
class Found:
    """Of the runs, the share in which the slow one was found; of the nine others, the share ever blamed."""

    in_time: float
    in_first_month: float
    others: float


def one_slow(
    seed: int, *, cases: int, runs: int, spans: Spans = by_windows, handing: HandingOn = NOT_AT_ALL
) -> Found:
    """Offices of ten, one of them slow, through three months; by the rule."""
    chance = random.Random(seed)
    found = first = blamed = 0
    for _ in range(runs):
        mixes = [mix_of(chance, alike=False) for _ in range(10)]
        usual = conduct_at(0.9, mixes[1:], [1] * 9)
        slow = conduct_at(0.6, mixes[:1], [1])
        office = [Officer(cases, mix, usual if at else slow) for at, mix in enumerate(mixes)]
        answers = watch(chance, office, 3, [by_the_rule], spans=spans, handing=handing)[0]
        found += "missed" in answers[0]
        first += answers[0][0] == "missed"
        blamed += sum("missed" in words for words in answers[1:])
    return Found(found / runs, first / runs, blamed / (9 * runs))


def _tally(month: Month) -> dict[Cell, Tally]:
    sums: dict[Cell, Tally] = {}
    for cell, worth, n in month:
        sums[cell] = sums.get(cell, Tally(0, 0)).plus(Tally(worth * n, n))
    return sums


def _together(parts: Sequence[dict[Cell, Tally]]) -> dict[Cell, Tally]:
    sums: dict[Cell, Tally] = {}
    for part in parts:
        for cell, tally in part.items():
            sums[cell] = sums.get(cell, Tally(0, 0)).plus(tally)
    return sums


def _without(whole: dict[Cell, Tally], own: dict[Cell, Tally]) -> Rates:
    """`rates_of_others` for an office so large that adding everybody up for each one would take minutes."""
    return Rates(
        {
            cell: Tally(tally.worth - own[cell].worth, tally.n - own[cell].n) if cell in own else tally
            for cell, tally in whole.items()
        }
    )


#: Offices of equal conduct: in words, the share on time, whether all mixes are alike, what is handed on.
OFFICES: tuple[tuple[str, float, bool, HandingOn], ...] = (
    ("at the target (80 %)", 0.80, False, NOT_AT_ALL),
    ("at the target, all mixes alike", 0.80, True, NOT_AT_ALL),
    ("a little above (83 %)", 0.83, False, NOT_AT_ALL),
    ("well above (90 %)", 0.90, False, NOT_AT_ALL),
    ("at the target, 3 in 10 handed on", 0.80, False, HandingOn(0.3)),
    ("the same, late alone", 0.80, False, HandingOn(0.3, 0.5)),
    ("the same, only one half does: those", 0.80, False, HandingOn(0.3, 0.0, True)),
    ("late alone, only one half: those", 0.80, False, HandingOn(0.3, 0.5, True)),
    ("1 in 10 late, only one half: those", 0.80, False, HandingOn(0.1, 0.5, True)),
    ("83 %, 3 in 10 late, one half: those", 0.83, False, HandingOn(0.3, 0.5, True)),
)
_SPANS: tuple[tuple[str, Spans], ...] = (
    ("windows", by_windows),
    ("months and quarters", by_months_and_quarters),
)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--runs", type=int, default=400)
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}; {chosen.years} years of 200 officers of equal conduct, 3 to 60 cases a month")
    for judged_by, spans in _SPANS:
        print(f"\n{judged_by}")
        print(
            f"{'office':<36}{'figures judged':>15}{'wrongly missed':>16}{'ever in a year':>16}   plain rule"
        )
        for words, mean, alike, handing in OFFICES:
            ours, plain = equal_conduct(
                chosen.seed,
                mean=mean,
                rules=[by_the_rule, plainly],
                years=chosen.years,
                alike=alike,
                spans=spans,
                handing=handing,
            )
            print(
                f"{words:<36}{ours.judged:>15}{ours.wrongly:>15.2%} {ours.ever / ours.officers:>15.1%}"
                f"   {plain.wrongly:.2%} and {plain.ever / plain.officers:.1%}",
                flush=True,
            )
    print(f"\n{chosen.runs} offices of ten, one at 60 % among nine at 90 %, target 80 %, three months")
    for words, handing in (("nothing handed on", NOT_AT_ALL), ("3 in 10 handed on", HandingOn(0.3))):
        for judged_by, spans in _SPANS:
            print(f"\n{words}; {judged_by}")
            print(f"{'cases a month':<16}{'found':>10}{'found in the first':>22}{'others ever blamed':>22}")
            for cases in (5, 8, 10, 15, 20, 30, 45, 60):
                slow = one_slow(chosen.seed, cases=cases, runs=chosen.runs, spans=spans, handing=handing)
                print(
                    f"{cases:<16}{slow.in_time:>10.1%}{slow.in_first_month:>22.1%}{slow.others:>22.2%}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
