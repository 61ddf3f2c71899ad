"""Links that work once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, OneTimeToken
from complaints_service.accounts.secrets import digest, new_token
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, words

#: Opens the page on which a password is chosen: the first time, or after it was forgotten.
SET_PASSWORD = "set_password"  # noqa: S105  # a purpose, not a password


class LinkUsedUp(NotFound):
    """The link was used, has run out, or never was: all answer alike."""

    def __init__(self) -> None:
        DomainError.__init__(
            self,
            "link_used_up",
            words(
                "Tautan ini sudah dipakai atau sudah lewat waktunya. Mintalah tautan baru kepada pengelola."
            ),
        )


def issue_one_time_link(
    session: Session, *, account_id: int, purpose: str, ttl: timedelta, now: datetime, actor: Actor
) -> str:
    """The token of a link that works once within `ttl`; unused ones made earlier stop working."""
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.account_id == account_id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token, token_digest = new_token()
    session.add(
        OneTimeToken(
            id=token_digest, account_id=account_id, purpose=purpose, created_at=now, expires_at=now + ttl
        )
    )
    session.flush()
    _record(session, now, actor, "link.issued", account_id, purpose=purpose)
    return token


def redeem_one_time_link(session: Session, *, token: str, purpose: str, now: datetime, origin: str) -> int:
    """Uses the link up and returns the account's id. Raises LinkUsedUp.

    One conditional update decides, so of two at once only one gets in. Showing the page behind the link is
    not using it (`queries.find_one_time_link`): mail programs follow links too.
    """
    account_id = session.scalar(
        update(OneTimeToken)
        .where(
            OneTimeToken.id == digest(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
            OneTimeToken.account_id.in_(select(Account.id).where(Account.active)),
        )
        .values(used_at=now)
        .returning(OneTimeToken.account_id)
        .execution_options(synchronize_session=False)
    )
    if account_id is None:
        raise LinkUsedUp
    actor = Actor(f"account:{account_id}", origin, None, account_id)
    _record(session, now, actor, "link.redeemed", account_id, purpose=purpose)
    return account_id


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, account_id: int, **data: object
) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"account:{account_id}", data=data)
