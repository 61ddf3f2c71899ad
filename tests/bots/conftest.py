"""The whole way between a citizen's chat and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.bots.talking import Clock, Talk, bot_key
from tests.support.edges import backend, pytest_generate_tests
from tests.support.world import open_office
from tools.telegram_stand_in.server import Running, start

__all__ = ["backend", "pytest_generate_tests"]  # a fixture and a hook that pytest finds here

#: A Thursday morning in Medan, the office open.
MORNING = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The service's clock."""
    made = Clock(MORNING)
    monkeypatch.setattr("complaints_service.clock.now", made)
    return made


@pytest.fixture
def telegram() -> Iterator[Running]:
    """A stand-in for Telegram of the test's own."""
    with start() as running:
        yield running


@pytest.fixture
def talk(app: Flask, live_server: str, rulebook: Rulebook, telegram: Running, clock: Clock) -> Iterator[Talk]:
    """A chat with the bot in front of an office."""
    engine = app.extensions[KEY].engine
    office = open_office(engine, rulebook)
    made = Talk(app, office, telegram, clock, live_server, bot_key(engine, clock()))
    made.post()  # the route opens
    yield made
    made.close()
