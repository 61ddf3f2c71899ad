"""Words as they are looked for: small letters, an Indonesian word by its stem. Pure.

The index and what somebody types pass here alike, so that "diperbaiki" finds "perbaikan".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from complaints_service.texts import single_words
from complaints_service.tickets.ledger.numbers import ALPHABET

#: So many different words of a search count; of more the first ones do.
MOST_WORDS = 12
#: The least of a number's end by which it is looked for.
LEAST_TAIL = 4
#: An office's letters, year and month, and the five of its own.
_LONGEST_NUMBER = 13
_MISREAD = str.maketrans("OIL", "011")
#: Words that stand in nearly every report and tell none from another.
_WORDS_EVERYWHERE = """
yang yg dan di ke dari ini itu ada saya kami kita untuk utk dengan dgn pada oleh atau juga sudah sdh tdk
the and is are was to of in on it
"""
_EVERYWHERE = frozenset(_WORDS_EVERYWHERE.split())
#: What me- and pe- put in place of a word's first letter, and which letters that may have been.
_NASAL = re.compile("^[mp]e(ny|ng|n|m)(?=[aiueo])")
_LOST = {"ny": ("s",), "ng": ("k", ""), "n": ("t", "n"), "m": ("p", "m")}
_SHORTEST_NASAL = 6
_STEMMER = snowballstemmer.stemmer("indonesian")


def stems_of(texts: Iterable[str]) -> list[str]:
    """The different stems of these texts: what they are found by."""
    return list(dict.fromkeys(stem for text in texts for word in single_words(text) for stem in _forms(word)))


def asked_for(typed: str) -> list[tuple[str, ...]]:
    """The different words of what was typed, each with the stems of which any one finds it."""
    return list(dict.fromkeys(forms for word in single_words(typed) if (forms := _forms(word))))


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    """The stems a word may have; none of one letter and of what stands everywhere.

    Behind me- and pe- an Indonesian word loses its first letter: "menambal" is of "tambal", "mengukur" of
    "ukur", and only a dictionary knows which. So it has each of them.
    """
    if word in _EVERYWHERE or (len(word) < 2 and word.isascii()):
        return ()
    if not word.isascii():
        # What is written in other letters has no stem, and no database need know where its words end.
        return (f"x{word.encode().hex()}",)
    if not word.isalpha():
        return (word,)  # a name of letters and figures ("rt05", "b3")
    forms = [_stem(word)]
    nasal = _NASAL.match(word)
    if nasal is not None and len(word) > _SHORTEST_NASAL:
        forms += [_stem(first + word[nasal.end() :]) for first in _LOST[nasal[1]]]
    return tuple(dict.fromkeys(forms))


def _stem(word: str) -> str:
    """A word without its affixes, all of them: "keterlambatan" by way of "terlambat" is "lambat"."""
    for _affix in range(3):
        shorter = str(_STEMMER.stemWord(word))
        if shorter == word or len(shorter) < 3:
            break
        word = shorter
    return word


def backwards(number: str) -> str:
    """A number from its end, without its dashes: as its tails are looked for."""
    return number.replace("-", "")[::-1]


def tail_typed(typed: str) -> str | None:
    """The end of a number that somebody typed, backwards; None for what can be no number's end."""
    written = re.sub(r"[‐-―#-]+", "", typed.strip()).upper()
    if not LEAST_TAIL <= len(written) <= _LONGEST_NUMBER:
        return None
    head, tail = written[:-9], written[-9:].translate(_MISREAD)
    if any(each not in ALPHABET for each in tail) or not (head == "" or (head.isascii() and head.isalpha())):
        return None
    return backwards(head + tail)
