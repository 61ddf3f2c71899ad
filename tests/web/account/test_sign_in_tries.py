"""Wrong tries from elsewhere keep no owner out, are told to the owner, and a limiter that fails lets nobody in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from complaints_service import clock, db
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.models import Account, SignInSession
from complaints_service.accounts.passwords import check_password
from complaints_service.audit.models import AuditEvent
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from complaints_service.web.account import routes
from tests.services.post import Postman, run
from tests.support.visitors import when
from tests.support.world import PASSWORD, SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
RINA = "rina@kantor.example"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only counting is tested: a password is compared without Argon2's work."""
    monkeypatch.setattr(
        routes, "check_password", lambda hashed, password: bool(hashed) and password == PASSWORD
    )


def sign_in(client: FlaskClient, ip: str, password: str = PASSWORD, login: str = "rina") -> TestResponse:
    return send(client, ip, {"login": login, "password": password, "csrf_token": form_token(client)})


def form_token(client: FlaskClient) -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/masuk").text)
    assert token
    return token[1]


def send(client: FlaskClient, ip: str, form: dict[str, str]) -> TestResponse:
    return client.post("/masuk", data=form, environ_base={"REMOTE_ADDR": ip})


def strangers(app: Flask, count: int, *, ip: str = "10.1.0.{}") -> None:
    for number in range(count):
        assert sign_in(app.test_client(), ip.format(number), "salah").status_code == 422


def letters(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Outbox.address).where(Outbox.kind == "sign_in_tries")))


def has_mail(office: Office, now: datetime = NOW) -> None:
    with db.writing(office.engine) as session:
        session.execute(update(Officer).where(Officer.id == office.officers["rina"]).values(email=RINA))
        open_route(session, route="email", now=now)


def test_ten_wrong_tries_from_ten_addresses_keep_nobody_out_and_are_told(app: Flask, office: Office) -> None:
    has_mail(office)
    strangers(app, 9)
    assert letters(office) == []
    strangers(app, 10)
    assert letters(office) == [RINA]
    owner = app.test_client()
    entered = sign_in(owner, "10.7.7.7")
    assert entered.status_code == 303
    assert "ada 19 percobaan masuk yang salah" in owner.get("/meja").text
    assert "percobaan masuk" not in owner.get("/meja").text, "told once"


