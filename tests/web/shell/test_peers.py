"""Whose address a request comes from: what is for this machine alone, and limits that are one visitor's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service.app import create_app
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from config.settings import Settings

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

FORWARDED = [
    ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"),
    ("Forwarded", "for=127.0.0.1"), ("Via", "1.1 proxy"), ("X-Forwarded-Proto", "https"),
]  # fmt: skip


@pytest.fixture
def behind(settings: Settings, rulebook: Rulebook) -> Iterator[FlaskClient]:
    """The application of an office with https: one proxy stands before it, on this machine."""
    office = replace(settings, base_url="https://lapor.example.org", trusted_proxies=1, rate_limits=True)
    app = create_app(office, rulebook)
    yield app.test_client()
    app.extensions[KEY].engine.dispose()


def metrics(client: FlaskClient, peer: str, *headers: tuple[str, str]) -> int:
    return client.get("/metrics", headers=list(headers), environ_base={"REMOTE_ADDR": peer}).status_code


def test_the_counts_are_for_this_machine_alone(client: FlaskClient) -> None:
    assert metrics(client, "127.0.0.1") == metrics(client, "::1") == 200
    for peer in ("203.0.113.9", "10.0.0.1", "::ffff:203.0.113.9", "unix:", ""):
        assert metrics(client, peer) == 404, peer


@pytest.mark.parametrize("header", FORWARDED)
def test_what_a_proxy_passes_on_is_not_from_this_machine(
    client: FlaskClient, behind: FlaskClient, header: tuple[str, str]
) -> None:
    """Whether the proxy is counted or not, and whatever address it or the visitor claims."""
    assert metrics(client, "127.0.0.1", header) == 404
    assert metrics(behind, "127.0.0.1", header) == 404
    assert metrics(behind, "203.0.113.9", header) == 404


def test_whoever_watches_asks_directly_also_where_a_proxy_stands(behind: FlaskClient) -> None:
    assert metrics(behind, "127.0.0.1") == 200


def asked(client: FlaskClient, visitor: str) -> int:
    form = {"login": "siapa"}
    return client.post(
        "/sandi/lupa",
        data=form,
        headers={"X-Forwarded-For": visitor},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    ).status_code


def test_behind_a_counted_proxy_each_visitor_has_limits_of_their_own(behind: FlaskClient) -> None:
    assert 429 in [asked(behind, "203.0.113.9") for _ in range(11)]
    assert asked(behind, "203.0.113.10") != 429


def warned(caplog: pytest.LogCaptureFixture) -> int:
    return sum("all of them share one address" in record.getMessage() for record in caplog.records)


def test_one_limit_for_all_is_never_silent(
    settings: Settings, rulebook: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    """A proxy before an address of plain http cannot be seen at the start; the first visitor shows it."""
    app = create_app(settings, rulebook)
    with caplog.at_level(logging.ERROR):
        app.test_client().get("/healthz")
        assert warned(caplog) == 0
        for _ in range(3):
            app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert warned(caplog) == 1
    app.extensions[KEY].engine.dispose()


def test_one_proxy_too_few_is_told_too(behind: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    near = {"REMOTE_ADDR": "127.0.0.1"}
    with caplog.at_level(logging.ERROR):
        behind.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"}, environ_base=near)
        assert warned(caplog) == 0
        behind.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9, 127.0.0.1"}, environ_base=near)
    assert warned(caplog) == 1


def test_the_command_ends_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    from click.testing import CliRunner

    from complaints_service.cli.commands import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TANGGAP_BASE_URL", "https://lapor.example.org")
    monkeypatch.setenv("TANGGAP_DATABASE_URL", app.extensions[KEY].settings.database_url)
    monkeypatch.setenv("TANGGAP_RULEBOOK", str(app.extensions[KEY].settings.rulebook))
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == 1
    assert "TANGGAP_TRUSTED_PROXIES" in done.output
