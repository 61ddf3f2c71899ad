"""Keys of programs: for a closed list of things, with an end always, from a network, listed and revoked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from complaints_service.accounts.keys import (
    DEFAULT_DAYS,
    MOST_DAYS,
    NewKey,
    issue_key,
    key_by_mark,
    keys_of,
    note_use,
    resolve_key,
    revoke_keys,
)
from complaints_service.accounts.models import Account, ApiToken
from complaints_service.accounts.scopes import SCOPES, read_back
from complaints_service.accounts.service import NewAccount, create_account, set_active
from complaints_service.audit.queries import events_about
from complaints_service.errors import Actor, Invalid, NotFound
from migrations import upgrade
from tests.repository.test_migrations import VERSIONS
from tests.support.both import ON_BOTH
from tests.support.databases import Databases, make_engine

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
CLI = Actor("cli:budi", "cli")
HERE = "10.1.2.3"


@pytest.fixture
def account(session: Session) -> Account:
    return create_account(session, new=NewAccount("budi"), now=NOW, actor=CLI)


def issued(session: Session, account: Account, **more: object) -> str:
    new = NewKey(**{"scopes": ("read",), **more})  # type: ignore[arg-type]
    return issue_key(session, account_id=account.id, new=new, now=NOW, actor=CLI)


def test_a_key_opens_its_account_within_its_scopes_until_it_ends(session: Session, account: Account) -> None:
    token = issued(session, account, scopes=("figures", "read"), days=1)
    holder = resolve_key(session, token=token, now=NOW, ip=HERE)
    assert holder is not None
    assert (holder.account_id, holder.scopes, holder.login) == (account.id, {"read", "figures"}, "budi")
    assert resolve_key(session, token=token, now=NOW + timedelta(days=1), ip=HERE) is None
    assert resolve_key(session, token=token + "x", now=NOW, ip=HERE) is None


def test_every_key_ends_and_none_later_than_in_a_year(session: Session, account: Account) -> None:
    issued(session, account)
    assert session.scalars(select(ApiToken.expires_at)).one() == NOW + timedelta(days=DEFAULT_DAYS)
    for days in (0, -1, MOST_DAYS + 1):
        with pytest.raises(Invalid) as refused:
            issued(session, account, days=days)
        assert list(refused.value.fields or ()) == ["days"]
    token = issued(session, account, days=MOST_DAYS)
    assert resolve_key(session, token=token, now=NOW + timedelta(days=365, seconds=-1), ip=HERE) is not None


@pytest.mark.parametrize("scopes", [(), ("desk",), ("read", "everything"), ("READ",), ("read act",)])
def test_a_scope_that_is_not_on_the_list_is_refused(
    session: Session, account: Account, scopes: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        issued(session, account, scopes=scopes)
    assert list(refused.value.fields or ()) == ["scopes"]
    assert session.scalars(select(ApiToken)).all() == []


def test_a_scope_taken_off_the_list_opens_nothing_any_more() -> None:
    assert read_back("read everything act") == {"read", "act"}
    assert read_back("") == frozenset()


def test_a_key_of_a_network_works_from_there_alone(session: Session, account: Account) -> None:
    token = issued(session, account, network="10.1.2.0/24")
    for ip, works in (
        ("10.1.2.0", True), ("::ffff:10.1.2.9", True), ("10.1.3.1", False), ("2001:db8::1", False), ("", False),
    ):  # fmt: skip
        assert (resolve_key(session, token=token, now=NOW, ip=ip) is not None) is works, ip
    for network in ("10.1.2.3/24", "kantor", "10.1.2.0/33"):
        with pytest.raises(Invalid):
            issued(session, account, network=network)


def test_the_day_of_use_is_noted_and_never_goes_back(session: Session, account: Account) -> None:
    token = issued(session, account)
    holder = resolve_key(session, token=token, now=NOW, ip=HERE)
    assert holder is not None
    assert holder.last_used_on is None
    for on in (date(2026, 3, 6), date(2026, 3, 5)):
        note_use(session, key_id=holder.key_id, on=on)
    again = resolve_key(session, token=token, now=NOW, ip=HERE)
    assert again is not None
    assert again.last_used_on == date(2026, 3, 6)


def test_keys_are_listed_without_what_opens_and_revoked_by_their_mark(
    session: Session, account: Account
) -> None:
    first, second = issued(session, account, name="aplikasi"), issued(session, account, scopes=("bot",))
    cards = keys_of(session, account_id=account.id)
    assert {(card.name, *card.scopes) for card in cards} == {("aplikasi", "read"), ("", "bot")}
    assert not [card for card in cards if first in str(card) or second in str(card)]
    [mark] = [card.mark for card in cards if card.name == "aplikasi"]
    owner, card = key_by_mark(session, mark=mark.upper())
    assert (owner, card.in_force(NOW)) == (account.id, True)
    assert revoke_keys(session, account_id=account.id + 1, mark=mark, now=NOW, actor=CLI) == 0
    assert revoke_keys(session, account_id=account.id, mark=mark, now=NOW, actor=CLI) == 1
    assert revoke_keys(session, account_id=account.id, mark=mark, now=NOW, actor=CLI) == 0
    assert resolve_key(session, token=first, now=NOW, ip=HERE) is None
    assert resolve_key(session, token=second, now=NOW, ip=HERE) is not None
    assert revoke_keys(session, account_id=account.id, scope="read", now=NOW, actor=CLI) == 0
    assert revoke_keys(session, account_id=account.id, scope="bot", now=NOW, actor=CLI) == 1


@pytest.mark.parametrize("mark", ["", "abc", "%", "_" * 12, "%" * 12, "x" * 12, "0" * 12])
def test_a_mark_that_names_nothing_revokes_nothing(session: Session, account: Account, mark: str) -> None:
    issued(session, account)
    with pytest.raises(NotFound):
        key_by_mark(session, mark=mark)
    assert revoke_keys(session, account_id=account.id, mark=mark, now=NOW, actor=CLI) == 0


def test_the_record_says_who_made_and_revoked_a_key_and_never_the_key(
    session: Session, account: Account
) -> None:
    token = issued(session, account, name="aplikasi")
    revoke_keys(session, account_id=account.id, now=NOW, actor=CLI)
    events = [each for each in events_about(session, subject=f"account:{account.id}") if "token" in each.kind]
    events.sort(key=lambda each: each.id)
    assert [(each.kind, each.actor) for each in events] == [
        ("api_token.issued", "cli:budi"), ("api_token.revoked", "cli:budi"),
    ]  # fmt: skip
    assert events[0].data["mark"] == events[1].data["marks"][0]
    assert token not in str([each.data for each in events])


def test_a_shut_account_has_no_keys(session: Session, account: Account) -> None:
    token = issued(session, account)
    set_active(session, account_id=account.id, active=False, now=NOW, actor=CLI)
    assert resolve_key(session, token=token, now=NOW, ip=HERE) is None


def test_keys_made_before_get_a_scope_of_the_list_and_an_end(databases: Databases, backend: str) -> None:
    """A word that nobody checked opened everything; afterwards it reads, and only `bot` stays what it was."""
    [before] = [
        f"{VERSIONS[at - 1].stem[:4]}"
        for at, path in enumerate(VERSIONS)
        if path.stem.endswith("_keys_with_an_end")
    ]
    engine = make_engine(databases.empty(backend))
    upgrade(engine, before)
    past, far = datetime(2026, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    old = {"bot": None, "read": past, "desk": None, "apa saja": far}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO account (id, login, active, failed_count, language, created_at)"
                " VALUES (1, 'budi', :yes, 0, 'id', :at)"
            ),
            {"yes": True, "at": past},
        )
        for scope, end in old.items():
            connection.execute(
                text(
                    "INSERT INTO api_token (id, account_id, scope, created_at, expires_at)"
                    " VALUES (:id, 1, :scope, :at, :end)"
                ),
                {"id": scope, "scope": scope, "at": past, "end": end},
            )
    upgrade(engine)
    with Session(engine) as session:
        keys = {key.name: key for key in session.scalars(select(ApiToken))}
        assert {name: key.scopes for name, key in keys.items()} == {
            "bot": "bot", "read": "read figures", "desk": "read figures", "apa saja": "read figures",
        }  # fmt: skip
        assert keys["read"].expires_at == past
        spans = {name: keys[name].expires_at - keys["bot"].expires_at for name in ("desk", "apa saja")}
        assert spans == {"desk": timedelta(0), "apa saja": timedelta(days=MOST_DAYS - DEFAULT_DAYS)}
        assert set(SCOPES) >= {scope for key in keys.values() for scope in key.scopes.split()}
    engine.dispose()
