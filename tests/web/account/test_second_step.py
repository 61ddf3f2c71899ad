"""The second step of signing in, by requests: set up, asked for, used once, lost and reset; demanded by role."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.factor.apps import begin_app, confirm_app
from complaints_service.accounts.factor.models import CodeApp, RecoveryCode
from complaints_service.accounts.factor.recovery import new_recovery_codes
from complaints_service.accounts.factor.rules import PROOF_HOLDS
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.guard import asks_proof
from complaints_service.edge.resources import KEY
from config.entries.second_step import SecondStepRule
from tests.support.visitors import Visitor, when
from tests.support.world import PASSWORD, Office

NOW = when("Tue 2026-11-24 14:05")
STEP, OWN = "/masuk/langkah-kedua", "/akun-saya/langkah-kedua"
STAFF = "/pengelola/pegawai"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def rina(client: FlaskClient) -> Visitor:
    """Somebody at a browser that nobody has signed in with."""
    return Visitor(client)


def with_app(office: Office, login: str, at: datetime = NOW - timedelta(minutes=5)) -> tuple[TOTP, list[str]]:
    """An app of this account, confirmed at `at`, and its recovery codes."""
    account_id = office.accounts[login]
    with db.writing(office.engine) as session:
        app = TOTP(begin_app(session, account_id=account_id, now=at))
        confirm_app(session, account_id=account_id, typed=app.at(at), now=at)
        return app, new_recovery_codes(session, account_id=account_id, now=at)


def by_password(visitor: Visitor, login: str = "rina", **more: str) -> str:
    return visitor.send("/masuk", of="/masuk", login=login, password=PASSWORD, **more)


def is_in(visitor: Visitor) -> bool:
    visitor.read("/meja")
    return visitor.status == 200


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def recorded(office: Office, kind: str) -> list[dict[str, object]]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(AuditEvent.data).where(AuditEvent.kind == kind)))


# ------------------------------------------------------------------------------------------- setting up


def set_up(visitor: Visitor) -> list[str]:
    """Sets up an app by pages alone; the recovery codes as they were shown."""
    page = visitor.send(f"{OWN}/aplikasi", of=OWN)
    secret = re.search(r'<p class="pre"><b>([A-Z2-7 ]{39})</b>', page)
    assert secret is not None, page
    assert 'class="qr"' in visitor.raw
    shown = visitor.send(f"{OWN}/aplikasi/pasti", step_code=TOTP(secret[1].replace(" ", "")).at(NOW))
    assert visitor.status == 200, shown
    return re.findall(r'<li class="num">([A-Z2-7 ]{29})</li>', shown)


def test_an_app_is_set_up_by_pages_and_its_codes_are_shown_once(office: Office, rina: Visitor) -> None:
    rina.sign_in(office, "rina", NOW)
    rina.send(f"{OWN}/aplikasi", of=OWN)
    rina.send(f"{OWN}/aplikasi/pasti", step_code="000000")
    assert (rina.status, "Kode itu tidak cocok" in rina.page, 'class="qr"' in rina.raw) == (422, True, True)
    codes = set_up(rina)
    assert len(set(codes)) == 10
    assert codes[0] not in rina.read(OWN)
    assert "Tersisa 10 dari 10." in rina.page
    with db.reading(office.engine) as session:
        kept = [
            *session.scalars(select(RecoveryCode.id)),
            repr(session.scalars(select(CodeApp.sealed)).all()),
        ]
    assert not [code for code in codes if code.replace(" ", "") in "".join(kept)]
    fresh = rina.send(f"{OWN}/kode-pemulihan", of=OWN)
    assert codes[0] not in fresh
    assert recorded(office, "second_step.codes_made") == [{}]


# ------------------------------------------------------------------------------------------- signing in


def test_a_password_alone_opens_nothing_any_more(office: Office, rina: Visitor) -> None:
    app, _codes = with_app(office, "rina")
    page = by_password(rina, next="/kinerja")
    assert (rina.status, "Kode dari aplikasi" in page, is_in(rina)) == (200, True, False)
    by_password(rina, next="/kinerja")
    rina.send(STEP, step_code="123456")
    assert (rina.status, "Kode itu keliru" in rina.page) == (422, True)
    rina.send(STEP, step_code=app.at(NOW))
    assert (rina.status, rina.location, is_in(rina)) == (303, "/kinerja", True)
    assert recorded(office, "sign_in.accepted") == [{"by": "app"}]


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}{} ", "full"])
def test_a_code_is_the_same_however_it_is_typed(office: Office, rina: Visitor, typed: str) -> None:
    code = with_app(office, "rina")[0].at(NOW)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    by_password(rina)
    rina.send(STEP, step_code=wide if typed == "full" else typed.format(code[:3], code[3:]))
    assert rina.status == 303, rina.page


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_holds_one_step_before_and_after(
    office: Office, rina: Visitor, seconds: int, taken: bool
) -> None:
    app = with_app(office, "rina")[0]
    by_password(rina)
    rina.send(STEP, step_code=app.at(NOW + timedelta(seconds=seconds)))
    assert (rina.status == 303) is taken


def test_a_code_is_taken_once_and_so_is_each_before_it(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_app(office, "rina")[0]
    for code, status in ((app.at(NOW), 303), (app.at(NOW), 422), (app.at(NOW - timedelta(seconds=30)), 422)):
        rina.client.delete_cookie("tanggap")
        by_password(rina)
        rina.send(STEP, step_code=code)
        assert rina.status == status, code
    at(monkeypatch, NOW + timedelta(seconds=30))
    by_password(rina)
    rina.send(STEP, step_code=app.at(NOW + timedelta(seconds=30)))
    assert rina.status == 303


def test_a_recovery_code_opens_once_and_somebody_elses_never(office: Office, rina: Visitor) -> None:
    _app, mine = with_app(office, "rina")
    _other, theirs = with_app(office, "hasan")
    for code, status in ((theirs[0], 422), (mine[0].lower(), 303), (mine[0], 422), (mine[1], 303)):
        rina.client.delete_cookie("tanggap")
        by_password(rina)
        rina.send(STEP, step_code=code)
        assert rina.status == status
    assert recorded(office, "second_step.recovery_code_used") == [{"left": 9}, {"left": 8}]


def test_what_was_typed_before_both_steps_comes_back_after_them(office: Office, rina: Visitor) -> None:
    app, there = with_app(office, "admin")[0], f"{STAFF}/{office.officers['rina']}"
    rina.sign_in(office, "admin", NOW)
    page = rina.send_signed_out(
        f"{there}/berhenti", login="admin", of=there, on="2026-11-30", reason="SK 9/2026"
    )
    assert "Langkah kedua" in page
    back = rina.send(STEP, step_code=app.at(NOW))
    assert ("SK 9/2026" in back, 'value="2026-11-30"' in back) == (True, True)


def test_the_word_between_the_steps_opens_nothing_later_or_after_another_password(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_app(office, "rina")[0]
    by_password(rina)
    later = NOW + timedelta(minutes=11)
    at(monkeypatch, later)
    rina.send(STEP, step_code=app.at(later))
    assert (rina.status, "Waktunya sudah lewat" in rina.page) == (403, True)
    by_password(rina)
    half = rina._form(STEP)["half"]
    rina.read("/masuk")
    for word in ("", half[:-3] + "abc", "e30.abc"):
        answer = rina.client.post(
            STEP, data={**rina._form("/masuk"), "half": word, "step_code": app.at(later)}
        )
        assert answer.status_code == 403
    from complaints_service.accounts.service import set_password
    from tests.support.world import PASSWORD_HASH, SETUP

    with db.writing(office.engine) as session:
        set_password(
            session, account_id=office.accounts["rina"], password_hash=PASSWORD_HASH, now=later, actor=SETUP
        )
    answer = rina.client.post(STEP, data={**rina._form("/masuk"), "half": half, "step_code": app.at(later)})
    assert answer.status_code == 422


def test_tries_of_codes_end_and_lock_no_known_browser_out(app: Flask, office: Office, rina: Visitor) -> None:
    """Whoever has the password has ten codes an hour, from however many addresses; its owner has room of her own."""
    codes, _recovery = with_app(office, "rina")
    by_password(rina)
    rina.send(STEP, step_code=codes.at(NOW - timedelta(seconds=30)))
    assert rina.status == 303, "this browser is known now"
    thief = app.test_client()
    statuses = []
    for number in range(12):
        stranger = Visitor(thief)
        thief.environ_base["REMOTE_ADDR"] = f"10.9.{number}.1"
        by_password(stranger)
        stranger.send(STEP, step_code="000000")
        statuses.append(stranger.status)
    assert statuses == [422] * 10 + [429] * 2
    stranger.send(STEP, step_code=codes.at(NOW))
    assert stranger.status == 429, "a right one is not looked at either"
    rina.client.delete_cookie("tanggap")
    by_password(rina)
    rina.send(STEP, step_code=codes.at(NOW))
    assert rina.status == 303
    assert len(recorded(office, "sign_in.piled_up")) == 1


# ------------------------------------------------------------------------------------------- by role


def demanding(app: Flask, monkeypatch: pytest.MonkeyPatch, since: str) -> None:
    """Lets the office ask whoever has a role of power for a second step from a day on."""
    running = app.extensions[KEY]
    rule = SecondStepRule(frozenset({"administrator", "manager"}), when(since).date())
    asked = replace(running.rulebook, office=replace(running.rulebook.office, second_step=rule))
    monkeypatch.setitem(app.extensions, KEY, replace(running, rulebook=asked))


def test_before_the_day_they_are_asked_to_and_nothing_is_closed(
    app: Flask, office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    demanding(app, monkeypatch, "Tue 2026-12-01 08:00")
    by_password(rina, "camat")
    assert (rina.location, "Mulai Sel, 1 Des 2026 peran Anda" in rina.read(OWN), is_in(rina)) == (
        OWN,
        True,
        True,
    )
    rina.client.delete_cookie("tanggap")
    by_password(rina, "hasan")
    assert rina.location == "/meja"


def test_from_the_day_on_nothing_else_opens_until_it_is_set_up(
    app: Flask, office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    demanding(app, monkeypatch, "Tue 2026-11-24 00:00")
    by_password(rina, "camat", next="/kinerja")
    for path in ("/meja", "/kinerja", "/akun-saya", "/papan"):
        rina.read(path)
        assert (rina.status, rina.location) == (303, OWN), path
    assert rina.client.get("/api/v1/tickets").status_code == 403
    thief = Visitor(app.test_client())
    by_password(thief, "camat")
    assert len(set_up(rina)) == 10
    thief.read(OWN)
    assert thief.location.startswith("/masuk"), "what the password alone opened elsewhere ends"
    assert is_in(rina)
    rina.send(f"{OWN}/aplikasi/lepas", of=OWN)
    assert (rina.status, "Peran Anda perlu langkah kedua" in rina.page) == (409, True)


# ------------------------------------------------------------------------------------------- losing it


def test_another_administrator_resets_it_and_nobody_their_own(
    app: Flask, office: Office, rina: Visitor, client: FlaskClient
) -> None:
    with_app(office, "rina")
    rina.sign_in(office, "rina", NOW)
    admin = Visitor(app.test_client()).sign_in(office, "admin", NOW)
    there = f"{STAFF}/{office.officers['rina']}"
    assert "dengan langkah kedua" in admin.read(there)
    admin.send(f"{there}/langkah-kedua")
    assert (admin.status, "dengan langkah kedua" in admin.read(there)) == (303, False)
    assert not is_in(rina), "what opened the account ends"
    by_password(rina)
    assert is_in(rina)
    assert recorded(office, "second_step.reset")[0]["app"] is True
    hasan = Visitor(app.test_client()).sign_in(office, "hasan", NOW)
    hasan.read("/meja")
    answer = hasan.client.post(f"{there}/langkah-kedua", data=hasan._form("/keluar"))
    assert answer.status_code == 404


# ------------------------------------------------------------------------------------------- a fresh proof


def test_power_needs_a_fresh_proof_and_the_form_survives_it(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, there = rina.sign_in(office, "admin", NOW), f"{STAFF}/{office.officers['rina']}"
    at(monkeypatch, NOW + PROOF_HOLDS)
    page = admin.send(f"{there}/peran", of=there, role="dispatcher", unit="SARPRAS")
    assert (admin.status, "Buktikan bahwa ini Anda" in page) == (403, True)
    assert not office.rights("rina").granted("dispatcher")
    admin.send("/bukti", password="bukan ini")
    assert (admin.status, "Kata sandi yang sekarang keliru." in admin.page) == (422, True)
    back = admin.send("/bukti", password=PASSWORD)
    assert (admin.status, 'value="dispatcher" selected' in back, 'value="SARPRAS" selected' in back) == (
        403,
        True,
        True,
    )
    assert not office.rights("rina").granted("dispatcher"), "shown again, not done"
    admin.send(f"{there}/peran", role="dispatcher", unit="SARPRAS")
    assert office.rights("rina").granted("dispatcher")


def test_a_code_proves_it_too_and_is_counted(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _codes = with_app(office, "rina")
    later = NOW + PROOF_HOLDS
    rina.sign_in(office, "rina", NOW)
    at(monkeypatch, later)
    rina.send(f"{OWN}/kode-pemulihan", of=OWN)
    assert (rina.status, "Atau kode dari aplikasi" in rina.page) == (403, True)
    for _ in range(10):
        rina.send("/bukti", step_code="111111")
        assert rina.status == 422
    rina.send("/bukti", step_code=app.at(later))
    assert rina.status == 429
    rina.send("/bukti", password=PASSWORD)
    rina.send(f"{OWN}/kode-pemulihan", of=OWN)
    assert (rina.status, "Kode pemulihan Rina Contoh" in rina.page) == (200, True)


def test_a_file_asks_for_a_proof_and_comes_after_it(
    office: Office, rina: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = f"/kinerja/{office.officers['rina']}/ekspor.csv?bulan=2026-10"
    rina.sign_in(office, "rina", NOW)
    at(monkeypatch, NOW + PROOF_HOLDS)
    rina.read(there)
    assert (rina.status, rina.location) == (303, f"/bukti?{urlencode({'next': there}, safe='/?')}")
    rina.send("/bukti", of=rina.location, password=PASSWORD)
    assert (rina.status, rina.location) == (303, there)
    assert rina.client.get(there).headers["Content-Disposition"].startswith("attachment")
    rina.read("/bukti?next=//lain.example/")
    rina.send("/bukti", password=PASSWORD)
    assert rina.location == "/akun-saya"


#: What hands out power, takes data along or looks for people over all reports.
PROVED = {
    "audit.post_file", "figures.export", "search.by_reporter", "open_office.post_release", "open_people.post_people",
    "closing.post_close", "closing.post_decision", "data_requests.post_decision",
    "routes_entered.post_mail", "routes_entered.post_mail_off", "routes_entered.post_bot", "routes_entered.post_bot_off",
    "other_offices.post_one", "other_offices.post_end", "other_offices.post_try",
    "staff.post_role", "staff.post_role_end", "staff.post_link", "staff.post_reset",
    "staff.post_end_sessions", "staff_provider.post_provider", "provider_link.start_link", "provider_link.post_link", "provider_link.post_unlink",
    "second_step.post_app", "second_step.post_confirm", "second_step.post_passkey", "second_step.post_codes",
    "second_step.post_drop_app", "second_step.post_drop_passkey",
}  # fmt: skip


def test_what_needs_a_proof_says_so(app: Flask, office: Office) -> None:
    assert {name for name, view in app.view_functions.items() if asks_proof(view)} == PROVED
