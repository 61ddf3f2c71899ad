"""The names that people sign in with."""

from __future__ import annotations

import re
import unicodedata

from complaints_service.errors import invalid, words

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}", re.ASCII)


def normal_login(login: str) -> str:
    """The login as it is stored: no outer spaces, small letters, full-width letters made plain."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def require_login(login: str) -> str:
    """The login as it is stored. Raises Invalid."""
    plain = normal_login(login)
    if not _LOGIN.fullmatch(plain):
        raise invalid(
            "login", words("Nama masuk terdiri dari 2 sampai 60 huruf kecil, angka, titik, garis atau @.")
        )
    return plain
