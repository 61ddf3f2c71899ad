"""Signing in at the city's provider: a real one on loopback, and each way in which its word must not be enough."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from json import dumps
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pyotp import TOTP
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.accounts.factor.apps import begin_app, confirm_app
from complaints_service.accounts.factor.rules import PROOF_HOLDS
from complaints_service.accounts.models import Account, SignInSession
from complaints_service.accounts.provider.models import ProviderLink
from complaints_service.accounts.provider.service import link_account
from complaints_service.accounts.service import set_active
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from config.entries.second_step import SecondStepRule
from tests.support.provider import CLIENT, PEOPLE, SECRET, City, city_provider
from tests.support.visitors import Visitor, when
from tests.support.world import PASSWORD, Office

NOW = when("Tue 2026-11-24 14:05")
SYSTEM = Actor("rule", "job")
START, BACK, OWN = "/masuk/penyedia", "/masuk/penyedia/kembali", "/akun-saya/penyedia"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def city(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The provider, known to the office."""
    running = app.extensions[KEY]
    with city_provider(running.settings.base_url, NOW) as there:
        settings = replace(
            running.settings,
            provider_issuer=there.address,
            provider_client_id=CLIENT,
            provider_client_secret=SECRET,
            provider_name="Kota Kita",
        )
        monkeypatch.setitem(app.extensions, KEY, replace(running, settings=settings))
        yield there


@pytest.fixture
def rina(client: FlaskClient) -> Visitor:
    """Somebody at a browser that nobody has signed in with."""
    return Visitor(client)


def link(office: Office, city: City, login: str = "rina", who: str = "rina") -> None:
    with db.writing(office.engine) as session:
        link_account(
            session,
            account_id=office.accounts[login],
            issuer=city.address,
            subject=PEOPLE[who]["sub"],
            now=NOW,
            actor=SYSTEM,
        )


def there_and_back(visitor: Visitor, city: City, start: str = START, who: str = "rina") -> str:
    visitor.read(start)
    assert visitor.status == 303, visitor.page
    return visitor.read(city.sent_back(visitor.location, who))


def is_in(visitor: Visitor) -> bool:
    visitor.read("/meja")
    return visitor.status == 200


def recorded(office: Office, kind: str) -> list[dict[str, object]]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(AuditEvent.data).where(AuditEvent.kind == kind)))


# ------------------------------------------------------------------------------------------- linking


def test_an_account_is_linked_by_who_is_signed_in_and_opens_from_then_on(
    office: Office, rina: Visitor, city: City
) -> None:
    assert "Kota Kita" in rina.read("/masuk")
    there_and_back(rina, city)
    assert (rina.status, "tidak terhubung dengan akun kantor ini" in rina.page, is_in(rina)) == (
        403,
        True,
        False,
    )
    rina.sign_in(office, "rina", NOW)
    city.says = {"name": "Rina P."}
    page = there_and_back(rina, city, OWN)
    assert "masuk sebagai Rina P." in page
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(ProviderLink)) == 0  # not before she agrees
    rina.send(OWN)
    assert "Akun Anda terhubung dengan Kota Kita" in rina.read("/akun-saya")
    assert recorded(office, "provider.linked") == [{"issuer": city.address}]
    rina.client.delete_cookie("tanggap")
    there_and_back(rina, city, f"{START}?next=/kinerja")
    assert (rina.status, rina.location, is_in(rina)) == (303, "/kinerja", True)
    assert recorded(office, "sign_in.accepted") == [{"by": "provider"}]


def test_the_same_e_mail_opens_nothing(office: Office, rina: Visitor, city: City) -> None:
    link(office, city)
    assert PEOPLE["bukan"]["email"] == PEOPLE["rina"]["email"]
    there_and_back(rina, city, who="bukan")
    assert (rina.status, is_in(rina)) == (403, False)


