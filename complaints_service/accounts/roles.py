"""The end of a granted role, at once or on a day that lies ahead."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.credentials import end_credentials
from complaints_service.accounts.models import RoleGrant
from complaints_service.accounts.service import ADMINISTRATOR, require_another_administrator
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, words


def end_role(
    session: Session,
    *,
    account_id: int,
    role: str,
    unit_id: int | None,
    on: date,
    today: date,
    now: datetime,
    actor: Actor,
) -> None:
    """Ends a role: `on` is the first local day without it. One that ends today ends at once, with all that
    opened the account. Raises DomainError `not_granted`, `last_administrator`."""
    grant = session.scalar(
        select(RoleGrant)
        .where(RoleGrant.account_id == account_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None))
        .where(RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id)
        .with_for_update()
    )
    if grant is None:
        raise DomainError("not_granted", words("Peran itu tidak dipegang akun ini."))
    if role == ADMINISTRATOR and unit_id is None:
        require_another_administrator(session, account_id=account_id)
    grant.until_on = on
    ended: dict[str, int] = {}
    if on <= today:
        grant.ended_at = now
        ended = end_credentials(session, account_id=account_id, now=now)
    session.flush()
    told = {"role": role, "unit_id": unit_id, "on": on.isoformat(), "ended": ended}
    record(
        session, now=now, actor=actor, kind="account.role_ends", subject=f"account:{account_id}", data=told
    )


def end_due_roles(session: Session, *, today: date, now: datetime, actor: Actor) -> int:
    """Ends what was told to end by today, with all that opened those accounts; how many."""
    due = session.execute(
        select(RoleGrant.id, RoleGrant.account_id)
        .where(RoleGrant.until_on <= today, RoleGrant.ended_at.is_(None))
        .with_for_update()
    ).all()
    if due:
        ids = [row.id for row in due]
        session.execute(update(RoleGrant).where(RoleGrant.id.in_(ids)).values(ended_at=now))
    for account_id in sorted({row.account_id for row in due}):
        ended = end_credentials(session, account_id=account_id, now=now)
        told = {"on": today.isoformat(), "ended": ended}
        subject = f"account:{account_id}"
        record(session, now=now, actor=actor, kind="account.role_ended", subject=subject, data=told)
    return len(due)
