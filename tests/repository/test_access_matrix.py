"""docs/access.md says for every route, method and kind of reader what happens; here each cell is tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.repository.access import READERS, agreed, column
from tests.repository.tree import ROOT
from tests.support.databases import Databases
from tests.support.everything import FILE, NOW, Everything, office_with_everything
from tests.support.prepared import Prepared

TABLE = ROOT / "docs" / "access.md"


@pytest.fixture
def world(
    app: Flask, engine: Engine, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    """The office with one of everything, at its instant, and the ticket's photo where it belongs."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    folder = app.extensions[KEY].settings.media_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(b"jpg")
    return prepared(engine, rulebook, office_with_everything)


@pytest.fixture
def as_it_was(
    app: Flask, world: Everything, engine: Engine, databases: Databases, database_url: str
) -> Callable[[], None]:
    """Puts the whole office back."""
    engine.dispose()
    kept = databases.snapshot(database_url)

    def put_back() -> None:
        app.extensions[KEY].engine.dispose()
        engine.dispose()
        databases.restore(database_url, kept)

    return put_back


@pytest.mark.parametrize("head", READERS)
def test_every_cell_is_as_the_table_says(
    app: Flask, world: Everything, as_it_was: Callable[[], None], head: str
) -> None:
    """Where a change is meant: `make access` writes the table anew, and its diff is read before it is agreed."""
    found = column(app, world, READERS[head], as_it_was)
    expected = agreed(TABLE.read_text(encoding="utf-8"), head)
    assert {row: cell for row, cell in found.items() if expected.get(row) != cell} == {}
    assert set(expected) == set(found), "the table has rows of routes that are gone"
