"""Keys for programs: made with an end and for a purpose, listed, revoked, and known by their token."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, ApiToken
from complaints_service.accounts.scopes import read_back, stored
from complaints_service.accounts.secrets import digest, new_token
from complaints_service.audit.service import record
from complaints_service.errors import Actor, Invalid, NotFound, Words, invalid, words
from complaints_service.texts import text_problem

DEFAULT_DAYS, MOST_DAYS = 90, 365
NAME_LETTERS = 60
#: So much of a key's digest names it; it opens nothing.
MARK_LETTERS = 12


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key to make. `network`: it works from addresses in there alone; `name`: by what it is known."""

    scopes: Collection[str]
    days: int = DEFAULT_DAYS
    name: str = ""
    network: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeyCard:
    """What may be shown of a key. `mark` names it; `last_used_on`: None where it never was."""

    mark: str
    login: str
    name: str
    scopes: frozenset[str]
    network: str | None
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None

    def in_force(self, now: datetime) -> bool:
        """Whether it still opens something."""
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True, kw_only=True)
class KeyHolder:
    """The account behind a program's key, and what the key is for."""

    key_id: str
    account_id: int
    officer_id: int | None
    login: str
    scopes: frozenset[str]
    last_used_on: date | None


def issue_key(session: Session, *, account_id: int, new: NewKey, now: datetime, actor: Actor) -> str:
    """A key for a program acting as this account within its scopes; shown once.

    Raises Invalid naming every field that will not do, `unknown_scope`.
    """
    scopes = stored(new.scopes)
    network = _checked(new)
    token, token_digest = new_token()
    expires_at = now + timedelta(days=new.days)
    session.add(
        ApiToken(
            id=token_digest,
            account_id=account_id,
            name=new.name.strip(),
            scopes=scopes,
            network=network,
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    told = {"scopes": scopes, "name": new.name.strip(), "until": expires_at.isoformat(), "network": network}
    _record(session, now, actor, "api_token.issued", account_id, mark=token_digest[:MARK_LETTERS], **told)
    return token


def revoke_keys(
    session: Session,
    *,
    account_id: int,
    now: datetime,
    actor: Actor,
    mark: str | None = None,
    scope: str | None = None,
) -> int:
    """Stops an account's keys at once and says how many; only the one of this mark, or those of a scope."""
    wanted = [ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now]
    if mark is not None:
        wanted.append(_named(mark))
    rows = session.execute(select(ApiToken.id, ApiToken.scopes).where(*wanted)).all()
    ids = [row.id for row in rows if scope is None or scope in read_back(row.scopes)]
    session.execute(update(ApiToken).where(ApiToken.id.in_(ids)).values(revoked_at=now))
    marks = sorted(each[:MARK_LETTERS] for each in ids)
    if marks or mark is None:
        _record(session, now, actor, "api_token.revoked", account_id, scope=scope, marks=marks)
    return len(ids)


def key_by_mark(session: Session, *, mark: str) -> tuple[int, KeyCard]:
    """The one key that a mark names, and the id of its account. Raises NotFound."""
    found = _cards(session, _named(mark))
    if len(found) != 1:
        raise NotFound("key")
    return found[0]


def keys_of(session: Session, *, account_id: int | None = None) -> list[KeyCard]:
    """The keys of an account, of all accounts without one; the newest first."""
    whose = ApiToken.account_id == account_id if account_id is not None else ApiToken.id.is_not(None)
    return [card for _, card in _cards(session, whose)]


def resolve_key(session: Session, *, token: str, now: datetime, ip: str) -> KeyHolder | None:
    """Whose key this is: in force, its account open, the address one of its network; else None."""
    row = session.execute(
        select(ApiToken, Account.officer_id, Account.login)
        .join(Account, Account.id == ApiToken.account_id)
        .where(
            ApiToken.id == digest(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            Account.active,
        )
    ).first()
    if row is None or not _lies_in(row.ApiToken.network, ip):
        return None
    return KeyHolder(
        key_id=row.ApiToken.id,
        account_id=row.ApiToken.account_id,
        officer_id=row.officer_id,
        login=row.login,
        scopes=read_back(row.ApiToken.scopes),
        last_used_on=row.ApiToken.last_used_on,
    )


def note_use(session: Session, *, key_id: str, on: date) -> None:
    """Notes the local day a key was last used on; once a day is enough, and never goes back."""
    earlier = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < on)
    session.execute(update(ApiToken).where(ApiToken.id == key_id, earlier).values(last_used_on=on))


def _checked(new: NewKey) -> str | None:
    """The network as it is kept. Raises Invalid naming every field that will not do."""
    fields: dict[str, list[Words]] = {}
    if not 1 <= new.days <= MOST_DAYS:
        fields["days"] = [words("Kunci berlaku 1 sampai %(most)s hari.", most=MOST_DAYS)]
    if new.name.strip() and (problem := text_problem(new.name, maximum=NAME_LETTERS)):
        fields["name"] = [problem]
    if fields:
        raise Invalid(fields)
    if not new.network:
        return None
    try:
        return str(ipaddress.ip_network(new.network.strip()))
    except ValueError:
        raise invalid("network", words("Bukan jaringan. Tulis seperti 10.1.2.0/24.")) from None


def _lies_in(network: str | None, ip: str) -> bool:
    if network is None:
        return True
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address in ipaddress.ip_network(network)


def _named(mark: str) -> ColumnElement[bool]:
    # A digest has no letters that LIKE reads otherwise; whatever else is typed names nothing.
    plain = mark.strip().lower()
    if len(plain) < MARK_LETTERS or set(plain) - set("0123456789abcdef"):
        return ApiToken.id.is_(None)
    return ApiToken.id.startswith(plain)


def _cards(session: Session, which: ColumnElement[bool]) -> list[tuple[int, KeyCard]]:
    rows = session.execute(
        select(ApiToken, Account.login)
        .join(Account, Account.id == ApiToken.account_id)
        .where(which)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return [
        (
            key.account_id,
            KeyCard(
                mark=key.id[:MARK_LETTERS],
                login=login,
                name=key.name,
                scopes=read_back(key.scopes),
                network=key.network,
                created_at=key.created_at,
                expires_at=key.expires_at,
                last_used_on=key.last_used_on,
                revoked_at=key.revoked_at,
            ),
        )
        for key, login in rows
    ]


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, account_id: int, **data: object
) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"account:{account_id}", data=data)
