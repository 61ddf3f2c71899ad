"""The category whose keywords a text holds: what routes a report whose category nobody chose. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from config.entries.office import Category

_WORD = re.compile(r"[^\W_]+")


def suggest_category(text: str, categories: Iterable[Category]) -> str | None:
    """The code of the category whose keywords the text holds most of; None when it holds none.

    A keyword of several words counts once for each of its words. A tie goes to the first in order.
    """
    spoken = f" {' '.join(_WORD.findall(text.casefold()))} "
    best: tuple[int, str | None] = (0, None)
    for category in categories:
        keywords = (*category.keywords, *category.keywords_en)
        score = sum(_weight(keyword) for keyword in keywords if f" {_plain(keyword)} " in spoken)
        if score > best[0]:
            best = (score, category.code)
    return best[1]


def _plain(keyword: str) -> str:
    return " ".join(_WORD.findall(keyword.casefold()))


def _weight(keyword: str) -> int:
    words: Sequence[str] = _WORD.findall(keyword)
    return max(1, len(words))