def test_the_letter_leads_to_the_account_and_comes_once_a_day(
    app: Flask, office: Office, room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_mail(office)
    strangers(app, 15)
    (letter,) = run(room, Postman(), NOW)
    assert letter.address == RINA
    assert letter.link is not None
    assert letter.link.endswith("/akun-saya")
    assert letter.link in letter.text
    later = NOW + timedelta(hours=24)
    monkeypatch.setattr(clock, "now", lambda: later)
    strangers(app, 9)
    assert len(letters(office)) == 1
    strangers(app, 1)
    assert len(letters(office)) == 2


def test_without_an_address_it_is_on_record_and_said_at_the_next_sign_in(app: Flask, office: Office) -> None:
    strangers(app, 12)
    with db.reading(office.engine) as session:
        kinds = session.scalars(select(AuditEvent.data).where(AuditEvent.kind == "sign_in.piled_up")).all()
    assert kinds == [{"mail": False}]
    owner = app.test_client()
    sign_in(owner, "10.7.7.7")
    assert "ada 12 percobaan masuk yang salah" in owner.get("/meja").text


def test_an_unknown_login_is_told_to_nobody_and_answered_alike(app: Flask, office: Office) -> None:
    for number in range(12):
        assert sign_in(app.test_client(), f"10.1.0.{number}", login="siapa").status_code == 422
    assert letters(office) == []


def test_a_slip_or_two_is_not_worth_telling(app: Flask, office: Office) -> None:
    strangers(app, 4)
    owner = app.test_client()
    sign_in(owner, "10.7.7.7")
    assert "percobaan masuk" not in owner.get("/meja").text


def test_her_own_browser_gets_in_while_others_try_from_her_address(app: Flask, office: Office) -> None:
    owner, ip = app.test_client(), "10.7.7.7"
    assert sign_in(owner, ip).status_code == 303
    owner.delete_cookie("tanggap")
    for _ in range(10):
        sign_in(app.test_client(), ip, "salah")
    held = sign_in(app.test_client(), ip)
    assert (held.status_code, 0 < int(held.headers["Retry-After"]) <= 300) == (429, True)
    assert sign_in(owner, ip).status_code == 303
    assert sign_in(app.test_client(), ip, login="hasan").status_code == 303, "nor is a colleague held up"


def test_signing_in_anew_ends_the_session_that_the_browser_came_with(app: Flask, office: Office) -> None:
    """From a second tab, say, whose form was there before."""
    browser, thief, ip = app.test_client(), app.test_client(), "10.7.7.7"
    form = {"login": "rina", "password": PASSWORD, "csrf_token": form_token(browser)}
    send(browser, ip, form)
    before = browser.get_cookie("tanggap")
    assert before is not None
    thief.set_cookie("tanggap", before.value)
    assert thief.get("/meja").status_code == 200
    assert send(browser, ip, {**form, "password": "salah"}).status_code == 422
    assert thief.get("/meja").status_code == 200, "a wrong try ends nothing"
    assert send(browser, ip, {**form, "login": "hasan"}).status_code == 303
    assert (thief.get("/meja").status_code, browser.get("/meja").status_code) == (303, 200)


def test_a_hash_of_less_work_is_made_anew_at_the_next_sign_in(app: Flask, office: Office) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with db.writing(office.engine) as session:
        session.execute(update(Account).where(Account.login == "rina").values(password_hash=cheap))

    def kept() -> str:
        with db.reading(office.engine) as session:
            return str(session.scalar(select(Account.password_hash).where(Account.login == "rina")))

    sign_in(app.test_client(), "10.7.7.7", "salah")
    assert kept() == cheap, "a wrong password changes nothing"
    sign_in(app.test_client(), "10.7.7.7")
    assert kept() != cheap and check_password(kept(), PASSWORD)
    made_anew = kept()
    sign_in(app.test_client(), "10.7.7.7")
    assert kept() == made_anew


def test_a_link_lets_its_owner_in_from_an_address_that_is_held_up(app: Flask, office: Office) -> None:
    owner, ip = app.test_client(), "10.7.7.7"
    for _ in range(10):
        sign_in(app.test_client(), ip, "salah")
    assert sign_in(owner, ip).status_code == 429
    with db.writing(office.engine) as session:
        account = office.accounts["rina"]
        link = issue_one_time_link(
            session, account_id=account, purpose=SET_PASSWORD, ttl=timedelta(hours=1), now=NOW, actor=SETUP
        )
    page = owner.get(f"/sandi/{link}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {
        "password": "sopir becak makan durian",
        "again": "sopir becak makan durian",
        "csrf_token": token[1],
    }
    assert owner.post(f"/sandi/{link}", data=form).status_code == 303
    assert sign_in(owner, ip).status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "eyJhIjoxfQ.abc", "é" * 50, "0" * 3000])
def test_a_made_up_browser_is_no_known_one(app: Flask, office: Office, cookie: str) -> None:
    for _ in range(10):
        sign_in(app.test_client(), "10.7.7.7", "salah")
    browser = app.test_client()
    browser.set_cookie("perangkat", cookie)
    assert sign_in(browser, "10.7.7.7").status_code == 429


def test_a_browser_is_known_for_half_a_year(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, ip = app.test_client(), "10.7.7.7"
    sign_in(owner, ip)
    for days, known in ((179, True), (360, False)):
        later = NOW + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        for _ in range(10):
            sign_in(app.test_client(), ip, "salah")
        owner.delete_cookie("tanggap")
        assert (sign_in(owner, ip).status_code == 303) is known, days


@pytest.mark.parametrize(
    "broken", [OperationalError("INSERT", {}, Exception("disk full")), RuntimeError("the table is gone")]
)
@pytest.mark.parametrize("part", ["begin_sign_in", "finish_sign_in", "tell_owner", "known_browser"])
def test_nobody_gets_in_while_tries_cannot_be_counted(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch, broken: Exception, part: str
) -> None:
    def fails(*_args: Any, **_named: Any) -> None:
        raise broken

    if part == "tell_owner":
        strangers(app, 9)
    monkeypatch.setattr(routes, part, fails)
    answer = sign_in(app.test_client(), "10.7.7.7", "salah" if part == "tell_owner" else PASSWORD)
    assert answer.status_code in (500, 503)
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if "tanggap=" in cookie]
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 0
