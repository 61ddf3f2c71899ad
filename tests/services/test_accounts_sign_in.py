"""Signing in, being refused, and how long a session lives."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts import passwords, sign_in
from complaints_service.accounts.credentials import end_sessions
from complaints_service.accounts.models import Account, SignInAttempt
from complaints_service.accounts.queries import resolve_session
from complaints_service.accounts.secrets import ip_bucket
from complaints_service.accounts.service import NewAccount, create_account, set_active, set_password
from complaints_service.accounts.sign_in import (
    SessionLimits,
    SignInRequest,
    begin_sign_in,
    end_session,
    finish_sign_in,
    start_session,
    touch_session,
)
from complaints_service.accounts.throttle import (
    KnownBrowser,
    SignInLimits,
    TooManyAttempts,
    forget_attempts,
    forget_sessions,
)
from complaints_service.audit.models import AuditEvent
from complaints_service.db import writing
from complaints_service.edge.problems import status_of
from complaints_service.errors import Actor
from tests.support.both import ON_BOTH

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
CLI = Actor("rule", "cli")
SECRET = "hujan turun di parit tumpat"
HASH = passwords.hash_password(SECRET)
GOOD = SignInRequest(login="budi", password=SECRET, ip="10.0.0.7", user_agent="Firefox")
WRONG = replace(GOOD, password="salah salah salah")


def seconds(count: int) -> datetime:
    return NOW + timedelta(seconds=count)


@pytest.fixture
def account(session: Session) -> Account:
    create_account(session, new=NewAccount("siti", password_hash=HASH), now=NOW, actor=CLI)
    return create_account(session, new=NewAccount("budi", password_hash=HASH), now=NOW, actor=CLI)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only counting is tested, a password is compared without Argon2's work."""
    monkeypatch.setattr(
        sign_in, "check_password", lambda hashed, password: bool(hashed) and password == SECRET
    )


def refusals(session: Session, request: SignInRequest, count: int, at: datetime = NOW) -> None:
    for _ in range(count):
        assert sign_in.sign_in(session, request=request, now=at) is None


# ---------------------------------------------------------------------------------- right and wrong


def test_the_right_password_opens_a_session(session: Session, account: Account) -> None:
    token = sign_in.sign_in(session, request=replace(GOOD, login=" Budi "), now=NOW)
    assert token is not None
    found = resolve_session(session, token=token, now=NOW)
    assert found is not None
    assert (found.account_id, found.login, found.language) == (account.id, "budi", "id")


def test_each_sign_in_has_a_session_of_its_own(session: Session, account: Account) -> None:
    tokens = {sign_in.sign_in(session, request=GOOD, now=NOW) for _ in range(3)}
    assert len(tokens) == 3


@pytest.mark.parametrize("request_", [WRONG, replace(GOOD, login="tidak.ada"), replace(GOOD, password="")])
def test_wrong_in_any_way_is_answered_alike(
    session: Session, account: Account, request_: SignInRequest
) -> None:
    assert sign_in.sign_in(session, request=request_, now=NOW) is None


@ON_BOTH
def test_a_shut_account_and_one_without_a_password_are_answered_alike(
    session: Session, account: Account
) -> None:
    create_account(session, new=NewAccount("baru"), now=NOW, actor=CLI)
    assert sign_in.sign_in(session, request=replace(GOOD, login="baru"), now=NOW) is None
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    assert sign_in.sign_in(session, request=GOOD, now=NOW) is None


def test_a_password_changed_while_the_old_one_was_verified_does_not_open(
    session: Session, account: Account
) -> None:
    attempt = begin_sign_in(session, request=GOOD, now=NOW)
    hashed = passwords.hash_password("sopir becak makan durian")
    set_password(session, account_id=account.id, password_hash=hashed, now=NOW, actor=CLI)
    correct = passwords.check_password(attempt.password_hash, SECRET)
    assert correct
    assert finish_sign_in(session, request=GOOD, attempt=attempt, correct=correct, now=NOW) is None


