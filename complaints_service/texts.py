"""Which words can be taken, and what is read out of them: the one rule for every text a person types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from complaints_service.errors import Words, words

MAX_LENGTH = 10_000
#: What is no letter of any text: control characters but tab and newlines, and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: Ends of lines, pages and columns as other systems and word processors write them.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x0e\x85\u2028\u2029]")
#: A word processor's hyphens: one that never breaks, and one that shows only where it does.
_HYPHEN, _SOFT_HYPHEN = "\x1e", "\x1f"
#: What stands between the digits of one number; anything else stands between two things.
_WITHIN_NUMBER = frozenset("().·•")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
CONTROL = words("Ada huruf kendali yang tidak bisa kami simpan. Hapus, atau tulis ulang bagian itu.")
EMPTY = words("Ceritakan dulu apa yang terjadi. Satu kalimat cukup.")

#: A sentence ends at its mark before a blank, or with its line; "Jl. Marelan" is no end. That there is a mark
#: is asked first: what stands before it need not be looked at behind every letter.
_SENTENCE_END = re.compile(
    r"(?=[.!?])(?<!\bjl)(?<!\bgg)(?<!\bno)(?<!\bkel)(?<!\byth)[.!?]+\s+|\s*\n\s*", re.IGNORECASE
)
_GREETING = re.compile(
    r"(ass?alamu.?alaikum|selamat (pagi|siang|sore|malam)|halo|hai|permisi|mohon izin|salam)\b"
    r"(\W*\w+){0,3}\W*",
    re.IGNORECASE,
)
#: A first sentence shorter than this says little by itself, so the next one follows it.
_TELLING = 16


#: A longer run of letters is no word anybody types twice; its beginning stands for it.
_LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """A typed text without a word processor's own letters and blanks around it; nothing else is touched."""
    return _plain(text).strip()


def plain(typed: Any) -> Any:
    """What was typed, in every text of it one kind of newline and of hyphen; nothing else is touched."""
    if isinstance(typed, str):
        return _plain(typed)
    if isinstance(typed, Mapping):
        return {name: plain(each) for name, each in typed.items()}
    return [plain(each) for each in typed] if isinstance(typed, list) else typed


def _plain(text: str) -> str:
    return _LINE_END.sub("\n", text).replace(_HYPHEN, "-").replace(_SOFT_HYPHEN, "")


def single_words(text: str) -> list[str]:
    """The words of a text as they are looked for: small letters and figures, without marks between them."""
    told = unicodedata.normalize("NFKC", text).casefold()
    return [word[:_LONGEST_WORD] for word in _WORD.findall(told)]


def one_line(typed: str) -> str:
    """What has no lines and no hidden marks: an address, a cell of a list. Blanks become one space."""
    return " ".join("".join(each for each in _plain(typed) if unicodedata.category(each) != "Cf").split())


def phone_typed(typed: str) -> str | None:
    """The digits of a phone number out of what was typed, with a leading + where it had one.

    Spaces, dashes, dots, brackets and hidden marks stand within a number, words beside it:
    "+62 812-3456-7890", "(061) 685...", "0812... (WA)". None where there is no number, or more than one.
    """
    runs = [""]
    for letter in typed:
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            runs[-1] += str(digit)
        elif letter in "+\uff0b" and not runs[-1]:
            runs[-1] = "+"
        elif letter not in _WITHIN_NUMBER and unicodedata.category(letter) not in ("Zs", "Cf", "Pd"):
            runs.append("")
    numbers = [run for run in runs if run.strip("+")]
    if len(numbers) != 1 or not _LEAST_DIGITS <= len(numbers[0].strip("+")) <= _MOST_DIGITS:
        return None
    return re.sub(r"^\+620", "+62", numbers[0])


def holds_control(typed: object) -> bool:
    """Whether a text, or any text within lists and objects, holds what no database takes as a text."""
    if isinstance(typed, str):
        return _CONTROL.search(typed) is not None
    if isinstance(typed, Mapping):
        return any(holds_control(name) or holds_control(each) for name, each in typed.items())
    return isinstance(typed, (list, tuple)) and any(holds_control(each) for each in typed)


def text_problem(text: str | None, *, maximum: int = MAX_LENGTH, empty: Words = EMPTY) -> Words | None:
    """What is wrong with a text, in words for the one who typed it; None when it can be taken.

    Right-to-left letters, emoji and HTML are words like others; NUL, control characters and halves of
    a surrogate pair are not.
    """
    cleaned = clean(text or "")
    if not cleaned:
        return empty
    if len(cleaned) > maximum:
        return words(
            "Paling panjang %(maximum)s huruf; ini %(length)s.", maximum=maximum, length=len(cleaned)
        )
    if _CONTROL.search(cleaned):
        return CONTROL
    return None


def title_of(text: str, *, maximum: int = 90) -> str:
    """A short title: the first sentence that tells something, without a greeting, cut at a word."""
    line = clean(text)
    end = _SENTENCE_END.search(line)
    if end and _GREETING.fullmatch(line[: end.start()]):
        line = line[end.end() :]
        end = _SENTENCE_END.search(line)
    while end and end.start() < _TELLING:
        end = _SENTENCE_END.search(line, end.end())
    if end:
        line = line[: end.start()]
    line = re.sub(r"\s*\n\s*", " ", line).rstrip(".!")
    if len(line) <= maximum:
        return line
    cut = line[:maximum].rsplit(" ", 1)[0] or line[:maximum]
    return cut.rstrip(",;:") + "…"
