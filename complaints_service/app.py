"""Puts the service together: one Flask app out of settings, rulebook, pages and API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import create_engine
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from complaints_service import api, web
from complaints_service.db import engine_options, prepare_engine
from complaints_service.edge import (
    compression,
    guard,
    headers,
    health,
    language,
    logs,
    metrics,
    peers,
    problems,
    sign_in,
    transaction,
)
from complaints_service.edge import rulebook as rulebook_now
from complaints_service.edge.cookies.form_cookie import FormCookies
from complaints_service.edge.files import uploads
from complaints_service.edge.input import addresses
from complaints_service.edge.limits.shared import storage_of
from complaints_service.edge.resources import KEY, Service
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.extensions import csrf, database, limiter
from complaints_service.practice import gate as practice
from complaints_service.tickets.acts import registry as acts
from complaints_service.tickets.ledger import kinds as event_kinds
from complaints_service.vault.keyring import read_keyring, use_keys
from complaints_service.web.desk.acts import registry as act_pages
from complaints_service.web.ticket import event_words
from config.rulebook import Rulebook
from config.settings import Settings

MAX_BODY = 1_000_000


class _App(Flask):
    """Flask that does not ask of each function of each request whether it is async: `guard` refuses those."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


class Incomplete(Exception):
    """An act or a kind of ledger entry lacks something; the service does not start half-made."""


def incomplete() -> list[str]:
    """What acts, their pages and the kinds of ledger entries lack, a sentence each; empty: nothing."""
    return [
        *event_kinds.incomplete(),
        *event_words.incomplete(),
        *acts.incomplete(),
        *act_pages.incomplete(),
    ]


def refuse_incomplete() -> None:
    """Raises Incomplete with all that acts, their pages and the kinds of ledger entries lack."""
    if lacks := incomplete():
        raise Incomplete("\n".join(lacks))


def open_service(settings: Settings) -> Service:
    """The service without pages and API, for commands: compiling every route costs more than most of them do.

    Raises whatever is wrong with acts and rulebook first, as the app does.
    """
    refuse_incomplete()
    rulebook = office_rulebook(settings.rulebook)
    url = settings.database_url
    engine = prepare_engine(create_engine(url, **engine_options(url)))
    return Service(
        settings=settings,
        rulebook=rulebook,
        engine=use_keys(engine, read_keyring(settings.identity_key)),
    )


def create_app(settings: Settings, rulebook: Rulebook | None = None) -> Flask:
    """A web app on its own database engine; raises whatever is wrong with acts and rulebook first."""
    refuse_incomplete()
    app = _App("complaints_service", template_folder="web/templates", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY,
        SESSION_COOKIE_NAME="__Host-formulir" if settings.secure else "formulir",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=storage_of(settings.database_url),
        RATELIMIT_ENABLED=settings.rate_limits,
        JSON_SORT_KEYS=False,
    )
    app.session_interface = FormCookies()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.url_map.converters["id"] = addresses.Id
    database.init_app(app)
    with app.app_context():
        engine = use_keys(prepare_engine(database.engine), read_keyring(settings.identity_key))
    app.extensions[KEY] = Service(
        settings=settings, rulebook=rulebook or office_rulebook(settings.rulebook), engine=engine
    )

    logs.register(app)
    peers.register(app)
    rulebook_now.register(app)
    practice.register(app)  # an invented office of each person, behind the desk's own pages
    transaction.register(app)
    uploads.register(app)
    addresses.register(app)
    language.register(app)
    csrf.init_app(app)
    limiter.init_app(app)
    sign_in.register(app)
    problems.register(app)
    compression.register(app)
    headers.register(app, settings)
    health.register(app)  # open to anyone: says only whether the service stands
    metrics.register(app)  # open to this machine
    api.register(app)
    web.register(app)
    guard.refuse_undeclared(app)  # each route says who may use it
    dressed = headers.static_headers(settings)
    files = WhiteNoise(
        app.wsgi_app, max_age=31_536_000, allow_all_origins=False, add_headers_function=dressed
    )
    web.dress(app, files)
    app.wsgi_app = files  # type: ignore[method-assign]
    return app
