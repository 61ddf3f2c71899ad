"""One's own account, as the browser it is signed in with sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.accounts.models import Account
from complaints_service.edge.guard import Right
from complaints_service.edge.sign_in import officer
from complaints_service.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """The account behind this browser and its session; `wrong`: tries since the account last signed in."""

    account_id: int
    session_id: str
    login: str
    wrong: int
    wrong_at: datetime | None


def own_account(session: Session, rights: Rights) -> OwnAccount:
    """The account of whoever is signed in with a browser. Raises NotFound for a program with a key."""
    session_id = officer().session_id
    if session_id is None:
        raise NotFound
    account = session.get_one(Account, rights.account_id)
    return OwnAccount(
        account_id=account.id,
        session_id=session_id,
        login=account.login,
        wrong=account.failed_count,
        wrong_at=account.last_failed_at,
    )


#: Also for who has to set up a second step before anything else.
OWN_SECOND_STEP = Right(
    code="own_second_step",
    who="everyone who is signed in with a browser, each their own",
    load=own_account,
    enrolling=True,
)
OWN_ACCOUNT = Right(
    code="own_account", who="everyone who is signed in with a browser, each their own", load=own_account
)
