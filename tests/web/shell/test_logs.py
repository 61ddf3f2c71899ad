"""The log: one line for each answer, and no secret in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from complaints_service import db
from complaints_service.edge import logs
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")


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


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/lacak/whuOZyFfBAhxXu_q931Vag", {"route": "/lacak/<secret>"}),
        ("/sandi/KENARI", {"route": "/sandi/<token>"}),
        ("/kabar/7.1.KENARI?q=KENARI", {"route": "/kabar/<token>"}),
        ("/api/v1/chats/telegram/7000000001", {"route": "/api/v1/chats/<route>/<chat>"}),
        ("/laporan/mrl-2611-7k4qb?q=KENARI", {"route": "/laporan/<number>", "number": "MRL-2611-7K4QB"}),
        ("/laporan/KENARI", {"route": "/laporan/<number>"}),
        ("/KENARI", {"route": "none"}),
    ],
)
def test_of_an_address_the_route_and_the_public_number_are_written(
    client: FlaskClient, written: StringIO, path: str, told: dict[str, str]
) -> None:
    client.get(path)
    (line,) = [line for line in written.getvalue().splitlines() if "answered" in line]
    record = json.loads(line)
    assert {name: record[name] for name in ("route", "number") if name in record} == told
    assert "KENARI" not in written.getvalue() and "7000000001" not in written.getvalue()


def test_of_an_error_its_kind_and_place_are_written_and_not_what_it_says(written: StringIO) -> None:
    def typed_wrong() -> None:
        try:
            int("KENARI")
        except ValueError as error:
            raise LookupError("KENARI") from error

    for name in ("complaints_service.x", "somebody.else"):
        try:
            typed_wrong()
        except LookupError:
            logging.getLogger(name).exception("went wrong for %s", "KENARI" if name == "somebody.else" else 7)
    first, second = [json.loads(line) for line in written.getvalue().splitlines()]
    assert first["event"] == "went wrong for 7" and second["event"] == "went wrong for %s"
    for record in (first, second):
        assert "LookupError" in record["exception"] and "ValueError" in record["exception"]
        assert any("test_logs.py" in line and "typed_wrong" in line for line in record["exception"])
    assert "KENARI" not in written.getvalue()


def test_what_the_database_was_given_stands_in_no_error(engine: Engine, written: StringIO) -> None:
    try:
        with db.writing(engine) as session:
            for _ in range(2):
                statement = text("INSERT INTO chat_step (bot, update_id, at) VALUES (:bot, 1, '2026-11-01')")
                session.execute(statement, {"bot": "KENARI"})
    except IntegrityError as error:
        logging.getLogger("complaints_service").error("refused", exc_info=error)
    assert "IntegrityError" in written.getvalue() and "KENARI" not in written.getvalue()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_answer_is_one_line_whatever_was_asked(client: FlaskClient, written: StringIO) -> None:
    client.get("/tidak%0aada%1b[31m?q=rahasia")
    lines = [line for line in written.getvalue().splitlines() if "answered" in line]
    assert len(lines) == 1
    record = json.loads(lines[0])
    assert (record["status"], record["method"]) == (404, "GET")
    assert "rahasia" not in lines[0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_a_refusal_the_account_is_written_and_of_nobody_none(
    app: Flask, office: Office, written: StringIO
) -> None:
    rina, stranger = Visitor(app.test_client()).sign_in(office, "rina", NOW), app.test_client()
    for client in (rina.client, stranger):
        client.get("/pengelola/pegawai")  # the administrator's
        client.post("/lapor", data={})  # a form without its token
        client.get("/hak")
    told = [json.loads(line) for line in written.getvalue().splitlines() if "answered" in line]
    mine = office.accounts["rina"]
    assert [(each["status"], each.get("account")) for each in told] == [
        *[(404, mine), (403, mine), (200, None)],
        *[(303, None), (403, None), (200, None)],
    ]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_metrics_are_for_this_machine(app: Flask) -> None:
    client = app.test_client()
    assert b"tanggap_answers_total" in client.get("/metrics").data
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.5"}).status_code == 404
