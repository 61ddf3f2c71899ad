"""An office whose calendar ends runs on: every page, every answer of the API, intake, desk, jobs and letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from config.settings import Settings
from tests.repository.access import READERS, Reader, calls
from tests.support.applications import Applications
from tests.support.ended import ending_on
from tests.support.everything import FILE, NOW, Everything, office_with_everything
from tests.support.prepared import Prepared

TODAY = date(2027, 1, 6)
#: The last day the calendar knows: today, yesterday, and one long gone, in the middle of what is measured.
LAST_DAYS = {"today": TODAY, "yesterday": TODAY - timedelta(days=1), "long ago": date(2026, 11, 10)}


@pytest.fixture(scope="module", params=LAST_DAYS)
def ended(request: pytest.FixtureRequest, rulebook: Rulebook) -> Rulebook:
    """The rulebook on a calendar that has ended."""
    return ending_on(rulebook, LAST_DAYS[request.param])


@pytest.fixture
def world(
    engine: Engine, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    """What happened while the days were known."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine, rulebook, office_with_everything)


@pytest.fixture
def standing(
    applications: Applications, settings: Settings, world: Everything, ended: Rulebook, tmp_path: Path
) -> Iterator[Flask]:
    """The service as it goes on afterwards."""
    with applications.standing(settings, ended, tmp_path) as app:
        folder = app.extensions[KEY].settings.media_folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_bytes(b"jpg")
        yield app


def broken(app: Flask, world: Everything, how: str) -> dict[str, str]:
    """What answers with a fault of ours: address -> what it says."""
    reader, found = Reader(app, world, how), {}
    for call in sorted(calls(app, world), key=lambda each: (each.method != "GET", each.path)):
        if call.endpoint == "accounts.sign_out":
            continue
        try:
            reader.ask(call)
        except AssertionError as said:
            found[f"{call.method} {call.path}"] = str(said)
    return found


@pytest.mark.parametrize("head", READERS)
def test_every_page_and_every_answer_of_the_api_opens(standing: Flask, world: Everything, head: str) -> None:
    assert broken(standing, world, READERS[head]) == {}
