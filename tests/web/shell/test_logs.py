"""The log: one line for each answer, and no secret in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service.edge import logs


@pytest.fixture
def written() -> Iterator[StringIO]:
    """The log as the service has it; the tests' own afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = StringIO()
    logs.configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/lacak/whuOZyFfBAhxXu_q931Vag", "/lacak/…"),
        ("/sandi/geheim", "/sandi/…"),
        ("/berhenti/geheim", "/berhenti/…"),
        ("/kabar/7.1.geheim", "/kabar/…"),
        ("/laporan/MRL-2611-7K4Q2", "/laporan/MRL-2611-7K4Q2"),
        ("/lacak", "/lacak"),
    ],
)
def test_what_opens_something_is_masked(path: str, written: str) -> None:
    assert logs.masked(path) == written


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_answer_is_one_line_whatever_was_asked(client: FlaskClient, written: StringIO) -> None:
    client.get("/tidak%0aada%1b[31m?q=rahasia")
    lines = [line for line in written.getvalue().splitlines() if "answered" in line]
    assert len(lines) == 1
    record = json.loads(lines[0])
    assert (record["status"], record["method"]) == (404, "GET")
    assert "rahasia" not in lines[0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_metrics_are_for_this_machine(app: Flask) -> None:
    client = app.test_client()
    assert b"tanggap_answers_total" in client.get("/metrics").data
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.5"}).status_code == 404
