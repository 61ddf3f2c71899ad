"""Statements compiled once in a process, whichever test's database they are sent to.

An engine keeps what it compiled under its own dialect, so that a new engine for each test compiled every statement
anew: a fifth of what tests of services and pages cost. Here all engines on one kind of database speak one dialect,
and share what was compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

#: More than all that the service asks.
_MOST = 5_000


@contextmanager
def compiling_once() -> Iterator[None]:
    """While the block lasts, every new engine shares what others compiled."""
    known: dict[type[Dialect], tuple[Dialect, LRUCache]] = {}

    def engine_created(_kind: type[Dialect], engine: Engine) -> None:
        own = engine.dialect
        if own._on_connect_isolation_level is not None:
            return  # it sets databases up, and says each thing once
        shared, compiled = known.setdefault(type(own), (own, LRUCache(_MOST)))
        engine.dialect, engine._compiled_cache = shared, compiled

        def initialize(connection: Connection) -> None:
            """What a dialect asks its server at first, one asks for all of them."""
            if shared.server_version_info is None:
                type(shared).initialize(shared, connection)

        own.initialize = initialize

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "engine_created", classmethod(engine_created))
        yield