@ON_BOTH
def test_sign_ins_are_recorded_and_what_was_typed_is_not(session: Session, account: Account) -> None:
    sign_in.sign_in(session, request=GOOD, now=NOW)
    sign_in.sign_in(session, request=WRONG, now=NOW)
    sign_in.sign_in(session, request=replace(GOOD, login="kata.sandi.saya"), now=NOW)
    rows = session.execute(
        select(AuditEvent.kind, AuditEvent.subject)
        .where(AuditEvent.kind.startswith("sign_in."))
        .order_by(AuditEvent.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("sign_in.accepted", f"account:{account.id}"),
        ("sign_in.refused", f"account:{account.id}"),
        ("sign_in.refused", "account:unknown"),
    ]
    keys = session.scalars(select(SignInAttempt.login_key)).all()
    assert not [key for key in keys if "budi" in key or "sandi" in key]
    assert SECRET not in repr(GOOD)


def test_failures_are_counted_until_the_next_success(session: Session, account: Account, quick: None) -> None:
    refusals(session, WRONG, 3)
    session.refresh(account)
    assert (account.failed_count, account.last_failed_at) == (3, NOW)
    sign_in.sign_in(session, request=GOOD, now=seconds(60))
    session.refresh(account)
    assert (account.failed_count, account.last_signed_in_at) == (0, seconds(60))


# ---------------------------------------------------------------------------------------- throttle


def test_the_eleventh_wrong_try_in_five_minutes_is_refused(
    session: Session, account: Account, quick: None
) -> None:
    for number in range(10):
        refusals(session, WRONG, 1, seconds(number))
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in(session, request=GOOD, now=seconds(60))
    assert status_of(refused.value) == 429
    # Ten are so many that this address has three tries left within five minutes, until the hour is over.
    assert refused.value.retry_after == 247
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=GOOD, now=seconds(306))
    assert sign_in.sign_in(session, request=GOOD, now=seconds(307)) is not None


def test_unknown_logins_are_throttled_alike(session: Session, account: Account, quick: None) -> None:
    nobody = replace(WRONG, login="tidak.ada")
    refusals(session, nobody, 10)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=nobody, now=NOW)


def test_other_accounts_and_other_addresses_are_unaffected(
    session: Session, account: Account, quick: None
) -> None:
    refusals(session, WRONG, 10)
    assert sign_in.sign_in(session, request=replace(GOOD, login="siti"), now=NOW) is not None
    assert sign_in.sign_in(session, request=replace(GOOD, ip="10.0.0.8"), now=NOW) is not None


def test_right_tries_do_not_count(session: Session, account: Account, quick: None) -> None:
    for _ in range(15):
        assert sign_in.sign_in(session, request=GOOD, now=NOW) is not None


def test_one_address_cannot_try_every_login(session: Session, account: Account, quick: None) -> None:
    for number in range(100):
        refusals(session, replace(WRONG, login=f"orang{number}"), 1)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=GOOD, now=NOW)
    assert sign_in.sign_in(session, request=replace(GOOD, ip="10.0.0.8"), now=NOW) is not None


def test_nobody_locks_an_owner_out_from_elsewhere(session: Session, account: Account, quick: None) -> None:
    """From ten addresses or a hundred: hers has its own room, and a new one has some too."""
    for count in (10, 100):
        for number in range(count):
            refusals(session, replace(WRONG, ip=f"10.{count}.0.{number}"), 1)
        assert sign_in.sign_in(session, request=GOOD, now=NOW) is not None
        assert sign_in.sign_in(session, request=replace(GOOD, ip=f"10.9.9.{count}"), now=NOW) is not None


def test_many_addresses_guess_slowly(session: Session, account: Account, quick: None) -> None:
    for number in range(10):
        refusals(session, replace(WRONG, ip=f"10.1.0.{number}"), 1)
    stranger = replace(WRONG, ip="10.9.9.9")
    refusals(session, stranger, SignInLimits().login_when_piled_up)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in.sign_in(session, request=stranger, now=NOW)
    assert refused.value.retry_after == 300
    later = NOW + SignInLimits().piled_window
    refusals(session, stranger, 10, later)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=stranger, now=later)


