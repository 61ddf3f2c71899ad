"""Stories that many tests begin with: told once in a process, then copied as a whole database."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine

from config.rulebook import Rulebook
from tests.support.databases import Databases
from tests.support.recycling import Rows

Told = TypeVar("Told")


@dataclass(frozen=True)
class _Kept:
    """The database after the story, and what the story returned, on the engine it was told on."""

    snapshot: str | Rows
    told: object
    engine: Engine
    rulebook: Rulebook


class Prepared:
    """`prepared(engine, rulebook, story)` fills the engine's fresh database with what `story` does to it.

    A story is a function of the engine and the rulebook; whatever it returns (an office with its numbers) comes
    back as a copy of its own, bound to this engine. Stories are deterministic enough to be told once.
    """

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._kept: dict[tuple[str, Callable[[Engine, Rulebook], object]], _Kept] = {}

    def __call__(self, engine: Engine, rulebook: Rulebook, story: Callable[[Engine, Rulebook], Told]) -> Told:
        key = (engine.dialect.name, story)
        kept = self._kept.get(key)
        if kept is None:
            told = story(engine, rulebook)
            engine.dispose()
            snapshot = self._databases.snapshot(_url(engine))
            # The engine that outlives the test is a stand-in, so that nothing keeps connections.
            kept = self._kept[key] = _Kept(snapshot, _bound(told, engine, engine, rulebook), engine, rulebook)
            return told
        engine.dispose()
        self._databases.restore(_url(engine), kept.snapshot)
        return _bound(kept.told, kept.engine, engine, rulebook)  # type: ignore[return-value]


def _bound(told: object, before: Engine, engine: Engine, rulebook: Rulebook) -> object:
    """A copy of what a story returned, on another engine; the rulebook is nobody's own."""
    return copy.deepcopy(told, {id(before): engine, id(rulebook): rulebook})


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
