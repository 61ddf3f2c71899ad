"""The reader's language: what they chose, else what their browser asks for, else Indonesian."""

from __future__ import annotations

from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Domain

from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.extensions import babel
from complaints_service.translation import translations

LANGUAGE_COOKIE = Cookie("bahasa")
LANGUAGES = ("id", "en")
#: Where a request keeps it: every sentence of a page asks, some sixty times.
_KEPT = "tanggap.language"


class _HouseDomain(Domain):
    """Reads the English straight from its sources, so that no compiled file has to be built."""

    def get_translations(self) -> Translations | NullTranslations:
        return translations(language())


def language() -> str:
    """`id` or `en`; what one request asks for is found out once."""
    if not has_request_context():
        return LANGUAGES[0]
    environ = request.environ
    if _KEPT not in environ:
        environ[_KEPT] = _asked_for()
    return str(environ[_KEPT])


def _asked_for() -> str:
    # A program brings no cookies, and to look for one goes through all its headers.
    chosen = LANGUAGE_COOKIE.read(request) if "HTTP_COOKIE" in request.environ else None
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0]) or LANGUAGES[0]


def register(app: Flask) -> None:
    """Lets every sentence of the app follow the reader's language."""
    app.config.update(BABEL_DEFAULT_LOCALE="id", BABEL_DEFAULT_TIMEZONE="Asia/Jakarta")
    babel.domain_instance = _HouseDomain()
    babel.init_app(app, locale_selector=language)
    # A page says some hundred sentences, and a list three a row: templates ask without the way round.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda one: translations(language()).ugettext(one),
        ngettext=lambda one, many, count: translations(language()).ungettext(one, many, count),
        newstyle=True,
    )
