"""A program that fills the survey in is stopped once; a person only presses again, and nothing chosen is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from config.settings import Settings
from tests.support.visitors import Visitor, when
from tests.support.world import Office
from tests.web.survey.test_survey_pages import WHOLE, code, kept

NOW = when("Tue 2026-11-24 14:05")
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
__all__ = ["code"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rate_limits=True)


def test_the_trap_and_haste(
    client: FlaskClient, code: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Visitor(client)
    one.send(f"/survei/{code}", of=f"/survei/{code}", **WHOLE, situs="http://spam.example")
    assert (one.status, kept(office)) == (422, 0)
    assert one.raw.count(" checked") == 9
    one.send(f"/survei/{code}", **WHOLE)
    assert "Terkirim cepat sekali" in one.page
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=5))
    one.send(f"/survei/{code}", **WHOLE)
    assert (one.status, kept(office)) == (303, 1)
