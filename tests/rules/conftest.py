"""The rulebook of Medan Marelan, read once, and an invented office to route in."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loading import load_rulebook
from config.rulebook import Rulebook
from tests.rules.office import Office, made_office

RULEBOOK = Path(__file__).parents[2] / "config" / "marelan"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(RULEBOOK)


@pytest.fixture(scope="session")
def office(rulebook: Rulebook) -> Office:
    return made_office(rulebook)
