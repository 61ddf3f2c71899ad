"""Keys of programs for tests, by what they are for."""

from __future__ import annotations

from datetime import datetime

from complaints_service import db
from complaints_service.accounts.keys import NewKey, issue_key
from tests.support.world import SETUP, Office


def bearer(office: Office, login: str, *scopes: str, now: datetime) -> dict[str, str]:
    """The header of a key that is made now for these scopes."""
    with db.writing(office.engine) as session:
        new = NewKey(scopes=scopes)
        key = issue_key(session, account_id=office.accounts[login], new=new, now=now, actor=SETUP)
    return {"Authorization": f"Bearer {key}"}
