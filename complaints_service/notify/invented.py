"""Addresses that belong to nobody, as a sample office's people have them. Pure."""

from __future__ import annotations

#: What is noted on a letter that a sample office keeps to itself.
REASON = "not sent: a sample office's invented address"

#: RFC 2606 and RFC 6761: names set aside for examples and tests.
_TOPS = ("example", "test", "invalid", "localhost")
_NAMES = ("example.com", "example.net", "example.org")


def is_reserved(address: str) -> bool:
    """Whether an e-mail address ends in a name that nobody can own."""
    domain = address.rpartition("@")[2].casefold().rstrip(".")
    return domain.rpartition(".")[2] in _TOPS or any(
        domain == name or domain.endswith(f".{name}") for name in _NAMES
    )
