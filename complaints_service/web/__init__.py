"""Pages: public, desk, board, sign-in. They parse, call one service function, and render."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask import Flask
from whitenoise import WhiteNoise

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.extensions import csrf
from sla import Calendar


def register(app: Flask) -> None:
    """Adds the pages of every module here that has some; each route declares its right (`edge/guard.py`)."""
    from complaints_service.web.account import again, proof_page
    from complaints_service.web.citizen.monthly import stop
    from complaints_service.web.citizen.reporting import offline, uploading
    from complaints_service.web.citizen.tracking import unsubscribe
    from complaints_service.web.shell import forms

    again.register(app)
    proof_page.register(app)
    forms.register(app)
    for module in _modules():
        blueprint = getattr(module, "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
    # A mail program presses the stop link for its reader (RFC 8058): the signed link is its own proof.
    csrf.exempt(unsubscribe.blueprint)
    csrf.exempt(stop.blueprint)
    csrf.exempt(uploading.blueprint)
    csrf.exempt(offline.blueprint)


def _modules() -> Iterator[ModuleType]:
    """Every module of the pages, in the order of their names."""
    for found in pkgutil.walk_packages(__path__, f"{__name__}."):
        yield importlib.import_module(found.name)


def dress(app: Flask, whitenoise: WhiteNoise) -> None:
    """Gives templates their words, marks, frame and the addresses of files."""
    from complaints_service.web.shell import assets
    from complaints_service.web.shell.frame import page_parts, page_words
    from complaints_service.web.shell.pages import frame
    from complaints_service.web.words.vocabulary import name_of, word_of

    def calendar() -> Calendar:
        rulebook = service().rulebook
        return rulebook.calendar(rulebook.office.calendar)

    app.jinja_env.filters.update(page_words(language=language, calendar=calendar))
    app.jinja_env.globals.update(page_parts(asset=assets.serve(whitenoise)), name_of=name_of, word_of=word_of)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _frame() -> dict[str, object]:
        return {"frame": frame()}
