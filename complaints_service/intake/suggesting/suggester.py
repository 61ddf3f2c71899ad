"""What was learned, as numbers, and what it proposes for a text. Pure; reads what `teaching` writes."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

WORD = r"[^\W_]+"
#: How many categories are proposed at most, and below which certainty none is.
MOST = 3
LEAST = 0.05
#: How many words explain a proposal.
REASONS = 3

#: Words that speak for a category by accident: they count, and are not told as a reason.
_BY_ACCIDENT = """
saya kami kita aku ibu bapak pak bu orang di ke dari yang dan ini itu ada tak tidak sudah belum untuk dengan
waktu kalau juga lagi saja sejak tiap hari pada oleh karena minta tolong mohon
the a an is are was my our we in at of on to and it for has have been
"""
UNTOLD = frozenset(_BY_ACCIDENT.split())

_WORDS = re.compile(WORD)


@dataclass(frozen=True)
class Proposal:
    """A category for a text: its certainty between 0 and 1, and the words that spoke for it most."""

    category: str
    certainty: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A word, or two in a row: how rare it is, and what it says for each category."""

    rarity: float
    weights: Sequence[float]


@dataclass(frozen=True)
class Suggester:
    """A softmax over weighted words: what a text's words say for each category, added to where it starts."""

    categories: Sequence[str]
    starts: Sequence[float]
    terms: Mapping[str, Term]

    def propose(self, text: str, allowed: Iterable[str] | None = None) -> list[Proposal]:
        """The likeliest categories, surest first; none for a text of which it knows no word.

        `allowed`: the categories in force; others are not proposed.
        """
        counts = terms_of(text)
        known = {each: self.terms[each] for each in counts if each in self.terms}
        values = {each: (1 + math.log(counts[each])) * term.rarity for each, term in known.items()}
        length = math.sqrt(sum(value * value for value in values.values()))
        if not length:
            return []
        says = {each: [value / length * w for w in known[each].weights] for each, value in values.items()}
        scores = [start + sum(say[at] for say in says.values()) for at, start in enumerate(self.starts)]
        open_to = None if allowed is None else set(allowed)
        found = [
            Proposal(code, share, _because(says, at))
            for at, (code, share) in enumerate(zip(self.categories, _shares(scores), strict=True))
            if share >= LEAST and (open_to is None or code in open_to)
        ]
        return sorted(found, key=lambda one: (-one.certainty, one.category))[:MOST]

    def to_json(self) -> str:
        """As it is kept."""
        terms = {each: [term.rarity, *term.weights] for each, term in self.terms.items()}
        kept = {"categories": list(self.categories), "starts": list(self.starts), "terms": terms}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(kept: str) -> Suggester:
        """As `to_json` wrote it."""
        read = json.loads(kept)
        terms = {each: Term(rarity, weights) for each, (rarity, *weights) in read["terms"].items()}
        return Suggester(read["categories"], read["starts"], terms)


def terms_of(text: str) -> Counter[str]:
    """The words of a text and each two in a row, counted."""
    spoken = _WORDS.findall(text.lower())
    return Counter(spoken) + Counter(f"{one} {other}" for one, other in pairwise(spoken))


def _shares(scores: Sequence[float]) -> list[float]:
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def _because(says: Mapping[str, Sequence[float]], at: int) -> tuple[str, ...]:
    """The words that spoke for a category, the loudest first; none that is a part of one already named."""
    found: list[str] = []
    told = (one for one in says if says[one][at] > 0 and not UNTOLD & set(one.split()))
    for each in sorted(told, key=lambda one: (-says[one][at], one)):
        if not any(each in other or other in each for other in found):
            found.append(each)
    return tuple(found[:REASONS])
