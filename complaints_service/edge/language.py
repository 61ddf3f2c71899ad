"""The reader's language: Indonesian unless the cookie or the account says English."""

from __future__ import annotations

from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Domain

from complaints_service.extensions import babel
from complaints_service.translation import translations

COOKIE = "bahasa"
LANGUAGES = ("id", "en")


class _HouseDomain(Domain):
    """Reads the English straight from its sources, so that no compiled file has to be built."""

    def get_translations(self) -> Translations | NullTranslations:
        return translations(language())


def language() -> str:
    """`id` or `en`."""
    chosen = request.cookies.get(COOKIE) if request else None
    return chosen if chosen in LANGUAGES else "id"


def register(app: Flask) -> None:
    """Lets every sentence of the app follow the reader's language."""
    app.config.update(BABEL_DEFAULT_LOCALE="id", BABEL_DEFAULT_TIMEZONE="Asia/Jakarta")
    babel.domain_instance = _HouseDomain()
    babel.init_app(app, locale_selector=language)
