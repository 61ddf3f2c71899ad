"""Puts another name or contact in the place of what a report came with, as its citizen asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.vault.marks import email_mark, name_mark, phone_mark
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import OWN, open_identity
from complaints_service.vault.sealing import Details, report_key


def correct_identity(session: Session, *, number: str, sealed: bytes, actor: Actor, now: datetime) -> Details:
    """Lets these sealed details be who complained, and makes the marks that find it anew.

    The record says that it was corrected, and by whom; never what it says. Raises IdentityErased.
    """
    key = report_key(session, number=number)
    kept = session.get_one(Identity, number, with_for_update=True)
    details = open_identity(session, number=number, reader=OWN).told(sealed)
    kept.sealed = key.seal_details(details)
    kept.email_mark = email_mark(session, details.email)
    kept.phone_mark = phone_mark(session, details.phone)
    kept.name_mark = name_mark(session, details.name)
    session.flush()
    record(session, now=now, actor=actor, kind="identity.corrected", subject=f"ticket:{number}")
    return details
