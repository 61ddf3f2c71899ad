"""Whether everything that is sealed still opens with the keys that are here."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.notify.models import Subscription
from complaints_service.vault.keyring import NotOpened
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import RULE, open_identity


def verify_sealed(session: Session) -> list[Finding]:
    """Every identity and every way of news that was not erased and does not open."""
    return list(_not_opened(session))


def _not_opened(session: Session) -> Iterator[Finding]:
    ways: dict[str, list[tuple[str, bytes | None]]] = {}
    for number, mark, sealed in session.execute(
        select(Subscription.number, Subscription.address, Subscription.sealed)
    ):
        ways.setdefault(number, []).append((mark, sealed))
    for number in session.scalars(select(Identity.number).where(Identity.wrapped.is_not(None))):
        try:
            opened = open_identity(session, number=number, reader=RULE)
            addresses = [opened.address(mark=mark, sealed=sealed) for mark, sealed in ways.get(number, ())]
        except NotOpened as error:
            yield Finding("identity", number, f"does not open: {error}")
        else:
            if not all(addresses):
                yield Finding("identity", number, "a way of news has no address")
