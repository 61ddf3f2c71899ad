"""Reminding oneself of a ticket on the desk's pages."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.visitors import when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def test_it_is_set_by_one_press_listed_and_done(desk: Desk) -> None:
    number = desk.office.complain("Sampah menumpuk", now=NOW).number
    kasi, here = desk.visitor("kasi"), f"/meja/{number}"
    kasi.send(f"{here}/ingatkan", of=here, choice="monday")
    assert kasi.location == here
    assert "Senin" in kasi.read(here) and "Hanya Anda yang tahu." in kasi.page
    assert number in kasi.read("/meja/pengingat") and "30 Nov" in kasi.page
    assert number not in desk.visitor("hasan").read("/meja/pengingat")
    action = kasi.raw.partition('action="/meja/pengingat/')[2].partition('"')[0]
    kasi.send(f"/meja/pengingat/{action}", of="/meja/pengingat")
    assert "Tidak ada pengingat" in kasi.read("/meja/pengingat")


def test_the_form_loses_nothing_and_does_it_once(desk: Desk) -> None:
    number = desk.office.complain("Sampah menumpuk", now=NOW).number
    typed = {"at": "2026-11-27T09:00", "choice": "own"}
    form = Form(
        "kasi",
        f"/meja/{number}",
        f"/meja/{number}/ingatkan",
        typed,
        buttons=frozenset({"choice"}),
        wrong={"at": "2020-01-01T09:00"},
    )
    check_nothing_is_lost_or_done_twice(desk, form)
