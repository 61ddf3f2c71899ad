"""The tour of the first visit: five steps for each kind of reader, left and resumed, never shown twice."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from complaints_service import clock
from complaints_service.accounts.tour import STEPS
from complaints_service.edge.resources import KEY
from complaints_service.web.shell.steps import TOURS, reader_kind
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import Visitor, when
from tests.support.world import PASSWORD, open_office

NOW = when("Tue 2026-11-24 14:05")
READERS = {
    "rina": "officer",
    "kasi": "superior",
    "camat": "camat",
    "auditor": "inspector",
    "admin": "administrator",
}
SHOWN = 'id="tur"'

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def enters(desk: Desk, login: str) -> Visitor:
    visitor = Visitor(desk.app.test_client())
    visitor.send("/masuk", of="/masuk", login=login, password=PASSWORD)
    return visitor


def steps_seen(visitor: Visitor) -> int:
    return visitor.read("/mulai").count("sudah dilihat")


def test_it_begins_with_the_first_sign_in_and_never_again(desk: Desk) -> None:
    rina = enters(desk, "rina")
    rina.read("/meja")
    assert SHOWN in rina.raw and f"Langkah 1 dari {STEPS}" in rina.page
    for step in range(STEPS):
        assert steps_seen(rina) == step
        rina.read("/meja")
        rina.send("/mulai/lanjut", step=str(step), kembali="/meja")
        assert rina.location == "/meja#tur"
    rina.read("/meja")
    assert SHOWN not in rina.raw
    again = enters(desk, "rina")
    again.read("/meja")
    assert SHOWN not in again.raw and steps_seen(again) == STEPS


def test_it_is_put_off_kept_and_resumed(desk: Desk) -> None:
    rina = enters(desk, "rina")
    rina.send("/mulai/lanjut", of="/meja", step="0", kembali="/meja")
    rina.send("/mulai/nanti", of="/meja", kembali="/meja")
    again = enters(desk, "rina")
    again.read("/meja")
    assert SHOWN not in again.raw
    again.send("/mulai/teruskan", of="/mulai")
    again.read("/meja")
    assert SHOWN in again.raw and f"Langkah 2 dari {STEPS}" in again.page
    # What a second browser still shows takes nobody back.
    again.send("/mulai/lanjut", step="0", kembali="/meja")
    assert steps_seen(rina) == 1


def test_whoever_signed_in_before_there_was_a_tour_is_left_alone_and_may_read_it(desk: Desk) -> None:
    rina = desk.visitor("rina")
    rina.read("/meja")
    assert SHOWN not in rina.raw and "Lima langkah" in rina.read("/mulai")


def test_it_interrupts_no_act(desk: Desk) -> None:
    number = desk.office.complain("Sampah menumpuk", now=NOW).number
    kasi = enters(desk, "kasi")
    kasi.read(f"/meja/{number}")
    assert kasi.status == 200 and SHOWN not in kasi.raw


@pytest.mark.parametrize("login", READERS)
def test_each_kind_of_reader_has_five_steps_and_may_open_each(desk: Desk, login: str) -> None:
    kind, visitor = READERS[login], desk.visitor(login)
    assert reader_kind(desk.office.rights(login)) == kind and len(TOURS[kind]) == STEPS
    with desk.app.test_request_context():
        addresses = [url_for(one.endpoint, **one.address) for one in TOURS[kind]]
    for address in addresses:
        visitor.read(address)
        assert visitor.status in (200, 303), address
        assert visitor.status == 200 or "/masuk" not in visitor.location, address


@pytest.mark.parametrize("typed", ["", "5", "-1", "x"])
def test_a_step_there_is_not_changes_nothing(desk: Desk, typed: str) -> None:
    rina = enters(desk, "rina")
    rina.send("/mulai/lanjut", of="/meja", step=typed)
    assert rina.status == 422 and steps_seen(rina) == 0


def test_it_leads_nowhere_else(desk: Desk) -> None:
    rina = enters(desk, "rina")
    rina.send("/mulai/lanjut", of="/meja", step="0", kembali="//jahat.example")
    assert rina.location == "/mulai#tur"