def test_a_browser_known_before_has_room_of_its_own_behind_one_address(
    session: Session, account: Account, quick: None
) -> None:
    """Behind the office's one address a colleague cannot use up what is hers; nor does her browser help others."""
    hers = KnownBrowser("n", (account.id,))
    refusals(session, WRONG, 10)
    for number in range(90):
        refusals(session, replace(WRONG, login=f"orang{number}"), 1)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=GOOD, now=NOW)
    assert sign_in.sign_in(session, request=replace(GOOD, browser=hers), now=NOW) is not None
    for other in (KnownBrowser("n", ()), KnownBrowser("n", (account.id + 1,))):
        with pytest.raises(TooManyAttempts):
            sign_in.sign_in(session, request=replace(GOOD, browser=other), now=NOW)


def test_an_office_of_fifty_behind_one_address_gets_in_on_a_monday_morning(
    session: Session, account: Account, quick: None
) -> None:
    """In browsers nobody knows yet, each with a slip, within the same minute; a guesser among them locks one login."""
    people = [f"warga{number}" for number in range(50)]
    for login in people:
        create_account(session, new=NewAccount(login, password_hash=HASH), now=NOW, actor=CLI)
    refusals(session, WRONG, 10)
    for number, login in enumerate(people):
        refusals(session, replace(WRONG, login=login), 1, seconds(number))
        assert sign_in.sign_in(session, request=replace(GOOD, login=login), now=seconds(number)), login
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=GOOD, now=seconds(50))


def test_a_known_browser_guesses_no_more_than_any_other(
    session: Session, account: Account, quick: None
) -> None:
    wrong = replace(WRONG, browser=KnownBrowser("n", (account.id,)))
    refusals(session, wrong, 10)
    with pytest.raises(TooManyAttempts):
        sign_in.sign_in(session, request=replace(wrong, ip="10.0.0.99"), now=NOW)


def test_a_try_counts_before_its_password_is_looked_at(session: Session, account: Account) -> None:
    for _ in range(10):
        begin_sign_in(session, request=GOOD, now=NOW)
    with pytest.raises(TooManyAttempts):
        begin_sign_in(session, request=GOOD, now=NOW)


