"""Passwords: which are good enough, and how they are kept.

Argon2id with 19 MiB, two passes, one lane: OWASP's profile. It takes tens of milliseconds, so hash and
verify outside any writing transaction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from complaints_service.errors import Invalid, Words, words

SHORTEST = 12
LONGEST = 1024

#: Fewer letters and fewer different characters than these, beside listed words, are no secret.
_OWN_LETTERS = 4
_OWN_CHARACTERS = 7
_SHORTEST_WORD = 4
#: Of the 30,000 most used passwords so many count as words; the long ones among the others count too.
_MOST_USED = 3_000
_FEWEST_DIFFERENT = 5
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOKALIKES = str.maketrans("0134578@$!", "oleastbasi")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class WeakPassword(Invalid):
    """The password does not meet the rules; `detail` says which one."""

    def __init__(self, detail: Words) -> None:
        super().__init__({"password": [detail]}, code="weak_password")


def hash_password(password: str) -> str:
    """The hash to keep. Tens of milliseconds of work."""
    return _hasher.hash(_normal(password))


def make_password_hash(password: str, *, login: str = "", name: str = "", office: Iterable[str] = ()) -> str:
    """The hash of a password that someone chose, made before a transaction begins. Raises WeakPassword."""
    require_good_password(password, login=login, name=name, office=office)
    return hash_password(password)


def check_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed.

    The work is the same whether or not there is such an account or a password: without a hash a dummy
    is verified, so that time tells nothing.
    """
    too_long = len(password) > LONGEST
    try:
        _hasher.verify(password_hash or _dummy_hash(), "" if too_long else _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None and not too_long


def renewed_hash(password_hash: str | None, password: str) -> str | None:
    """The hash to keep from now on of a right password; None where the one kept costs as much as today's."""
    if password_hash is None or not _hasher.check_needs_rehash(password_hash):
        return None
    return hash_password(password)


def require_good_password(
    password: str, *, login: str = "", name: str = "", office: Iterable[str] = ()
) -> None:
    """Raises WeakPassword unless the password is 12 to 1,024 characters and not easily guessed.

    `office`: what the office and its parts are called, which everybody there would try.
    """
    password = unicodedata.normalize("NFC", password)
    if len(password) < SHORTEST:
        raise WeakPassword(words("Kata sandi paling sedikit %(count)s karakter.", count=SHORTEST))
    if len(password) > LONGEST:
        raise WeakPassword(words("Kata sandi paling banyak %(count)s karakter.", count=LONGEST))
    if _is_guessable(password, " ".join((login, name, *office))):
        raise WeakPassword(
            words(
                "Kata sandi ini mudah ditebak: terlalu umum, atau hanya nama, urutan dan kata yang dikenal. "
                "Pakailah beberapa kata yang tidak berhubungan."
            )
        )


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _dummy_hash() -> str:
    return _hasher.hash("no account has this password")


def _is_guessable(password: str, known: str) -> bool:
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < _FEWEST_DIFFERENT:
        return True
    own = {part for part in re.findall(r"\w+", known.casefold()) if len(part) >= _SHORTEST_WORD}
    words = _common() | own
    if plain.isdigit():  # a telephone number, a NIP, a date
        return True
    forms = {plain, plain.translate(_LOOKALIKES)}
    return any(_is_thin(_without(words, form)) for form in forms) and not _is_passphrase(plain)


def _is_thin(left: str) -> bool:
    return sum(map(str.isalpha, left)) < _OWN_LETTERS and len(set(left)) < _OWN_CHARACTERS


def _without(words: frozenset[str], plain: str) -> str:
    """What is left of a password once listed words and keyboard runs are taken out, longest first."""
    left: list[str] = []
    at = 0
    while at < len(plain):
        step = _known_at(words, plain, at)
        if not step:
            left.append(plain[at])
        at += step or 1
    return "".join(left)


def _known_at(words: frozenset[str], plain: str, at: int) -> int:
    """Length of the longest listed word or run of the keyboard that begins here; 0 for none."""
    for length in range(min(20, len(plain) - at), _SHORTEST_WORD - 1, -1):
        part = plain[at : at + length]
        if part in words or any(part in run or part in run[::-1] for run in _RUNS):
            return length
    return 0


def _is_passphrase(plain: str) -> bool:
    """Four different words apart from each other are a passphrase, though each is listed."""
    parts = [part for part in re.split(r"[\W\d_]+", plain) if len(part) >= _SHORTEST_WORD]
    return len(set(parts)) >= 4 and not set(parts) <= _local()


@cache
def _local() -> frozenset[str]:
    text = resources.files("complaints_service.accounts").joinpath("local_words.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _common() -> frozenset[str]:
    used = FREQUENCY_LISTS["passwords"]  # the most used first
    return frozenset(used[:_MOST_USED]).union((each for each in used if len(each) >= SHORTEST), _local())
