"""What the probes ask for: the month of the small office, in the copy of the house they run in."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    """The office after a month of tickets."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """A browser on the copy."""
    return Visitor(client)
