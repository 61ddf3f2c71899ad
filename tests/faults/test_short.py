"""Kills at any moment, in short: what `make faults` does for minutes, done for seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.faults.checking import findings_of
from tests.faults.figures import tell
from tests.faults.plan import Plan
from tests.faults.storm import Storm

Weather = Callable[[Plan], AbstractContextManager[Storm]]


@pytest.mark.slow
def test_kills_lose_nothing_and_double_nothing(weather: Weather, backend: str) -> None:
    seed = 1 if backend == "sqlite" else 2
    plan = Plan(seed=seed, citizens=12, notices=14, held=4, kills=6, lost_every=20)
    with weather(plan) as storm:
        tell(storm)
        found = findings_of(storm)
        assert not found, "\n".join(found)
        assert storm.evidence.updates >= 60 and storm.evidence.kills >= 4
