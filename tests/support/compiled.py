"""Statements and templates compiled once in a process, whichever test's database or application they are for.

An engine keeps what it compiled under its own dialect, so that a new engine for each test compiled every statement
anew: a fifth of what tests of services and pages cost. Here all engines on one kind of database speak one dialect,
and share what was compiled.

So with templates: each application that a test made for settings of its own compiled every page anew that it showed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

#: More than all that the service asks.
_MOST = 5_000


class KeptTemplates(BytecodeCache):
    """What was compiled of the same file with the same text."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives what is known of it."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def compiling_once() -> Iterator[None]:
    """While the block lasts, every new engine and every new application shares what others compiled."""
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
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": KeptTemplates()})
        yield
