"""Accounts, passwords, roles, one-time links and keys for programs."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service.accounts import links, passwords
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.accounts.models import Account, ApiToken, OneTimeToken, RoleGrant, SignInSession
from complaints_service.accounts.queries import (
    account_by_login,
    anyone_administers,
    find_one_time_link,
    granted_roles,
    resolve_session,
)
from complaints_service.accounts.secrets import digest
from complaints_service.accounts.service import (
    NewAccount,
    create_account,
    grant_role,
    rename_login,
    set_active,
    set_password,
    set_roles,
)
from complaints_service.accounts.sign_in import start_session
from complaints_service.audit.queries import events_about
from complaints_service.db import writing
from complaints_service.edge.problems import status_of
from complaints_service.errors import Actor, DomainError, Invalid
from config.entries.office import Bilingual
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
CLI = Actor("rule", "cli")


def make_account(session: Session, login: str = "budi") -> Account:
    return create_account(session, new=NewAccount(login), now=NOW, actor=CLI)


def signed_in(session: Session, account: Account) -> str:
    return start_session(session, account_id=account.id, user_agent="Firefox", now=NOW)


# ------------------------------------------------------------------------------------- passwords


@pytest.mark.parametrize(
    "password",
    [
        "pendek",
        "sebelas1234",
        "x" * 1025,
        "123456789012",
        "081376541234",
        "aaaaaaaaaaaaaaa",
        "abcdefghijklmn",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "admin123admin123",
        "P4ssw0rd2026!",
        "Marelan2026!!",
        "KecamatanMedanMarelan",
        "medan marelan kantor camat",
        "Rahasia12345678",
        "budi.harahap2026",
    ],
)
def test_easily_guessed_passwords_are_refused(password: str) -> None:
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.require_good_password(password, login="budi.harahap", name="Budi Harahap")
    assert status_of(refused.value) == 422
    assert list(refused.value.fields or ()) == ["password"]


@pytest.mark.parametrize(
    "password", ["Tembung2026!!", "bandarselamat#1", "KecTembung-12345", "tmb0-sidorejo"]
)
def test_what_the_office_is_called_is_no_password_there(rulebook: Rulebook, password: str) -> None:
    office = replace(
        rulebook.office, prefix="TMB0", names=Bilingual("Kecamatan Tembung", "Tembung Sub-district")
    )
    places = tuple(
        replace(place, name=name)
        for place, name in zip(rulebook.kelurahan, ("Bandar Selamat", "Sidorejo"), strict=False)
    )
    there = replace(rulebook, office=office, kelurahan=places).own_names()
    passwords.require_good_password(password, login="budi", name="Budi")
    with pytest.raises(passwords.WeakPassword):
        passwords.require_good_password(password, login="budi", name="Budi", office=there)
    passwords.require_good_password("hujan turun di parit tumpat", login="budi", name="Budi", office=there)


@pytest.mark.parametrize(
    "password",
    [
        "hujan turun di parit tumpat",
        "sopir becak makan durian",
        "correct horse battery staple",
        "k7#9$2!x8@4%",
        "xk29vqpl0zab",
        "9f3b1c77a0e2",
        "kata sandi 私の秘密の言葉 panjang",
        "ابجد هوز حطي كلمن",
        "vq9 krz7 " * 113,
    ],
)
def test_any_characters_and_any_length_up_to_1024_are_taken(password: str) -> None:
    passwords.require_good_password(password, login="budi.harahap", name="Budi Harahap")


def test_the_hash_is_argon2id_with_the_agreed_cost() -> None:
    assert passwords.hash_password("hujan turun di parit").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_is_checked_whole_and_however_its_accents_were_typed() -> None:
    kept = passwords.hash_password("sampai jumpa café " + "a" * 80)
    assert passwords.check_password(kept, "sampai jumpa cafe\u0301 " + "a" * 80)
    assert not passwords.check_password(kept, "sampai jumpa café " + "a" * 79)
    assert not passwords.check_password(kept, "")
    assert not passwords.check_password(kept, "x" * 2000)
    assert not passwords.check_password(kept, "\ud800")


def test_without_a_hash_nothing_is_right() -> None:
    assert not passwords.check_password(None, "no account has this password")
    assert not passwords.check_password(None, "")


def test_the_same_work_is_done_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = passwords._hasher

    class Counting:
        def hash(self, password: str) -> str:
            return real.hash(password)

        def verify(self, hashed: str, password: bytes) -> bool:
            verified.append(hashed.rsplit("$", 2)[0])
            return real.verify(hashed, password)

    kept = real.hash("hujan turun di parit")
    monkeypatch.setattr(passwords, "_hasher", Counting())
    for hashed in (kept, None):
        passwords.check_password(hashed, "salah sama sekali")
    passwords.check_password(kept, "y" * 5000)
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


# -------------------------------------------------------------------------------------- accounts


def test_an_account_is_found_however_its_login_is_typed(session: Session) -> None:
    account = make_account(session, "Budi.Harahap")
    assert account.login == "budi.harahap"
    assert account_by_login(session, login=" BUDI.HARAHAP ") is account
    assert account_by_login(session, login="ＢＵＤＩ.harahap") is account
    assert account_by_login(session, login="siti") is None


@pytest.mark.parametrize(
    "login", ["", "x", "budi harahap", "budi;drop", "-budi", "b" * 61, "büdi", "budi\x00"]
)
def test_a_malformed_login_is_refused(session: Session, login: str) -> None:
    with pytest.raises(Invalid):
        make_account(session, login)


@ON_BOTH
def test_a_login_is_one_persons(session: Session) -> None:
    make_account(session)
    other = make_account(session, "siti")
    with pytest.raises(DomainError, match="login_taken"):
        make_account(session, "BUDI")
    with pytest.raises(DomainError, match="login_taken"):
        rename_login(session, account_id=other.id, login="Budi", now=NOW, actor=CLI)


@ON_BOTH
def test_there_is_no_account_at_first(session: Session) -> None:
    assert session.scalars(select(Account)).all() == []
    assert not anyone_administers(session)
    account = make_account(session)
    grant_role(session, account_id=account.id, role="administrator", unit_id=None, now=NOW, actor=CLI)
    assert anyone_administers(session)
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    assert not anyone_administers(session)


@ON_BOTH
def test_roles_are_set_once_and_end_the_sessions(session: Session) -> None:
    account = make_account(session)
    token = signed_in(session, account)
    roles = {("auditor", None), ("administrator", None)}
    assert set_roles(session, account_id=account.id, roles=roles, now=NOW, actor=CLI)
    assert resolve_session(session, token=token, now=NOW) is None
    token = signed_in(session, account)
    assert not set_roles(session, account_id=account.id, roles=roles, now=NOW, actor=CLI)
    assert not grant_role(session, account_id=account.id, role="auditor", unit_id=None, now=NOW, actor=CLI)
    assert resolve_session(session, token=token, now=NOW) is not None
    assert set_roles(session, account_id=account.id, roles={("auditor", None)}, now=NOW, actor=CLI)
    assert list(granted_roles(session, account_id=account.id)) == [("auditor", None)]
    with pytest.raises(DomainError, match="unknown_role"):
        set_roles(session, account_id=account.id, roles={("holder", None)}, now=NOW, actor=CLI)


def test_changes_to_an_account_are_recorded_without_secrets(session: Session) -> None:
    account = make_account(session)
    hashed = passwords.hash_password("hujan turun di parit")
    set_password(session, account_id=account.id, password_hash=hashed, now=NOW, actor=CLI)
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    events = events_about(session, subject=f"account:{account.id}")
    assert [event.kind for event in events] == ["account.shut", "account.password_changed", "account.created"]
    assert "argon2" not in str([event.data for event in events])


# ---------------------------------------------------------------------------------------- links


def issue(session: Session, account: Account, minutes: int = 10) -> str:
    return links.issue_one_time_link(
        session,
        account_id=account.id,
        purpose=links.SET_PASSWORD,
        ttl=timedelta(minutes=minutes),
        now=NOW,
        actor=CLI,
    )


def redeem(session: Session, token: str, at: datetime = NOW) -> int:
    return links.redeem_one_time_link(session, token=token, purpose=links.SET_PASSWORD, now=at, origin="web")


@ON_BOTH
def test_a_link_works_once(session: Session) -> None:
    account = make_account(session)
    token = issue(session, account)
    for _ in range(2):
        found = find_one_time_link(session, token=token, purpose=links.SET_PASSWORD, now=NOW)
        assert found is account
    assert redeem(session, token) == account.id
    assert find_one_time_link(session, token=token, purpose=links.SET_PASSWORD, now=NOW) is None
    with pytest.raises(links.LinkUsedUp):
        redeem(session, token)


def test_a_link_runs_out(session: Session) -> None:
    token = issue(session, make_account(session))
    with pytest.raises(links.LinkUsedUp):
        redeem(session, token, NOW + timedelta(minutes=10))


def test_a_link_is_for_one_purpose(session: Session) -> None:
    token = issue(session, make_account(session))
    with pytest.raises(links.LinkUsedUp):
        links.redeem_one_time_link(session, token=token, purpose="email", now=NOW, origin="web")


def test_a_newer_link_a_new_password_and_a_shut_account_make_a_link_useless(session: Session) -> None:
    account = make_account(session)
    older, newer = issue(session, account), issue(session, account)
    with pytest.raises(links.LinkUsedUp):
        redeem(session, older)
    hashed = passwords.hash_password("hujan turun di parit")
    set_password(session, account_id=account.id, password_hash=hashed, now=NOW, actor=CLI)
    with pytest.raises(links.LinkUsedUp):
        redeem(session, newer)
    newest = issue(session, account)
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    with pytest.raises(links.LinkUsedUp):
        redeem(session, newest)


def test_of_many_at_once_one_uses_the_link(engine: Engine) -> None:
    with writing(engine) as session:
        token = issue(session, make_account(session))
    outcomes: list[str] = []

    def use() -> None:
        try:
            with writing(engine) as session:
                redeem(session, token)
            outcomes.append("in")
        except links.LinkUsedUp:
            outcomes.append("refused")

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["refused"] * 5


def test_secrets_are_stored_as_digests_only(session: Session) -> None:
    account = make_account(session)
    secrets = {
        OneTimeToken: issue(session, account),
        SignInSession: signed_in(session, account),
        ApiToken: issue_key(session, account_id=account.id, new=NewKey(scopes=("bot",)), now=NOW, actor=CLI),
    }
    for table, token in secrets.items():
        assert len(token) >= 43  # 256 bits in base 64
        [row] = session.scalars(select(table)).all()
        assert row.id == digest(token)


@ON_BOTH
def test_the_database_keeps_a_role_over_the_office_once(session: Session) -> None:
    account = make_account(session)
    grant_role(session, account_id=account.id, role="auditor", unit_id=None, now=NOW, actor=CLI)
    session.add(RoleGrant(account_id=account.id, role="auditor", unit_id=None, granted_at=NOW))
    with pytest.raises(Exception, match=r"(?i)unique"):
        session.flush()
    session.rollback()
