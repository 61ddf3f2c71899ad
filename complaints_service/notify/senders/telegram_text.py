"""Cuts a text into messages of at most 4,096 UTF-16 units, never inside a character. Pure."""

from __future__ import annotations

import unicodedata

#: https://core.telegram.org/bots/api#sendmessage counts after parsing, in UTF-16 code units.
MOST_UNITS = 4096
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
#: No grapheme of a living language is longer; what is may be cut.
_LONGEST_GRAPHEME = 64


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split_text(text: str, most: int = MOST_UNITS) -> list[str]:
    """The parts of a text, each within `most`: cut at a line, else at a blank, else between characters."""
    parts: list[str] = []
    rest = text
    while units(rest) > most:
        cut = _best_cut(rest, most)
        parts.append(rest[:cut])
        rest = rest[cut:]
    parts.append(rest)
    # A part of blanks alone would be refused as empty.
    return [part for part in parts if part.strip()] or [text]


def _best_cut(text: str, most: int) -> int:
    fits, used = 0, 0
    for letter in text:
        used += 2 if letter > "\uffff" else 1
        if used > most:
            break
        fits += 1
    for mark in ("\n", " "):
        found = text.rfind(mark, fits // 2, fits)
        if found > 0:
            return found + 1
    cut = fits
    while cut > max(1, fits - _LONGEST_GRAPHEME) and _joined(text, cut):
        cut -= 1
    return cut


def _joined(text: str, place: int) -> bool:
    """Whether a cut before `place` would part what is read as one character."""
    before, after = text[place - 1], text[place]
    if after in _JOINERS or before == "\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # a skin tone
        return True
    if _is_flag(before) and _is_flag(after):
        start = place
        while start > 0 and _is_flag(text[start - 1]):
            start -= 1
        return (place - start) % 2 == 1
    return before == "\r" and after == "\n"


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
