"""Words of plans and what is reported on them, shared by pages and documents."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.appraisal.planning.queries import IndicatorView
from complaints_service.web.wording import number_words

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_DIGITS = 4
"""Decimals of a reported amount that are shown."""


def amount_words(value: float, unit: str | None, language: str) -> str:
    """ "38 titik", "12,5 %": as many decimals as there are, four at most."""
    rounded = round(value, MOST_DIGITS)
    digits = len(f"{rounded:.{MOST_DIGITS}f}".rstrip("0").partition(".")[2])
    said = number_words(rounded, language, digits=digits)
    return f"{said}{NO_BREAK}{unit}" if unit else said


def target_words(one: IndicatorView, language: str) -> str:
    """The target of an indicator: its number, its words, or both."""
    number = amount_words(one.target_value, one.target_unit, language) if one.target_value is not None else ""
    return ", ".join(filter(None, (number, one.target_words)))


def aspect_words(aspect: str) -> str:
    """Kuantitas, kualitas, waktu or biaya."""
    return {
        "quantity": _("Kuantitas"),
        "quality": _("Kualitas"),
        "time": _("Waktu"),
        "cost": _("Biaya"),
    }[aspect]
