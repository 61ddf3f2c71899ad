"""Amounts of reported values in words, as pages of plans and evaluations say them."""

from __future__ import annotations

from complaints_service.web.words.formats import NO_BREAK, number_words

MOST_DIGITS = 4
"""Decimals of a reported amount that are shown."""


def amount_words(value: float, unit: str | None, language: str) -> str:
    """ "38 titik", "12,5 %": as many decimals as there are, four at most."""
    rounded = round(value, MOST_DIGITS)
    digits = len(f"{rounded:.{MOST_DIGITS}f}".rstrip("0").partition(".")[2])
    said = number_words(rounded, language, digits=digits)
    return f"{said}{NO_BREAK}{unit}" if unit else said
