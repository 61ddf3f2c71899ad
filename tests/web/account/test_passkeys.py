"""Passkeys by requests, with a device made of code: each answer that opens nothing, and that none opens twice."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.factor.models import Passkey
from complaints_service.accounts.service import set_active
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from tests.support.passkeys import Device
from tests.support.visitors import Visitor, when
from tests.support.world import PASSWORD, SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
OWN, SIGN_IN = "/akun-saya/langkah-kedua", "/masuk/kunci-sandi"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture(autouse=True)
def named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site has a name, as passkeys need."""
    running = app.extensions[KEY]
    settings = replace(running.settings, base_url="http://localhost")
    monkeypatch.setitem(app.extensions, KEY, replace(running, settings=settings))


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "rina", NOW)


def asked(visitor: Visitor) -> dict[str, object]:
    """What the page that is open asks a browser for."""
    found = re.search(r'data-passkey="([^"]+)"', visitor.raw)
    assert found is not None, visitor.page
    return json.loads(html.unescape(found[1]))


def add(visitor: Visitor, device: Device, name: str = "ponsel") -> str:
    visitor.read(OWN)
    return visitor.send(f"{OWN}/kunci-sandi", name=name, credential=device.makes(asked(visitor)))


def sign_in(visitor: Visitor, device: Device) -> int:
    """Signs in with the device alone, as somebody who is signed out; the status."""
    visitor.client.delete_cookie("tanggap")
    visitor.read("/masuk")
    visitor.send(SIGN_IN, credential=device.signs(asked(visitor)))
    return visitor.status


def test_one_is_added_named_and_signs_in(office: Office, rina: Visitor) -> None:
    device = Device()
    add(rina, device, name="")
    assert (rina.status, "Kode pemulihan Rina" in rina.page) == (422, False), "it wants a name"
    assert "Kode pemulihan Rina Contoh" in add(rina, device)
    assert "<h3>ponsel</h3>" in rina.read(OWN)
    device.count = 2
    assert (sign_in(rina, device), rina.location) == (303, "/meja")
    assert "Rina Contoh" in rina.read("/meja")
    with db.reading(office.engine) as session:
        told = session.scalars(select(AuditEvent.data).where(AuditEvent.kind == "sign_in.accepted")).all()
    assert told == [{"by": "passkey"}]


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "http://localhost.palsu.example"}, {"domain": "palsu.example"}, {"verifies": False}],
    ids=["another site", "a key of another site", "nobody checked"],
)
def test_what_another_site_or_nobody_s_finger_gave_is_refused(
    rina: Visitor, wrong: dict[str, object]
) -> None:
    device = Device()
    add(rina, replace(device, **wrong))
    assert rina.status == 409
    add(rina, device)
    assert sign_in(rina, replace(device, count=2, **wrong)) == 422
    assert "Kunci sandi itu tidak diterima." in rina.page
    assert sign_in(rina, replace(device, count=2)) == 303


def test_an_answer_opens_once_and_a_copy_of_the_device_never(rina: Visitor) -> None:
    device = Device()
    add(rina, device)
    rina.client.delete_cookie("tanggap")
    rina.read("/masuk")
    sent = replace(device, count=5).signs(asked(rina))
    for status in (303, 422):
        rina.client.delete_cookie("tanggap")
        rina.read("/masuk")
        rina.send(SIGN_IN, credential=sent)
        assert rina.status == status
    assert sign_in(rina, replace(device, count=5)) == 422, "it does not count on: two of them are used"
    assert sign_in(rina, replace(device, count=6)) == 303


def test_a_challenge_is_for_one_use_one_account_and_ten_minutes(
    app: Flask, office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device()
    rina.read("/bukti")
    hasan = Visitor(app.test_client()).sign_in(office, "hasan", NOW)
    hasan.read(OWN)
    theirs = asked(hasan)
    rina.read(OWN)
    mine = asked(rina)
    for question in (theirs, {"challenge": "AAAA"}):
        rina.send(f"{OWN}/kunci-sandi", of=OWN, name="ponsel", credential=device.makes(question))
        assert rina.status == 409
    add(rina, device)
    rina.client.delete_cookie("tanggap")
    for question in (mine, theirs):
        rina.send(SIGN_IN, of="/masuk", credential=replace(device, count=2).signs(question))
        assert rina.status == 422, "made for adding one"
    rina.read("/masuk")
    question, later = asked(rina), NOW + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    rina.send(SIGN_IN, credential=replace(device, count=2).signs(question))
    assert rina.status == 422


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "null", "{" * 5000, '{"id": 3, "response": {"clientDataJSON": "!!"}}']
)
def test_what_no_browser_sends_opens_nothing(rina: Visitor, sent: str) -> None:
    rina.send(f"{OWN}/kunci-sandi", of=OWN, name="ponsel", credential=sent)
    assert rina.status == 409
    rina.client.delete_cookie("tanggap")
    rina.send(SIGN_IN, of="/masuk", credential=sent)
    assert rina.status == 422


def test_a_password_alone_does_not_do_where_there_is_a_passkey_and_another_s_proves_nothing(
    app: Flask, office: Office, rina: Visitor
) -> None:
    device, other = Device(), Device()
    add(rina, device)
    hasan = Visitor(app.test_client()).sign_in(office, "hasan", NOW)
    add(hasan, other)
    rina.read("/bukti")
    rina.send("/bukti/kunci-sandi", credential=replace(other, count=2).signs(asked(rina)))
    assert rina.status == 422
    rina.client.delete_cookie("tanggap")
    page = rina.send("/masuk", of="/masuk", login="rina", password=PASSWORD)
    assert (rina.status, "Satu kode pemulihan" in page) == (200, True)
    rina.send(SIGN_IN, credential=replace(device, count=2).signs(asked(rina)))
    assert rina.status == 303


def test_a_shut_account_opens_no_more_also_after_it_was_opened_again(office: Office, rina: Visitor) -> None:
    device = Device()
    add(rina, device)
    for active in (False, True):
        with db.writing(office.engine) as session:
            set_active(session, account_id=office.accounts["rina"], active=active, now=NOW, actor=SETUP)
        assert sign_in(rina, replace(device, count=2)) == 422
    with db.reading(office.engine) as session:
        assert session.scalars(select(Passkey.id)).all() == []
