"""The page of one's own account: what opens it is listed, and each of these can be ended by its owner alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.accounts.devices import device_of
from complaints_service.accounts.keys import NewKey, issue_key, keys_of
from complaints_service.accounts.models import Account, SignInSession
from complaints_service.accounts.sign_in import start_session
from complaints_service.audit.models import AuditEvent
from complaints_service.idempotency import IdempotencyKey, Key
from complaints_service.web.shell.forms import SECRETS, FormSchema
from tests.support.other_process import ALL, alive
from tests.support.visitors import Visitor, session_token, when
from tests.support.world import PASSWORD, SETUP, Office
from tests.web.account.test_all_that_opens_ends import NEW_PASSWORD, opened

NOW = when("Tue 2026-11-24 14:05")
PAGE, PASSWORD_FORM = "/akun-saya", "/akun-saya/sandi"
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def rina(app: Flask, office: Office) -> Visitor:
    return Visitor(app.test_client()).sign_in(office, "rina", NOW)


def from_phone(office: Office, login: str = "rina", now: datetime = NOW) -> str:
    with db.writing(office.engine) as session:
        return start_session(session, account_id=office.accounts[login], user_agent=PHONE, now=now)


def marks(page: str, action: str) -> list[str]:
    forms = re.findall(rf'action="{action}".*?</form>', page, re.DOTALL)
    return [re.findall(r'name="mark" value="(\w+)"', form)[0] for form in forms]


# ------------------------------------------------------------------------------------------- browsers


def test_it_lists_the_browsers_of_the_account_and_no_other_s(office: Office, rina: Visitor) -> None:
    from_phone(office)
    from_phone(office, "hasan")
    page = rina.read(PAGE)
    assert "Rina Contoh, nama masuk rina" in page
    assert page.count("<h3>Chrome, Android</h3>") == 1
    assert "Perangkat tidak dikenal" in page
    assert page.count("peramban ini") == 1
    assert len(marks(page, "/akun-saya/sesi/akhiri")) == 1, "not the one it is read in"


def test_one_browser_is_ended_and_the_others_stay(app: Flask, office: Office, rina: Visitor) -> None:
    phone, other = from_phone(office), session_token(office, "rina", NOW)
    page = rina.read(PAGE)
    first = marks(page, "/akun-saya/sesi/akhiri")
    assert len(first) == 2
    rina.send("/akun-saya/sesi/akhiri", mark=first[0])
    assert (rina.status, rina.location) == (303, PAGE)
    assert "Sesi itu berakhir." in rina.read(PAGE)
    living = []
    for token in (phone, other):
        browser = app.test_client()
        browser.set_cookie("tanggap", token)
        living.append(browser.get("/meja").status_code)
    assert sorted(living) == [200, 303]


def test_all_others_are_ended_and_this_one_stays(app: Flask, office: Office, rina: Visitor) -> None:
    for _ in range(3):
        from_phone(office)
    colleague = from_phone(office, "hasan")
    rina.send("/akun-saya/sesi/lain", of=PAGE)
    assert "Chrome" not in rina.read(PAGE)
    assert rina.status == 200
    browser = app.test_client()
    browser.set_cookie("tanggap", colleague)
    assert browser.get("/meja").status_code == 200
    with db.reading(office.engine) as session:
        ended = session.scalars(select(AuditEvent.data).where(AuditEvent.kind == "session.ended")).all()
    assert ended == [{"ended": 3}]


def test_sessions_that_ran_out_are_not_listed(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_phone(office)
    later = NOW + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Chrome" not in rina.sign_in(office, "rina", later).read(PAGE)


def test_an_administrator_signs_somebody_out_everywhere(app: Flask, office: Office, rina: Visitor) -> None:
    other = Visitor(app.test_client()).sign_in(office, "rina", NOW)
    admin = Visitor(app.test_client()).sign_in(office, "admin", NOW)
    with db.reading(office.engine) as session:
        officer_id = session.scalar(select(Account.officer_id).where(Account.login == "rina"))
    there = f"/pengelola/pegawai/{officer_id}"
    other.read("/meja")
    assert other.status == 200
    admin.send(f"{there}/sesi", of=there)
    assert admin.status == 303
    for browser in (rina, other):
        browser.read("/meja")
        assert browser.location.startswith("/masuk")
    admin.read(there)
    assert admin.status == 200


@pytest.mark.parametrize("mark", ["", "x", "%" * 16, "_" * 16, "0" * 16, "somebody's"])
@pytest.mark.parametrize("what", ["sesi/akhiri", "kunci/cabut"])
def test_what_is_not_one_s_own_cannot_be_ended(
    app: Flask, office: Office, rina: Visitor, what: str, mark: str
) -> None:
    colleague = opened(office, "hasan")
    with db.reading(office.engine) as session:
        who = office.accounts["hasan"]
        theirs = {
            "sesi/akhiri": session.scalars(
                select(SignInSession.id).where(SignInSession.account_id == who)
            ).one()[:16],
            "kunci/cabut": keys_of(session, account_id=who)[0].mark,
        }
    from_phone(office)
    with db.writing(office.engine) as session:
        new = NewKey(scopes=("read",))
        issue_key(session, account_id=office.accounts["rina"], new=new, now=NOW, actor=SETUP)
    rina.read(PAGE)
    rina.send(f"/akun-saya/{what}", mark=theirs[what] if mark == "somebody's" else mark)
    assert rina.status in (404, 422)
    assert alive(app, colleague) == ALL
    assert "Chrome, Android" in rina.read(PAGE)


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36 OPR/111", "Opera, Linux"),
        ("curl/8.5", ""), ("", ""), ("\x00<script>" * 99, ""),
    ],
)  # fmt: skip
def test_of_a_browser_its_kind_is_kept_and_nothing_else(said: str, device: str) -> None:
    assert device_of(said) == device


# ------------------------------------------------------------------------------------------- password


def change(visitor: Visitor, present: str, password: str = NEW_PASSWORD, again: str = NEW_PASSWORD) -> str:
    return visitor.send(PASSWORD_FORM, of=PAGE, old_password=present, password=password, again=again)


def test_a_new_password_ends_all_else_and_not_the_browser_it_was_set_in(
    app: Flask, office: Office, rina: Visitor
) -> None:
    ways = opened(office)
    change(rina, PASSWORD)
    assert (rina.status, rina.location) == (303, PAGE)
    assert "Kata sandi diganti." in rina.read(PAGE)
    assert rina.status == 200
    assert alive(app, ways) == ()
    for password, status in ((PASSWORD, 422), (NEW_PASSWORD, 303)):
        other = Visitor(app.test_client())
        other.send("/masuk", of="/masuk", login="rina", password=password)
        assert other.status == status


@pytest.mark.parametrize(
    ("present", "password", "again", "field"),
    [
        ("salah salah salah", NEW_PASSWORD, NEW_PASSWORD, "old_password"),
        ("", NEW_PASSWORD, NEW_PASSWORD, "old_password"),
        (PASSWORD, NEW_PASSWORD, "lain lain lain lain", "again"),
        (PASSWORD, "pendek", "pendek", "password"),
        (PASSWORD, "rinarinarina", "rinarinarina", "password"),
        (PASSWORD, "Ketenteraman12", "Ketenteraman12", "password"),
        (PASSWORD, "", "", "password"),
    ],
)
def test_a_refused_one_changes_nothing_and_repeats_no_password(
    app: Flask, office: Office, rina: Visitor, present: str, password: str, again: str, field: str
) -> None:
    ways = opened(office)
    page = change(rina, present, password, again)
    assert rina.status == 422
    assert f'id="{field}-error"' in page
    assert alive(app, ways) == ALL
    assert not [typed for typed in (present, password, again) if typed and f'value="{typed}"' in page]


def test_guessing_the_present_password_in_an_open_browser_is_held_up(office: Office, rina: Visitor) -> None:
    for _ in range(10):
        change(rina, "salah")
        assert rina.status == 422
    page = change(rina, PASSWORD)
    assert rina.status == 429
    assert "Terlalu banyak percobaan" in page
    assert "Percobaan masuk yang salah sejak Anda terakhir masuk: 10" in page


def test_slips_in_the_new_one_take_up_no_room(office: Office, rina: Visitor) -> None:
    for _ in range(12):
        change(rina, PASSWORD, "pendek", "pendek")
        assert rina.status == 422
    change(rina, PASSWORD)
    assert rina.status == 303


def test_pressed_twice_it_is_done_once(office: Office, rina: Visitor) -> None:
    rina.read(PAGE)
    fields = {
        **rina._form(PASSWORD_FORM),
        "old_password": PASSWORD,
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
    }
    for _ in range(2):
        rina._took(rina.client.post(PASSWORD_FORM, data=fields))
        assert (rina.status, rina.location) == (303, PAGE)
    with db.reading(office.engine) as session:
        kinds = select(func.count()).select_from(AuditEvent)
        assert session.scalar(kinds.where(AuditEvent.kind == "account.password_changed")) == 1
        assert session.scalar(kinds.where(AuditEvent.kind == "sign_in.refused")) == 0


def test_a_password_is_in_no_digest_and_in_no_page_that_comes_back(office: Office, rina: Visitor) -> None:
    """A digest of a form is quick to guess at; a page that asks to sign in first lies open on the screen."""
    rina.read(PAGE)
    form = {
        **rina._form(PASSWORD_FORM),
        "old_password": PASSWORD,
        "password": NEW_PASSWORD,
        "again": NEW_PASSWORD,
    }
    rina.client.delete_cookie("tanggap")
    came_back = rina._took(rina.client.post(PASSWORD_FORM, data=form))
    assert rina.status == 401
    assert not [each for each in (PASSWORD, NEW_PASSWORD) if each in came_back]
    rina.sign_in(office, "rina", NOW)
    rina.read(PAGE)
    key = rina._form(PASSWORD_FORM)["key"]
    rina.send(PASSWORD_FORM, old_password=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert rina.status == 303
    with db.reading(office.engine) as session:
        digests = set(session.scalars(select(IdempotencyKey.body_sha256)))
    assert digests == {Key("", key, {}).body_sha256}, "of a form of passwords nothing is digested"


def schemas(kind: type[FormSchema] = FormSchema) -> Iterator[type[FormSchema]]:
    for each in kind.__subclasses__():
        yield each
        yield from schemas(each)


def test_only_forms_of_passwords_have_fields_that_never_come_back() -> None:
    """Another form that called a field so would lose what was typed there."""
    others = {
        kind.__module__
        for kind in schemas()
        if SECRETS & {one.data_key or name for name, one in kind().fields.items()}
    }
    # The office's own mail server has a password, and another office's system a key: they never come back either.
    office = "complaints_service.web.desk.office"
    others -= {f"{office}.entered", f"{office}.other_offices"}
    assert {module for module in others if not module.startswith("complaints_service.web.account.")} == set()
    assert others


def test_an_expired_form_changes_nothing(app: Flask, office: Office, rina: Visitor) -> None:
    ways = opened(office)
    rina.send_expired(
        PASSWORD_FORM, of=PAGE, old_password=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD
    )
    assert rina.status == 403
    assert alive(app, ways) == ALL


# ------------------------------------------------------------------------------------- keys and chat


def test_keys_are_listed_with_what_they_are_for_and_revoked(
    app: Flask, office: Office, rina: Visitor
) -> None:
    with db.writing(office.engine) as session:
        new = NewKey(scopes=("read", "figures"), name="Aplikasi <b>", network="10.0.0.0/8", days=30)
        token = issue_key(session, account_id=office.accounts["rina"], new=new, now=NOW, actor=SETUP)
    page = rina.read(PAGE)
    assert "Aplikasi <b>" in page
    assert "&lt;b&gt;" in rina.raw
    for said in ("membaca tiket, membaca angka kinerja", "Hanya dari 10.0.0.0/8.", "Belum pernah dipakai."):
        assert said in page
    assert token not in page
    key, inside = {"Authorization": f"Bearer {token}"}, {"REMOTE_ADDR": "10.2.3.4"}
    program = app.test_client()
    assert program.get("/api/v1/tickets", headers=key, environ_base=inside).status_code == 200
    assert program.get("/api/v1/tickets", headers=key).status_code == 401, "from elsewhere"
    assert "Terakhir dipakai" in rina.read(PAGE)
    rina.send("/akun-saya/kunci/cabut", mark=marks(rina.page, "/akun-saya/kunci/cabut")[0])
    assert rina.status == 303
    assert program.get("/api/v1/tickets", headers=key, environ_base=inside).status_code == 401
    assert "Tidak ada program yang memegang kunci" in rina.read(PAGE)


def test_the_chat_is_unlinked_from_here(app: Flask, office: Office, rina: Visitor) -> None:
    ways = opened(office)
    assert "Terhubung dengan obrolan" in rina.read(PAGE)
    rina.send("/akun-saya/obrolan/lepas")
    assert (rina.status, rina.location) == (303, PAGE)
    assert alive(app, ways) == ("key", "link", "session")
    assert "Belum ada obrolan yang terhubung." in rina.read(PAGE)


def test_an_account_without_an_officer_has_its_page_too(app: Flask, office: Office) -> None:
    page = Visitor(app.test_client()).sign_in(office, "auditor", NOW).read(PAGE)
    assert "nama masuk auditor" in page
    assert "Obrolan Anda" not in page


def test_it_is_a_word_away_from_every_page(rina: Visitor) -> None:
    for path in ("/meja", "/hak", "/akun-saya"):
        assert f'href="{PAGE}"' in rina.read(path)


def test_it_speaks_english(rina: Visitor) -> None:
    rina.client.set_cookie("bahasa", "en")
    page = rina.read(PAGE)
    assert "My account" in page
    assert "Kata sandi" not in page
