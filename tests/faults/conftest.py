"""Databases that wait for the disk: what a killed process committed must be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from config.rulebook import Rulebook
from tests.faults.crew import Nursery
from tests.faults.plan import Plan
from tests.faults.storm import Storm, weathered
from tests.faults.troubles import place_of
from tests.support.databases import Databases


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("durable"), durable=True)
    yield made
    made.close()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def weather(
    nursery: Nursery, durable: Databases, backend: str, tmp_path: Path, rulebook: Rulebook
) -> Iterator[Callable[[Plan], AbstractContextManager[Storm]]]:
    """`with weather(plan) as storm:` runs a storm on a database of its own."""
    urls: list[str] = []

    def made(plan: Plan) -> AbstractContextManager[Storm]:
        urls.append(durable.fresh(backend))
        folder = tmp_path / f"storm{len(urls)}"
        return weathered(plan, urls[-1], folder, rulebook=rulebook, nursery=nursery)

    yield made
    for url in urls:
        durable.drop(url)


@pytest.fixture
def troubled(
    nursery: Nursery, backend: str, tmp_path: Path, rulebook: Rulebook
) -> Iterator[Callable[[Plan], AbstractContextManager[Storm]]]:
    """The same on a machine that troubles befall: a disk that fills, servers that fail over, a clock that jumps."""
    with place_of(backend) as place:
        yield lambda plan: weathered(plan, place, tmp_path, rulebook=rulebook, nursery=nursery)