def test_linking_asks_for_a_proof_and_for_the_same_browser(
    office: Office, rina: Visitor, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina.sign_in(office, "rina", NOW - PROOF_HOLDS)
    rina.read(OWN)
    assert rina.location.startswith("/bukti")
    rina.sign_in(office, "rina", NOW)
    rina.read(OWN)
    back = city.sent_back(rina.location)
    rina.sign_in(office, "hasan", NOW)
    rina.read(back)
    assert rina.location == "/akun-saya"
    assert recorded(office, "provider.linked") == []


def test_a_person_of_the_provider_opens_one_account_and_is_let_go_by_shutting_it(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    other = next(login for login in office.accounts if login != "rina")
    rina.sign_in(office, other, NOW)
    there_and_back(rina, city, OWN)
    rina.send(OWN)
    assert "sudah terhubung dengan akun lain" in rina.page
    with db.writing(office.engine) as session:
        set_active(session, account_id=office.accounts["rina"], active=False, now=NOW, actor=SYSTEM)
        assert session.scalar(select(func.count()).select_from(ProviderLink)) == 0


def test_an_administrator_links_somebody_by_the_sign_and_unlinks_them(
    app: Flask, office: Office, rina: Visitor, city: City
) -> None:
    admin = Visitor(app.test_client()).sign_in(office, "admin", NOW)
    with db.reading(office.engine) as session:
        officer_id = session.scalar(select(Account.officer_id).where(Account.login == "rina"))
    there = f"/pengelola/pegawai/{officer_id}"
    admin.send(f"{there}/penyedia", of=there, subject="8f2c-rina")
    assert (admin.status, 'value="8f2c-rina"' in admin.read(there)) == (303, True)
    there_and_back(rina, city)
    assert is_in(rina)
    admin.send(f"{there}/penyedia", of=there, subject="")
    assert len(recorded(office, "provider.unlinked")) == 1
    there_and_back(Visitor(app.test_client()), city)
    assert len(recorded(office, "sign_in.accepted")) == 1


def test_an_unlinked_account_opens_no_more(office: Office, rina: Visitor, city: City) -> None:
    link(office, city)
    rina.sign_in(office, "rina", NOW)
    rina.send(f"{OWN}/lepas", of="/akun-saya")
    assert recorded(office, "provider.unlinked") == [{"issuer": city.address}]
    rina.client.delete_cookie("tanggap")
    there_and_back(rina, city)
    assert (rina.status, is_in(rina)) == (403, False)


# ------------------------------------------------------------------------------------------- second step


def demanding(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Superiors need a second step from today on."""
    running = app.extensions[KEY]
    rule = SecondStepRule(roles=("superior",), since=NOW.date())
    rulebook = replace(running.rulebook, office=replace(running.rulebook.office, second_step=rule))
    monkeypatch.setitem(app.extensions, KEY, replace(running, rulebook=rulebook))


def superior(office: Office) -> str:
    return "sekcam"


@pytest.mark.parametrize(
    ("says", "goes_to"), [({"amr": ["pwd", "mfa"]}, "/meja"), ({}, "/akun-saya/langkah-kedua")]
)
def test_a_role_that_needs_a_second_step_needs_it_by_the_provider_too(
    app: Flask,
    office: Office,
    rina: Visitor,
    city: City,
    monkeypatch: pytest.MonkeyPatch,
    says: dict[str, object],
    goes_to: str,
) -> None:
    demanding(app, monkeypatch)
    link(office, city, superior(office))
    city.says = says
    there_and_back(rina, city)
    assert rina.location == goes_to
    with db.reading(office.engine) as session:
        assert session.scalar(select(SignInSession.enrols)) is (not says)


def test_an_account_with_its_own_second_step_is_asked_for_it_unless_the_provider_did(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    before = NOW - timedelta(minutes=5)
    with db.writing(office.engine) as session:
        app = TOTP(begin_app(session, account_id=office.accounts["rina"], now=before))
        confirm_app(session, account_id=office.accounts["rina"], typed=app.at(before), now=before)
    page = there_and_back(rina, city, f"{START}?next=/kinerja")
    assert (rina.status, "Kota Kita mengenal Anda" in page) == (200, True)
    code_page = rina.raw
    assert not is_in(rina)
    rina.raw = code_page
    rina.send("/masuk/langkah-kedua", step_code=app.at(NOW))
    assert (rina.location, is_in(rina)) == ("/kinerja", True)
    rina.client.delete_cookie("tanggap")
    city.says = {"acr": "mfa"}
    there_and_back(rina, city)
    assert rina.status == 303 and is_in(rina)


# ------------------------------------------------------------------------------------------- proof


def test_the_provider_proves_who_sits_there_and_a_form_that_waits_goes_on(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    rina.sign_in(office, "rina", NOW - PROOF_HOLDS)
    rina.send(f"{OWN}/lepas", of="/akun-saya")
    waiting = rina.raw
    assert (rina.status, 'target="_blank"' in waiting) == (403, True)
    there_and_back(rina, city, "/bukti/penyedia?next=/masuk/penyedia/selesai", who="bukan")
    assert rina.location.startswith("/bukti")
    rina.read("/bukti/penyedia?next=/masuk/penyedia/selesai")
    asked = parse_qs(urlsplit(rina.location).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    rina.read(city.sent_back(rina.location))
    assert rina.location == "/masuk/penyedia/selesai"
    rina.raw = waiting
    rina.send("/masuk/lanjut")
    assert "Buktikan bahwa ini Anda" not in rina.page
    assert "yang Anda tulis masih ada" in rina.page
    rina.send(f"{OWN}/lepas")
    assert recorded(office, "provider.unlinked") == [{"issuer": city.address}]


def test_who_signed_in_there_long_ago_has_proved_nothing_now(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    rina.sign_in(office, "rina", NOW - PROOF_HOLDS)
    city.says = {"auth_time": int((NOW - timedelta(hours=1)).timestamp())}
    there_and_back(rina, city, "/bukti/penyedia")
    rina.read(OWN)
    assert rina.location.startswith("/bukti")


def test_a_form_that_waits_for_signing_in_goes_on_after_another_tab(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    rina.sign_in(office, "rina", NOW)
    rina.read("/akun-saya")
    shut_out = rina.raw
    rina.client.delete_cookie("tanggap")
    rina.raw = shut_out
    rina.send("/akun-saya/tombol", on="")
    waiting = rina.raw
    assert rina.status == 401
    rina.send("/masuk/lanjut")
    assert (rina.status, "Anda belum masuk" in rina.page) == (401, True)
    there_and_back(rina, city, f"{START}?next=/masuk/penyedia/selesai")
    assert "kembali ke tab sebelumnya" in rina.read(rina.location)
    rina.raw = waiting
    rina.send("/masuk/lanjut")
    assert "Anda sudah masuk lagi, dan yang Anda tulis masih ada" in rina.page


# ------------------------------------------------------------------------------------------- what must not be enough


def test_the_way_there_is_one_with_pkce_state_and_nonce(rina: Visitor, city: City) -> None:
    rina.read(f"{START}?next=https://lain.example/")
    asked = parse_qs(urlsplit(rina.location).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["scope"] == ["openid profile"]  # no e-mail is even asked for


def test_what_another_browser_began_or_what_is_too_old_or_used_opens_nothing(
    app: Flask, office: Office, rina: Visitor, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(office, city)
    other = Visitor(app.test_client())
    other.read(START)
    stolen = city.sent_back(other.location)
    rina.read(stolen)  # no trip of its own
    assert (rina.status, is_in(rina)) == (403, False)
    rina.read(START)
    rina.read(stolen)  # one of its own, with another state
    assert (rina.status, is_in(rina)) == (403, False)
    rina.read(START)
    mine = city.sent_back(rina.location)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    rina.read(mine)
    assert (rina.status, is_in(rina)) == (403, False)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    rina.read(START)
    mine = city.sent_back(rina.location)
    rina.read(mine)
    assert is_in(rina)
    rina.client.delete_cookie("tanggap")
    rina.read(mine)
    assert (rina.status, is_in(rina)) == (403, False)


def test_cancelling_there_is_said_in_words(rina: Visitor, city: City) -> None:
    there_and_back(rina, city, who="cancel")
    assert (rina.status, "Anda membatalkannya di Kota Kita" in rina.page) == (403, True)
    assert 'name="password"' in rina.raw


def forged(said: dict[str, object], how: str) -> str:
    """An ID token of somebody else's making."""
    if how == "none":
        head, body = (urlsafe_b64encode(dumps(part).encode()).decode() for part in ({"alg": "none"}, said))
        return f"{head.rstrip('=')}.{body.rstrip('=')}."
    if how == "secret":
        return jwt.encode({"alg": "HS256"}, said, OctKey.import_key(SECRET), algorithms=["HS256"])
    return jwt.encode({"alg": "RS256", "kid": "first"}, said, RSAKey.generate_key(2048))


@pytest.mark.parametrize("how", ["none", "secret", "another key"])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    office: Office, rina: Visitor, city: City, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    link(office, city)

    def instead(client: str, sub: str, _claims: object, nonce: str, *_rest: object) -> str:
        at = int(NOW.timestamp())
        said = {"iss": city.address, "sub": sub, "aud": client, "iat": at, "exp": at + 60, "nonce": nonce}
        return forged(said, how)

    monkeypatch.setattr(city.provider, "_create_signed_id_token", instead)
    there_and_back(rina, city)
    assert (rina.status, "tidak bisa diterima" in rina.page, is_in(rina)) == (403, True, False)
    assert recorded(office, "sign_in.refused") == [{}]


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "lain"},
        {"aud": [CLIENT, "lain"], "azp": "lain"},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"nonce": "lain"},
        {"sub": ""},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=lambda says: next(iter(says)),
)
def test_a_claim_that_is_not_for_this_sign_in_opens_nothing(
    office: Office, rina: Visitor, city: City, monkeypatch: pytest.MonkeyPatch, says: dict[str, object]
) -> None:
    link(office, city)
    real = city.provider._create_signed_id_token
    key = RSAKey.import_key(city.provider.signing_key.key.export_key())

    def instead(*given: object) -> str:
        claims = jwt.decode(real(*given), key).claims
        return jwt.encode({"alg": "RS256", "kid": "first"}, {**claims, **says}, key)

    monkeypatch.setattr(city.provider, "_create_signed_id_token", instead)
    there_and_back(rina, city)
    assert (rina.status, is_in(rina)) == (403, False)


