"""A letter to an account's owner about the account itself, to the e-mail the office has of them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.service import Recipient, open_routes, put_in_outbox
from complaints_service.people.models import Officer

#: What of the second step of signing in changed, or was used.
SECOND_STEP = "second_step_changed"
#: Whom of the city's provider it opens for changed.
PROVIDER = "provider_link_changed"


def queue_account_letter(session: Session, *, account_id: int, kind: str, now: datetime) -> bool:
    """Queues one letter; False where its owner has no e-mail here, or no letters leave."""
    row = session.execute(
        select(Account.language, Officer.email)
        .join(Officer, Officer.id == Account.officer_id)
        .where(Account.id == account_id, Account.active)
    ).first()
    if row is None or not row.email or EMAIL.code not in open_routes(session):
        return False
    key = hashlib.sha256(f"{kind}|{account_id}|{now.isoformat()}".encode()).hexdigest()
    if session.scalar(select(Outbox.id).where(Outbox.key == key)) is not None:
        return True
    to = Recipient(EMAIL.code, row.email, row.language)
    put_in_outbox(session, key=key, kind=kind, to=to, params={}, now=now)
    return True
