"""How often a process looks whether other rules hold: by the time that is passed in, never by a clock of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from complaints_service.edge import rulebook
from complaints_service.edge.resources import Service
from complaints_service.edge.rulebook import LiveRules
from tests.support.visitors import when

NOW = when("Tue 2026-11-24 14:05")
SERVICE = cast(Service, object())


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When somebody looked."""
    found: list[datetime] = []

    def look(service: Service, *, now: datetime) -> Any:
        found.append(now)
        return service

    monkeypatch.setattr(rulebook, "by_rules_now", look)
    return found


@pytest.mark.parametrize(
    ("later", "looks"),
    [(0.0, False), (0.999, False), (1.0, True), (-0.5, False), (-3600.0, True)],
)
def test_it_looks_once_a_second_of_the_time_that_is_passed_in(
    looked: list[datetime], later: float, looks: bool
) -> None:
    rules, then = LiveRules(), NOW + timedelta(seconds=later)
    rules.of(SERVICE, at=NOW)
    rules.of(SERVICE, at=then)
    assert looked == ([NOW, then] if looks else [NOW])


def test_who_released_rules_lets_the_next_one_look_however_short_ago_that_was(looked: list[datetime]) -> None:
    rules = LiveRules()
    rules.of(SERVICE, at=NOW)
    rules.look_again()
    rules.of(SERVICE, at=NOW)
    assert looked == [NOW, NOW]
