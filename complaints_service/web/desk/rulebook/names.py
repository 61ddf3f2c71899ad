"""Whom a reference names, for pages on who decided what of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.edge.input.typed import whole_number
from complaints_service.people.queries import names_of_officers


def who_of(session: Session, refs: Iterable[str]) -> Mapping[str, str]:
    """Each reference with a name: a member's own, or the one an account without a member signs in by."""
    numbers = {ref: whole_number(ref.partition(":")[2]) for ref in refs if ":" in ref}
    people = [one for ref, one in numbers.items() if one is not None and ref.startswith("person:")]
    accounts = [one for ref, one in numbers.items() if one is not None and ref.startswith("account:")]
    names = names_of_officers(session, ids=people)
    found = session.execute(select(Account.id, Account.login).where(Account.id.in_(accounts)))
    logins = {row.id: row.login for row in found}
    return {
        ref: (names if ref.startswith("person:") else logins).get(one or 0, ref)
        for ref, one in numbers.items()
    }
