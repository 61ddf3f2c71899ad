"""Words as they are looked for: small letters, an Indonesian word by its stem. Pure.

The index and what somebody types pass here alike, so that "diperbaiki" finds "perbaikan".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from complaints_service.tickets.ledger.numbers import ALPHABET

#: So many different words of a search count; of more the first ones do.
MOST_WORDS = 12
#: The least of a number's end by which it is looked for.
LEAST_TAIL = 4
#: An office's letters, year and month, and the five of its own.
_LONGEST_NUMBER = 13
#: A longer run of letters is no word anybody types twice; its beginning stands for it.
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_MISREAD = str.maketrans("OIL", "011")
#: Words that stand in nearly every report and tell none from another.
_WORDS_EVERYWHERE = """
yang yg dan di ke dari ini itu ada saya kami kita untuk utk dengan dgn pada oleh atau juga sudah sdh tdk
the and is are was to of in on it
"""
_EVERYWHERE = frozenset(_WORDS_EVERYWHERE.split())
_STEMMER = snowballstemmer.stemmer("indonesian")


def stems_of(texts: Iterable[str]) -> list[str]:
    """The different stems of these texts, in the order in which they first stand there."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
            if (stem := _stem(word[:_LONGEST])) is not None:
                found[stem] = None
    return list(found)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str | None:
    """What a word is looked for by; None for one letter and for what stands everywhere."""
    if word in _EVERYWHERE or (len(word) < 2 and word.isascii()):
        return None
    if not word.isascii():
        # What is written in other letters has no stem, and no database need know where its words end.
        return f"x{word.encode().hex()}"
    # A name of letters and figures ("RT05", "B3") has no stem either.
    return str(_STEMMER.stemWord(word)) if word.isalpha() else word


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
