"""Tells whoever is to act on an evaluation, by e-mail; the letter says nothing of what is in it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_of_officer
from complaints_service.appraisal.evaluating.steps import Who
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.service import Recipient, open_routes, put_in_outbox
from complaints_service.people.queries import emails_of

KIND = "evaluation"


def tell(
    session: Session, *, officer_id: int, evaluation_id: int, about: str, who: Who, now: datetime
) -> None:
    """Queues a letter that leads to the page; none without e-mail, none twice, none in a replay.

    `about`: what happened (`sent`, `objected`, `decided`, `opinion`), part of what makes it the same letter.
    """
    address = emails_of(session, ids=[officer_id]).get(officer_id)
    if address is None or who.actor.origin == "replay" or EMAIL.code not in open_routes(session):
        return
    key = hashlib.sha256(f"{KIND}|{evaluation_id}|{about}|{officer_id}".encode()).hexdigest()
    if session.scalar(select(Outbox.id).where(Outbox.key == key)) is not None:
        return
    account = account_of_officer(session, officer_id=officer_id)
    path = f"/evaluasi/{evaluation_id}" + ("/pendapat" if about == "opinion" else "")
    to = Recipient(EMAIL.code, address, account.language if account is not None else "id")
    put_in_outbox(session, key=key, kind=KIND, to=to, params={"path": path}, now=now)