# ------------------------------------------------------------------------------------------- the provider itself


def test_keys_may_turn_and_are_asked_for_once_a_minute(
    office: Office, rina: Visitor, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(office, city)
    there_and_back(rina, city)
    assert is_in(rina)
    city.turn_keys("second")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=30))
    there_and_back(rina, city)
    assert (rina.status, city.asked.count("/jwks")) == (403, 1)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=61))
    rina.client.delete_cookie("tanggap")
    there_and_back(rina, city)
    assert (rina.status, city.asked.count("/jwks"), is_in(rina)) == (303, 2, True)
    assert city.asked.count("/.well-known/openid-configuration") == 1


def test_metadata_of_another_issuer_is_not_the_provider_s(office: Office, rina: Visitor, city: City) -> None:
    city.provider.configuration_information["issuer"] = "http://127.0.0.1:1"
    rina.read(START)
    assert (rina.status, rina.location) == (503, "")


@pytest.mark.parametrize("when_down", ["before", "after"])
def test_while_the_provider_is_down_the_password_stays(
    office: Office, rina: Visitor, city: City, when_down: str
) -> None:
    link(office, city)
    if when_down == "before":
        city.down = True
        rina.read(START)
    else:
        rina.read(START)
        back = city.sent_back(rina.location)
        city.down = True
        rina.read(back)
    assert (rina.status, "Kota Kita tidak menjawab" in rina.page) == (503, True)
    rina.send("/masuk", login="rina", password=PASSWORD)
    assert is_in(rina)


def test_signing_out_leads_to_where_the_provider_ends_it_too(
    office: Office, rina: Visitor, city: City
) -> None:
    link(office, city)
    there_and_back(rina, city)
    rina.send("/keluar", of="/meja")
    assert rina.location == "/keluar"
    assert f"{city.address}/end?client_id={CLIENT}" in rina.read("/keluar")
    assert not is_in(rina)


def test_without_a_provider_there_is_no_way_to_one(office: Office, rina: Visitor) -> None:
    assert "/masuk/penyedia" not in rina.read("/masuk")
    for path in (START, BACK):
        rina.read(path)
        assert rina.status == 404
    rina.sign_in(office, "rina", NOW)
    rina.send("/keluar", of="/meja")
    assert rina.location == "/"
