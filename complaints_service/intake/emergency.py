"""Whether a text tells of something for which one calls rather than writes. Pure.

It is read clause by clause: what was, may be or is being practised is none, nor what somebody denies.
In doubt the numbers are shown: they cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from config.entries.emergency import EmergencyNumber, EmergencySign
from config.entries.office import Bilingual
from config.rulebook import Rulebook
from config.versions import in_force

_CLAUSE = re.compile(r"[.!?;\n]+|,|\b(?:tapi|tetapi|namun|but|however)\b")
#: By these a clause speaks of no emergency of now, whatever else it says.
_NOT_NOW = re.compile(
    r"\b(?:rawan|rentan|takut|khawatir|kuatir|cemas|jangan sampai|supaya tidak|agar tidak|"
    r"biar (?:tidak|gak|ga)|sebelum (?:ada|terjadi)|bisa (?:jadi|terjadi|menyebabkan|bikin)|"
    r"dapat (?:menyebabkan|terjadi)|mungkin|"
    r"berpotensi|bahaya|berbahaya|membahayakan|mencegah|pencegahan|hampir|nyaris|sering|pernah|dulu|bekas|sisa|"
    r"(?:tahun|bulan|minggu|pekan) (?:lalu|kemarin|yang lalu)|kemarin|simulasi|latihan|pelatihan|sosialisasi|"
    r"penyuluhan|kantor|mobil pemadam|pos pemadam|petugas pemadam|lomba|film|kalau|kalo|jika|apabila|bila|"
    r"afraid|worried|might|could|may|risk|risky|danger|dangerous|prone|if|before|almost|nearly|often|used to|"
    r"last (?:year|month|week)|yesterday|years ago|drill|training|prevent|avoid|so that (?:no|nobody))\b"
)
#: Right before the words these deny them.
_DENIED = re.compile(
    r"\b(?:tidak|tak|gak|ga|nggak|enggak|bukan|belum|tanpa|no|not|never|without)(?:\s+(?:ada|terjadi|any|a|an))?\s*$"
)
#: It is so now, whatever was before.
_NOW = re.compile(
    r"\b(?:sekarang|saat ini|sedang|lagi|barusan|baru saja|cepat|darurat|right now|now|just|help|urgent)\b"
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Emergency:
    """What a text tells of, and whom to call, the first number first."""

    names: tuple[Bilingual, ...]
    numbers: tuple[EmergencyNumber, ...]


def emergency_in(text: str, rulebook: Rulebook, *, on: date) -> Emergency | None:
    """What of a text asks for a call; None for nearly every report."""
    clauses = [_SPACES.sub(" ", part).strip() for part in _CLAUSE.split(text.casefold())]
    known = in_force(rulebook.emergency_signs, on)
    signs = [sign for sign in known if any(_tells(clause, sign) for clause in clauses)]
    if not signs:
        return None
    wanted = dict.fromkeys(code for sign in signs for code in sign.numbers)
    numbers = {one.code: one for one in in_force(rulebook.emergency_numbers, on)}
    return Emergency(
        tuple(sign.names for sign in signs), tuple(numbers[code] for code in wanted if code in numbers)
    )


def _tells(clause: str, sign: EmergencySign) -> bool:
    found = list(_pattern((*sign.words, *sign.words_en)).finditer(clause))
    if not found or (sign.unless and _pattern(sign.unless).search(clause)):
        return False
    if all(_DENIED.search(clause[: match.start()]) for match in found):
        return False
    return not _NOT_NOW.search(clause) or bool(_NOW.search(clause) and not _HYPOTHETICAL.search(clause))


#: What is only thought of is none, however near.
_HYPOTHETICAL = re.compile(
    r"\b(?:takut|kalau|kalo|jika|apabila|bila|rawan|jangan sampai|simulasi|latihan|if|might|drill)\b"
)


@lru_cache(maxsize=64)
def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_one(phrase) for phrase in _longest_first(phrases))})\b")


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted({phrase.casefold() for phrase in phrases}, key=len, reverse=True)


def _one(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
