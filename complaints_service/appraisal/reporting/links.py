"""Which links may stand as evidence: addresses a person can open, and nothing a browser would run."""

from __future__ import annotations

from urllib.parse import urlsplit

from complaints_service.errors import Words, words

LONGEST = 500


def link_problem(address: str) -> Words | None:
    """What is wrong with a link, or None. It is never fetched: whoever reads it opens it themselves."""
    if len(address) > LONGEST:
        return words("Tautan ini terlalu panjang: paling banyak %(most)s huruf.", most=LONGEST)
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        return words("Tautan tidak boleh memuat spasi.")
    try:
        parts = urlsplit(address)
        host = parts.hostname
        parts.port  # noqa: B018 - raises where the port is none
    except ValueError:
        return words("Tautan ini tidak terbaca.")
    if parts.scheme not in ("http", "https") or not host:
        return words("Tulis tautan lengkap, mulai dengan https://")
    if parts.username is not None or parts.password is not None:
        return words("Tautan tidak boleh memuat nama pengguna atau kata sandi.")
    return None
