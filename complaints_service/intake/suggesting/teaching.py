"""Teaches a suggester from sentences whose category is known, and judges it by sentences it did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits

from complaints_service.intake.suggesting.suggester import MOST, WORD, Suggester, Term, terms_of

#: A word out of citizens' reports is kept when this many different ones have it: no name, no house number.
SHARED_BY = 3
#: Into how many parts the sentences are cut, each judged by what the others taught.
PARTS = 5
#: How little the weights are held back; chosen on the samples, where 3 to 30 differ by one in a hundred.
STRENGTH = 10.0
DIGITS = 4


@dataclass(frozen=True)
class Example:
    """A text and the category it is of."""

    text: str
    category: str


@dataclass(frozen=True)
class Measure:
    """How often the first proposal was right, and how often one of three; `count`: of so many texts."""

    count: int
    first: float
    among: float


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A suggester, and what it is worth: by sentences held back in turn, and by each set it never saw."""

    suggester: Suggester
    measures: Mapping[str, Measure]


def teach(
    phrases: Sequence[Example],
    sentences: Sequence[Example],
    reports: Sequence[Example],
    unseen: Mapping[str, Sequence[Example]],
) -> Taught:
    """Learns from the rulebook's phrases and sentences and from citizens' reports.

    `measures["held_back"]` is over sentences and reports, each judged by what the others taught; `unseen`
    are sets of texts that teach nothing and are only judged by.
    """
    # Several threads would wait for each other a hundred times as long as one works.
    with threadpool_limits(limits=1):
        suggester = _fit([*phrases, *sentences, *reports], _words([*phrases, *sentences], reports))
        held_back = _held_back(phrases, sentences, reports)
    measures = {name: _judged(suggester, texts) for name, texts in unseen.items() if texts}
    if held_back is not None:
        measures["held_back"] = held_back
    return Taught(suggester=suggester, measures=measures)


def _words(own: Sequence[Example], reports: Sequence[Example]) -> list[str]:
    shared = Counter(term for each in reports for term in terms_of(each.text))
    words = {term for each in own for term in terms_of(each.text)}
    return sorted(words | {term for term, count in shared.items() if count >= SHARED_BY})


def _fit(examples: Sequence[Example], words: Sequence[str]) -> Suggester:
    # Heavy, a second of a core and 100 MB: only who learns loads it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    rare = TfidfVectorizer(sublinear_tf=True, token_pattern=WORD, ngram_range=(1, 2), vocabulary=words)
    model = LogisticRegression(C=STRENGTH, solver="newton-cg", tol=1e-3, class_weight="balanced")
    model.fit(rare.fit_transform([each.text for each in examples]), [each.category for each in examples])
    rarity: Any = rare.idf_
    weights: Any = model.coef_.T
    return Suggester(
        [str(code) for code in model.classes_],
        [round(float(start), DIGITS) for start in model.intercept_],
        {
            term: Term(round(float(rarity[at]), DIGITS), [round(float(one), DIGITS) for one in weights[at]])
            for at, term in enumerate(words)
        },
    )


def _judged(suggester: Suggester, texts: Sequence[Example]) -> Measure:
    first = among = 0
    for each in texts:
        proposed = [one.category for one in suggester.propose(each.text)]
        first += proposed[:1] == [each.category]
        among += each.category in proposed[:MOST]
    return Measure(len(texts), round(first / len(texts), DIGITS), round(among / len(texts), DIGITS))


def _held_back(
    phrases: Sequence[Example], sentences: Sequence[Example], reports: Sequence[Example]
) -> Measure | None:
    """None while there are too few sentences to hold any back."""
    from sklearn.model_selection import StratifiedKFold  # heavy, as above

    told = [*sentences, *reports]
    often = Counter(each.category for each in told)
    told = [each for each in told if often[each.category] >= PARTS]
    if len({each.category for each in told}) < 2:
        return None
    own = {id(each) for each in sentences}
    parts: list[Measure] = []
    cut = StratifiedKFold(PARTS, shuffle=True, random_state=0)
    for seen, unseen in cut.split(told, [each.category for each in told]):
        taught = [told[at] for at in seen]
        words = _words(
            [*phrases, *(each for each in taught if id(each) in own)],
            [each for each in taught if id(each) not in own],
        )
        parts.append(_judged(_fit([*phrases, *taught], words), [told[at] for at in unseen]))
    count = sum(part.count for part in parts)
    return Measure(
        count,
        round(sum(part.first * part.count for part in parts) / count, DIGITS),
        round(sum(part.among * part.count for part in parts) / count, DIGITS),
    )
