"""An act reaches the session in four calls, from a page as from the API (docs/architecture.md names them)."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.tickets.ledger import append as ledger
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import SETUP, Office, open_office

NOW = when("Tue 2026-11-24 14:05")
HOUSE = Path(clock.__file__).parent
#: Asks the route's right before it; opens the transaction, and begins it again after a clash.
ROUND_IT = tuple(HOUSE / "edge" / name for name in ("guard.py", "practice.py", "transaction.py"))

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


@pytest.fixture
def calls(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """For every writing to a ledger, the functions of the house that led to it, from the route on."""
    found: list[list[str]] = []
    write = ledger.append

    def append(*args: Any, **kwargs: Any) -> Any:
        frames = [(Path(one.filename), one.function) for one in inspect.stack(0)[1:]]
        names = [name for path, name in frames if path.is_relative_to(HOUSE) and path not in ROUND_IT]
        found.append([name for name in ["append", *names] if name != "<lambda>"][::-1])
        return write(*args, **kwargs)

    monkeypatch.setattr(ledger, "append", append)
    return found


WAY = ["post_act", "officer_act", "perform", "append"]


def test_a_button_writes_in_four_calls(client: FlaskClient, office: Office, calls: list[list[str]]) -> None:
    number = office.complain(now=NOW).number
    calls.clear()
    here = f"/meja/{number}/note"
    Visitor(client).sign_in(office, "rina", NOW).send(here, of=here, text="Pakai truk kecil.")
    assert calls == [WAY]


def test_a_program_writes_in_four_calls(client: FlaskClient, office: Office, calls: list[list[str]]) -> None:
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        key = issue_key(
            session,
            account_id=office.accounts["rina"],
            new=NewKey(scopes=("read", "act")),
            now=NOW,
            actor=SETUP,
        )
    calls.clear()
    bearer = {"Authorization": f"Bearer {key}"}
    assert (
        client.post(f"/api/v1/tickets/{number}/notes", json={"text": "x"}, headers=bearer).status_code == 201
    )
    assert calls == [WAY]
