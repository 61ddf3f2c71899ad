"""Words as people write them: folded, with their endings and one slip of the finger. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

_WORD = re.compile(r"[^\W_]+")
_MARKS_WITHIN = re.compile(r"(?<=\w)['’`ʼ](?=\w)")
#: What Indonesian hangs onto a word without making another of it: "lurahnya", "camatlah".
_ENDINGS = ("nya", "lah", "kah", "pun")
_SHORTEST_STEM = 4
#: A shorter word is another word already when one of its letters changes.
SHORTEST_MISSPELT = 4
#: So many written words are remembered with what they may mean.
MOST_REMEMBERED = 8192


def folded(text: str) -> list[str]:
    """The words of a text without case, accents, hidden marks and apostrophes."""
    text = _MARKS_WITHIN.sub("", text)
    if text.isascii():  # nothing is hidden there
        return _WORD.findall(text.casefold())
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(each for each in plain if not _hidden(each)).casefold())


def _hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Cf")


def stem(word: str) -> str:
    """The word without what hangs on it."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def one_slip(written: str, meant: str) -> bool:
    """Whether one letter more, less or other, or two neighbours changed about, make one of the other."""
    if abs(len(written) - len(meant)) > 1:
        return False
    short, long = sorted((written, meant), key=len)
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    same_after = short[at + 1 :] == long[at + 1 :]
    changed_about = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return same_after or changed_about


class SpellingWords:
    """The words that somebody may mean; `ordinary` words are never taken for a slip of another."""

    def __init__(self, words: Iterable[str], *, ordinary: Collection[str]) -> None:
        self._words = frozenset(words)
        self._ordinary = ordinary
        #: People write the same words again and again.
        self.meant_by = lru_cache(maxsize=MOST_REMEMBERED)(self._meant_by)

    @cached_property
    def _shortened(self) -> Mapping[str, frozenset[str]]:
        """Every word by what is left of it without one letter, and by itself."""
        found: dict[str, set[str]] = {}
        for word in self._words:
            if len(word) >= SHORTEST_MISSPELT:
                for key in _keys(word):
                    found.setdefault(key, set()).add(word)
        return {key: frozenset(words) for key, words in found.items()}

    def _meant_by(self, written: str) -> Mapping[str, bool]:
        """The words that a written one may stand for; True: it is that word, False: but for a slip."""
        forms = dict.fromkeys((written, stem(written)))
        found = {form: True for form in forms if form in self._words}
        for form in forms:
            if len(form) < SHORTEST_MISSPELT or form in self._ordinary:
                continue
            near = {word for key in _keys(form) for word in self._shortened.get(key, ())}
            for word in sorted(near):
                if one_slip(form, word):
                    found.setdefault(word, False)
        return found


def _keys(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
