"""The long form: minutes of kills, and its figures. `make faults` runs it and docs/reliability.md quotes it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.faults.checking import findings_of
from tests.faults.crash_points import POINTS
from tests.faults.figures import tell
from tests.faults.plan import Plan
from tests.faults.storm import Storm
from tests.support.lengths import long_form

Weather = Callable[[Plan], AbstractContextManager[Storm]]


#: How often something befalls the machine while citizens talk, and of each kind at least.
TROUBLES, OF_EACH = 48, 6


@long_form
@pytest.mark.slow
@pytest.mark.timeout(14400)  # on two cores of its own it takes a quarter of that
def test_three_hundred_kills_in_twenty_thousand_operations_on_a_troubled_machine(
    troubled: Weather, backend: str
) -> None:
    plan = Plan(
        seed=15,
        citizens=3100,
        notices=1000,
        held=100,
        kills=440,
        lost_every=100,
        troubles=TROUBLES,
        still_seconds=60,
        patience_seconds=300,
        tell_seconds=60,
    )
    with troubled(plan) as storm:
        tell(storm)
        found = findings_of(storm)
        assert not found, "\n".join(found)
        evidence = storm.evidence
        assert evidence.updates >= 20_000 and evidence.kills >= 300
        assert not {point: evidence.deaths[point] for point in POINTS if evidence.deaths[point] < 20}
        assert len(evidence.troubles) == (7 if backend == "postgresql" else 4)
        assert min(evidence.troubles.values()) >= OF_EACH
        assert evidence.witness.causes["lease"], "no sender was slower than its lease"


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
