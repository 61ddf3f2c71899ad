"""The rulebook as the service takes it, and the rules and routes that hold now in every process.

No indicator in it is not measured, no code is without its word. The database's newest release is the
rulebook; without one the folder's files are. Whoever serves looks once a second at most, in a look of its
own, whether another was released meanwhile, and a request keeps the rules it began with to its end.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.resources import KEY, Service
from complaints_service.edge.vocabulary import check_vocabulary
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.notify.entered.service import edition, entered_settings
from complaints_service.rulebooks.files import DRAWN, write_to
from complaints_service.rulebooks.queries import newest_release, released_files
from complaints_service.tickets.rulebook_versions import as_stored, enter_calendars
from config.errors import Problem, RulebookErrors
from config.files import FILES
from config.loading import load_rulebook
from config.rulebook import Rulebook
from config.vocabulary import FILE as WORDS

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
_LIVE = "live_rules"
#: Every file a rulebook may have; all but the street map must be there.
NAMES = (*FILES, WORDS, *DRAWN)


def office_rulebook(folder: Path) -> Rulebook:
    """The rulebook in a folder. Raises RulebookErrors with every mistake, each with its file and key."""
    rulebook = load_rulebook(folder, measured=INDICATORS)
    check_vocabulary(rulebook)
    return rulebook


def read_files(files: Mapping[str, str]) -> Rulebook:
    """The rulebook of files that lie in no folder. Raises RulebookErrors with every mistake."""
    found = _read(tuple(sorted(files.items())))
    if isinstance(found, Rulebook):
        return found
    raise RulebookErrors(found)


@lru_cache(maxsize=4)  # each page of a draft asks, and some more than once; a draft changes seldom
def _read(files: tuple[tuple[str, str], ...]) -> Rulebook | tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as name:
        write_to(Path(name), dict(files))
        try:
            return office_rulebook(Path(name))
        except RulebookErrors as error:
            return error.problems


def released(session: Session, service: Service) -> Service:
    """The service by the newest release; as it is where it goes by that already. Raises RulebookErrors."""
    number = newest_release(session)
    if number == service.release:
        return service
    rulebook = read_files(released_files(session, number=number))
    return replace(service, rulebook=rulebook, release=number)


def with_entered(session: Session, service: Service) -> Service:
    """The service by what was entered of how letters leave; what the environment says comes first."""
    number = edition(session)
    if number == service.entered:
        return service
    own = service.environment
    found: dict[str, Any] = {
        name: value for name, value in entered_settings(session).items() if getattr(own, name) is None
    }
    return replace(service, settings=replace(own, **found), entered=number, own=own)


def by_rules_now(service: Service, *, now: datetime) -> Service:
    """The service by the rules that hold now; by those it has where they cannot be read."""
    return _seen_today(_by_newest(service, now=now), now=now)


def _seen_today(service: Service, *, now: datetime) -> Service:
    """The service with its rules read as of the office's own day: what was told ahead holds from its date."""
    today = service.rulebook.local_date(now)
    if service.rulebook.seen_on == today:
        return service
    return replace(service, rulebook=replace(service.rulebook, seen_on=today))


def _by_newest(service: Service, *, now: datetime) -> Service:
    try:
        with db.reading(service.engine) as session:
            service = with_entered(session, service)
            found = released(session, service)
            if found is service:
                return service
            rulebook, _kept = as_stored(session, rulebook=found.rulebook)
            enter_calendars(session, rulebook=rulebook, now=now)
            return replace(found, rulebook=rulebook)
    except RulebookErrors as error:
        logger.warning("the newest release cannot be used: %s", error)
        return service
    except DBAPIError:  # whatever needs the database says so itself; it may not be set up yet
        return service


class LiveRules:
    """Looks once a second at most whether other rules hold by now; threads share it."""

    def __init__(self) -> None:
        self._looked: datetime | None = None
        self._looking = Lock()

    def of(self, service: Service, *, at: datetime) -> Service:
        """The service by the rules that hold; who comes while another looks goes by what is known."""
        # A clock that was set back counts like one that went on: the next one looks.
        recent = self._looked is not None and abs((at - self._looked).total_seconds()) < LOOK_SECONDS
        if recent or not self._looking.acquire(blocking=False):
            return service
        try:
            found = by_rules_now(service, now=at)
            self._looked = at
            return found
        finally:
            self._looking.release()

    def look_again(self) -> None:
        """Lets the next one look, however short ago that was."""
        self._looked = None


def register(app: Flask) -> None:
    """Lets every request begin with the rules that hold."""
    rules = app.extensions[_LIVE] = LiveRules()

    @app.before_request
    def _look() -> None:
        known = app.extensions[KEY]
        g.service = rules.of(known, at=clock.now())
        if g.service is not known:
            app.extensions[KEY] = g.service


def look_now() -> None:
    """Lets the next request of this process go by what this one released; others look within a second."""
    current_app.extensions[_LIVE].look_again()
