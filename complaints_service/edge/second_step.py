"""The words signed by us that lead through the second step of signing in, and who has to have one.

A right password and a passkey's challenge are each one word: it says whom it is for and until when, and no
table knows it. What was taken is spent there where it is taken (`accounts/factor`).
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from itsdangerous import BadData
from sqlalchemy.orm import Session

from complaints_service.accounts.factor.passkeys import Site
from complaints_service.accounts.factor.rules import Demand, demand_of
from complaints_service.edge.input.signed_words import signer
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.people.rights import rights_of

#: So long a right password waits for its second step, and a challenge for its answer.
LIFE = timedelta(minutes=10)
Use = Literal["register", "sign_in"]
#: What comes before a second step: a password, or the word of the city's provider.
First = Literal["password", "provider"]


@dataclass(frozen=True, kw_only=True)
class HalfSignIn:
    """What was right a moment ago: of which account, and since when its password is in force.

    `first`: what that was.
    """

    account_id: int
    changed_at: datetime | None
    first: First = "password"


def half_sign_in(half: HalfSignIn, *, now: datetime) -> str:
    """The word that says what was right; it opens nothing without the second step."""
    changed = "" if half.changed_at is None else half.changed_at.isoformat()
    return _word("half sign-in", now, account=half.account_id, changed=changed, first=half.first)


def read_half_sign_in(word: str, *, now: datetime) -> HalfSignIn | None:
    """What such a word says; None for one that is not ours or has ended."""
    told = _read("half sign-in", word, now)
    if told is None:
        return None
    changed = str(told["changed"])
    return HalfSignIn(
        account_id=int(str(told["account"])),
        changed_at=datetime.fromisoformat(changed) if changed else None,
        first="provider" if told["first"] == "provider" else "password",
    )


def new_challenge(use: Use, *, account_id: int = 0, now: datetime) -> str:
    """A challenge for a passkey to answer, good for one use; `account_id`: for that account alone."""
    return _word(f"passkey {use}", now, account=account_id, random=secrets.token_urlsafe(24))


def is_challenge(word: str, use: Use, *, account_id: int = 0, now: datetime) -> bool:
    """Whether a challenge is ours, for this, and has not ended."""
    told = _read(f"passkey {use}", word, now)
    return told is not None and told["account"] == account_id


def passkey_site() -> Site | None:
    """The site passkeys are for; None for an address of numbers, which devices refuse."""
    base_url, office = service().settings.base_url, service().rulebook.office
    host = urlsplit(base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(domain=host, origin=base_url, name=office.names.read(language()))
    return None


def demand_for(session: Session, *, account_id: int, now: datetime) -> Demand:
    """Whether an account has to have a second step: no, soon, or now."""
    rule, today = service().rulebook.office.second_step, service().rulebook.local_date(now)
    rights = rights_of(session, account_id=account_id, on=today)
    if rule is None or rights is None:
        return "no"
    return demand_of(rights, roles=rule.roles, since=rule.since, on=today)


def _word(salt: str, now: datetime, **told: object) -> str:
    return str(signer(salt).dumps({**told, "until": int((now + LIFE).timestamp())}))


def _read(salt: str, word: str, now: datetime) -> dict[str, object] | None:
    try:
        told = signer(salt).loads(word)
    except BadData:
        return None
    return told if now.timestamp() < told["until"] else None
