"""The reader's language: Indonesian unless the cookie or the account says English."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request
from flask_babel import Domain

from complaints_service.extensions import babel

COOKIE = "bahasa"
LANGUAGES = ("id", "en")
CATALOGUE = Path(__file__).parent.parent / "web" / "translations" / "en.po"


class _HouseDomain(Domain):
    """Reads the English catalogue straight from its source, so that no compiled file has to be built."""

    def get_translations(self) -> Translations:
        return _english() if language() == "en" else _indonesian()


def language() -> str:
    """`id` or `en`."""
    chosen = request.cookies.get(COOKIE) if request else None
    return chosen if chosen in LANGUAGES else "id"


@cache
def _english() -> Translations:
    compiled = BytesIO()
    with CATALOGUE.open("rb") as source:
        write_mo(compiled, read_po(source, locale="en"))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _indonesian() -> Translations:
    return Translations()  # the sentences in the code are Indonesian already


def register(app: Flask) -> None:
    """Lets every sentence of the app follow the reader's language."""
    app.config.update(BABEL_DEFAULT_LOCALE="id", BABEL_DEFAULT_TIMEZONE="Asia/Jakarta")
    babel.domain_instance = _HouseDomain()
    babel.init_app(app, locale_selector=language)
