"""The long form: minutes of kills, and its figures. `make faults` runs it and docs/reliability.md quotes it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.faults.checking import findings_of
from tests.faults.figures import tell
from tests.faults.long_form import long_form
from tests.faults.plan import Plan
from tests.faults.storm import Storm

Weather = Callable[[Plan], AbstractContextManager[Storm]]


@long_form
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_kills_in_ten_thousand_updates(weather: Weather) -> None:
    plan = Plan(
        seed=2026, citizens=1570, notices=1000, held=100, kills=130, lost_every=100, patience_seconds=300
    )
    with weather(plan) as storm:
        tell(storm)
        found = findings_of(storm)
        assert not found, "\n".join(found)
        assert storm.evidence.updates >= 10_000 and storm.evidence.kills >= 100


@long_form
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_webhook_survives_kills_too(weather: Weather) -> None:
    plan = Plan(seed=7, citizens=150, kills=20, lost_every=100, webhook=True)
    with weather(plan) as storm:
        tell(storm)
        found = findings_of(storm)
        assert not found, "\n".join(found)
        assert storm.evidence.kills >= 15
