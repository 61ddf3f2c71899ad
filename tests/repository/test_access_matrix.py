"""docs/access.md says for every route, method and kind of reader what happens; here each cell is tried."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.accounts.access import OFFICE_RIGHTS, WHOLE_OFFICE_RIGHTS
from complaints_service.edge.guard import right_of
from complaints_service.edge.resources import KEY
from complaints_service.edge.transaction import SAFE_METHODS
from config.rulebook import Rulebook
from tests.repository.access import ABSENT, READERS, TABLE, agreed, column, depths
from tests.support.both import AT_LENGTH
from tests.support.everything import FILE, NOW, Everything, office_with_everything
from tests.support.prepared import Prepared


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


#: Columns of readers whose roles are granted over some units alone.
OF_SOME_UNITS = tuple(head for head, how in READERS.items() if " of " in how)
#: Routes that change something by a right of the office with no thing loaded -> where it is narrowed instead.
NARROWED = {
    "approve_leave": "the form names the person, and `people/leave.may_approve` asks for them",
    "run_survey": "the form names the unit, and `survey/skm/service.open_period` asks for it",
    "enter": "a report goes where its citizen's own would; similar ones and lost links ask `visible_to`, `ticket_in_view`",
    "manage_staff": "each order names the unit, and `staffing/order.py` and `staffing/sign_ins.py` ask for it",
    "triage": "the list is `visible_to`, one report is loaded as on the desk, and each act asks its own right",
}


def test_what_is_the_whole_office_s_opens_to_no_grant_over_units() -> None:
    """The table itself: who manages, audits or administers some units changes nothing that is of all."""
    assert len(OF_SOME_UNITS) >= 4
    table = agreed(TABLE.read_text(encoding="utf-8"))
    wide = {*WHOLE_OFFICE_RIGHTS, "change_goal"}
    for head in OF_SOME_UNITS:
        opened = {row: cell for row, cell in table[head].items() if row[2] in wide and cell != ABSENT}
        assert opened == {}, head


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_changes_something_by_a_right_of_the_office_asks_how_far_the_grant_reaches(app: Flask) -> None:
    """A right that loads nothing says nothing of a unit: then it is of the whole office, or narrowed elsewhere."""
    changing = {
        right.code
        for rule in app.url_map.iter_rules()
        if (right := right_of(app.view_functions[rule.endpoint])) is not None
        if right.code in OFFICE_RIGHTS and (rule.methods or set()) - SAFE_METHODS
    }
    assert changing - WHOLE_OFFICE_RIGHTS - {"settle_letters"} == set(NARROWED)


@AT_LENGTH
@pytest.mark.parametrize("head", READERS)
def test_every_cell_is_as_the_table_says(app: Flask, engine: Engine, world: Everything, head: str) -> None:
    """Where a change is meant: `make access` writes the table anew, and its diff is read before it is agreed."""
    table = agreed(TABLE.read_text(encoding="utf-8"))
    expected, on_sqlite = table[head], engine.dialect.name == "sqlite"
    found = column(app, world, READERS[head], depth=depths(table, head, drawn=on_sqlite))
    assert {row: cell for row, cell in found.items() if expected.get(row) != cell} == {}
    assert set(expected) == set(found), "the table has rows of routes that are gone"
