"""The application, put together once in a process and then stood on each test's own database.

Making one takes as long as a hundred requests: routes are compiled, and each page's template when it is first asked
for. Nothing in an application outlives a request but its `Service`, and that is the test's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from flask import Flask

from complaints_service.app import create_app
from complaints_service.edge.resources import KEY, Service
from complaints_service.extensions import limiter
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.databases import let_go, make_engine


class Applications:
    """Hands out applications; those whose settings differ in their places alone are one."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int], Flask] = {}
        self._rulebooks: list[Rulebook] = []  # kept, so that no two have had the same id

    @contextmanager
    def standing(self, settings: Settings, rulebook: Rulebook, folder: Path) -> Iterator[Flask]:
        """The application on these settings, whose own places are below `folder`, and on its database."""
        app = self._app(settings, rulebook, folder)
        shared = _shared(app)
        engine = make_engine(settings.database_url)
        app.extensions[KEY] = Service(settings=settings, rulebook=rulebook, engine=engine)
        limiter.enabled = settings.rate_limits  # one for all applications; with limits on, one is made anew
        yield app
        let_go(engine)
        assert _shared(app) == shared, "a test changed for good what later tests share"

    def _app(self, settings: Settings, rulebook: Rulebook, folder: Path) -> Flask:
        rules = str(asdict(replace(settings, database_url=""))).replace(str(folder), "")
        if settings.rate_limits or (rules, id(rulebook)) not in self._made:
            self._rulebooks.append(rulebook)
            made = self._made[rules, id(rulebook)] = create_app(settings, rulebook)
            made.extensions[KEY].engine.dispose()
        return self._made[rules, id(rulebook)]


def _shared(app: Flask) -> tuple[object, ...]:
    """What of an application outlives a test."""
    return (
        dict(app.config),
        dict(app.view_functions),
        dict(app.jinja_env.filters),
        dict(app.jinja_env.globals),
    )