def test_nobody_gets_in_while_tries_cannot_be_counted(session: Session, account: Account) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("the table is gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in, "refuse_if_throttled", broken)
        with pytest.raises(RuntimeError):
            sign_in.sign_in(session, request=GOOD, now=NOW)


def test_the_tenth_wrong_try_within_an_hour_is_one_to_tell_its_owner(
    session: Session, account: Account
) -> None:
    found = [
        begin_sign_in(session, request=replace(WRONG, ip=f"10.0.1.{at}"), now=seconds(at * 300)).piles_up
        for at in range(12)
    ]
    assert found == [False] * 9 + [True] * 3
    late = replace(WRONG, ip="10.0.2.1")
    assert not begin_sign_in(session, request=late, now=NOW + timedelta(hours=2)).piles_up


def test_twenty_guesses_at_once_have_ten_tries(engine: Engine) -> None:
    limits = SignInLimits()
    outcomes: list[str] = []

    def guess() -> None:
        try:
            with writing(engine) as session:
                begin_sign_in(session, request=WRONG, now=NOW, limits=limits)
            outcomes.append("tried")
        except TooManyAttempts:
            outcomes.append("refused")

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 10 + ["tried"] * 10


@ON_BOTH
def test_tries_are_forgotten(session: Session, account: Account, quick: None) -> None:
    refusals(session, WRONG, 2)
    refusals(session, WRONG, 1, seconds(3600))
    forget_attempts(session, before=seconds(3600))
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_sessions_are_forgotten_once_they_are_over(session: Session, account: Account) -> None:
    """By when they end, not by when they began: one that still runs is never in the way."""
    tokens = [
        start_session(session, account_id=account.id, user_agent="test", now=seconds(begun))
        for begun in (0, 3600)
    ]
    forget_sessions(session, before=seconds(12 * 3600 + 1))
    found = [resolve_session(session, token=one, now=seconds(3700)) for one in tokens]
    assert [one is not None for one in found] == [False, True]


@pytest.mark.parametrize(
    ("ip", "bucket"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_addresses_are_counted_by_host_or_network(ip: str, bucket: str) -> None:
    assert ip_bucket(ip) == bucket


# ---------------------------------------------------------------------------------------- sessions


def open_session(session: Session, account: Account) -> str:
    return start_session(session, account_id=account.id, user_agent="Fire\x00fox" + "x" * 200, now=NOW)


def test_a_session_ends_two_hours_after_it_was_last_used(session: Session, account: Account) -> None:
    token = open_session(session, account)
    assert resolve_session(session, token=token, now=NOW + timedelta(hours=2, seconds=-1)) is not None
    assert resolve_session(session, token=token, now=NOW + timedelta(hours=2)) is None


def test_a_session_in_use_ends_after_twelve_hours(session: Session, account: Account) -> None:
    token = open_session(session, account)
    for hour in range(12):
        found = resolve_session(session, token=token, now=NOW + timedelta(hours=hour))
        assert found is not None
        touch_session(session, session_id=found.session_id, now=NOW + timedelta(hours=hour))
    assert resolve_session(session, token=token, now=NOW + timedelta(hours=12)) is None


def test_the_limits_can_be_set(session: Session, account: Account) -> None:
    token = open_session(session, account)
    tight = SessionLimits(idle=timedelta(minutes=5), absolute=timedelta(minutes=10))
    assert resolve_session(session, token=token, now=seconds(300), limits=tight) is None
    short = start_session(session, account_id=account.id, user_agent="", now=NOW, limits=tight)
    assert resolve_session(session, token=short, now=seconds(600)) is None


def test_an_eleventh_browser_ends_the_one_longest_unused(session: Session, account: Account) -> None:
    tokens = [
        start_session(session, account_id=account.id, user_agent="", now=seconds(begun))
        for begun in range(10)
    ]
    oldest = resolve_session(session, token=tokens[0], now=seconds(10))
    assert oldest is not None
    touch_session(session, session_id=oldest.session_id, now=seconds(20))
    tokens.append(start_session(session, account_id=account.id, user_agent="", now=seconds(30)))
    found = [resolve_session(session, token=one, now=seconds(31)) for one in tokens]
    assert [place for place, one in enumerate(found) if one is None] == [1]


def test_use_is_written_down_every_five_minutes(session: Session, account: Account) -> None:
    found = resolve_session(session, token=open_session(session, account), now=NOW)
    assert found is not None
    assert not found.touch_due(seconds(299))
    assert found.touch_due(seconds(300))


def test_signing_out_ends_one_session_or_all(session: Session, account: Account) -> None:
    first, second, third = (open_session(session, account) for _ in range(3))
    found = resolve_session(session, token=first, now=NOW)
    assert found is not None
    end_session(session, session_id=found.session_id, now=NOW)
    assert resolve_session(session, token=first, now=NOW) is None
    assert resolve_session(session, token=second, now=NOW) is not None
    end_sessions(session, account_id=account.id, now=NOW)
    assert resolve_session(session, token=second, now=NOW) is None
    assert resolve_session(session, token=third, now=NOW) is None


@ON_BOTH
def test_an_ended_session_is_not_revived_by_use(session: Session, account: Account) -> None:
    token = open_session(session, account)
    found = resolve_session(session, token=token, now=NOW)
    assert found is not None
    end_session(session, session_id=found.session_id, now=NOW)
    touch_session(session, session_id=found.session_id, now=seconds(1))
    assert resolve_session(session, token=token, now=seconds(2)) is None


@ON_BOTH
def test_a_new_password_and_shutting_the_account_end_every_session(
    session: Session, account: Account
) -> None:
    token = open_session(session, account)
    hashed = passwords.hash_password("sopir becak makan durian")
    set_password(session, account_id=account.id, password_hash=hashed, now=NOW, actor=CLI)
    assert resolve_session(session, token=token, now=NOW) is None
    token = open_session(session, account)
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    assert resolve_session(session, token=token, now=NOW) is None


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\ud800", "é" * 5000])
def test_a_made_up_token_is_nobodys(session: Session, account: Account, token: str) -> None:
    open_session(session, account)
    assert resolve_session(session, token=token, now=NOW) is None
