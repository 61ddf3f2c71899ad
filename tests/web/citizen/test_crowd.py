"""Fifty people behind one address are not hindered; one that sends without end, or faster than people do, is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
REPORT = {
    "text": "Bangku taman patah.", "category": "lainnya", "about_office": "no", "kelurahan": "12.71.12.1002",
    "privacy": "confidential",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


class Minutes:
    """The clock, moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rate_limits=True)


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Minutes:
    made = Minutes()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, minutes: Minutes) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


def test_fifty_people_behind_one_address_send_at_once(app: Flask, office: Office, minutes: Minutes) -> None:
    people = [Visitor(app.test_client()) for _ in range(50)]
    for one in people:
        one.read("/lapor")
    minutes.wait(40)
    for one in people:
        one.send("/lapor", **REPORT)
        assert one.status == 303


def test_one_browser_that_sends_without_end_is_stopped(app: Flask, office: Office) -> None:
    one = Visitor(app.test_client())
    one.read("/lapor")
    codes = [one.client.post("/lapor", data=one._form("/lapor")).status_code for _ in range(31)]
    assert codes[:30] == [422] * 30 and codes[30] == 429


def test_whoever_sends_faster_than_one_reads_presses_once_more(
    app: Flask, office: Office, minutes: Minutes
) -> None:
    one = Visitor(app.test_client())
    page = one.send("/lapor", of="/lapor", **REPORT)
    assert one.status == 422 and "Terkirim cepat sekali" in page and REPORT["text"] in page
    minutes.wait(3)
    one.send("/lapor", **REPORT)
    assert one.status == 303


def test_whoever_fills_in_what_nobody_sees_presses_once_more(
    app: Flask, office: Office, minutes: Minutes
) -> None:
    one = Visitor(app.test_client())
    one.read("/lapor")
    minutes.wait(30)
    page = one.send("/lapor", **REPORT, situs="https://contoh.example")
    assert one.status == 422 and REPORT["text"] in page and "contoh.example" not in page
    one.send("/lapor", **REPORT)
    assert one.status == 303
