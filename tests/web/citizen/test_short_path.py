"""A complaint's way from the route to the database is as short as docs/architecture.md says."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from complaints_service import clock
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
#: Rooms whose calls are the walk; the guard and the transaction stand around it.
ROOMS = (
    "complaints_service.web.",
    "complaints_service.api.",
    "complaints_service.intake.",
    "complaints_service.tickets.",
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def walk(frame: FrameType | None) -> list[str]:
    """The named functions on the way here; what stands inside one of them is a part of it."""
    calls = []
    while frame is not None:
        code, room = frame.f_code, frame.f_globals.get("__name__", "")
        # `say` is the statement's own name, as `execute` would be.
        if (
            room.startswith(ROOMS)
            and "<" not in code.co_qualname
            and not code.co_name.startswith(("_", "say"))
        ):
            calls.append(f"{room.removeprefix('complaints_service.')}.{code.co_name}")
        frame = frame.f_back
    return calls[::-1]


@pytest.fixture
def walked(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every walk that ended in writing down a complaint."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    engine, walks = engine_of(client), []  # type: ignore[var-annotated]
    open_office(engine, rulebook)

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO complaint"):
            walks.append(walk(sys._getframe()))

    event.listen(engine, "before_cursor_execute", note)
    return walks


def test_the_page_needs_four_calls(client: FlaskClient, walked: list[list[str]]) -> None:
    citizen = Visitor(client)
    citizen.send(
        "/lapor",
        of="/lapor",
        text="Parit tumpat.",
        kelurahan="12.71.12.1002",
        privacy="open",
        about_office="no",
    )
    assert citizen.status == 303
    assert walked == [
        [
            "web.citizen.reporting.report.post_complaint",
            "web.shell.forms.submit",
            "intake.service.submit",
            "tickets.opening.service.open_ticket",
        ]
    ]


def test_the_api_needs_three(client: FlaskClient, walked: list[list[str]]) -> None:
    body = {"text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open"}
    assert client.post("/api/v1/complaints", json=body).status_code == 201
    assert walked == [
        ["api.complaints.post_complaint", "intake.service.submit", "tickets.opening.service.open_ticket"]
    ]
