"""Opens who complains: one function, which writes down who looked before anything is opened.

Two readers are not written down: a rule of the office (a letter on its way, a report that goes on in another;
the outbox and the ledger tell of both), and the citizen before their own report.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.db import remembered
from complaints_service.errors import Actor
from complaints_service.vault import cipher
from complaints_service.vault.keyring import keyring_of
from complaints_service.vault.models import Identity
from complaints_service.vault.sealing import (
    Details,
    address_belongs,
    details_belong,
    key_belongs,
    passing_belongs,
)

VIEWED = "identity.viewed"
#: So many bytes of what is of no report name the key it is sealed under.
_NAME_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class IdentityReader:
    """Who opens an identity, when, and what for; the two below have no instant and leave no entry."""

    actor: Actor
    purpose: str
    now: datetime | None = None


RULE = IdentityReader(actor=Actor("rule", "job"), purpose="rule")
OWN = IdentityReader(actor=Actor.citizen("web"), purpose="own")


@dataclass(frozen=True)
class OpenedIdentity:
    """Who complained; `erased` where nobody can know any more. It opens the report's addresses too."""

    number: str
    details: Details = field(default_factory=Details)
    erased: bool = False
    _key: bytes = field(default=b"", repr=False)

    def address(self, *, mark: str, sealed: bytes | None) -> str | None:
        """An address by which the report's citizen is told; None where it can be opened no more."""
        if not self._key or sealed is None:
            return None
        return cipher.unseal(self._key, sealed, belongs=address_belongs(self.number, mark))

    def told(self, sealed: bytes | None) -> Details:
        """Other details sealed under the report's key; none where they can be opened no more."""
        if not self._key or sealed is None:
            return Details()
        return Details(**json.loads(cipher.unseal(self._key, sealed, belongs=details_belong(self.number))))


def open_identity(session: Session, *, number: str, reader: IdentityReader) -> OpenedIdentity:
    """Who complained under a number; that somebody looks is in the audit record before it is opened.

    What the reader may see, the caller has asked already.
    """
    if reader is not RULE and reader is not OWN:
        record_look(session, reader=reader, kind=VIEWED, subject=f"ticket:{number}")
    return _opened(session, number)


@remembered
def _opened(session: Session, number: str) -> OpenedIdentity:
    kept = session.execute(
        select(Identity.key_id, Identity.wrapped, Identity.sealed).where(Identity.number == number)
    ).first()
    if kept is None:
        return OpenedIdentity(number)
    if kept.wrapped is None:
        return OpenedIdentity(number, erased=True)
    office = keyring_of(session).wrapping_key(kept.key_id)
    key = cipher.unseal_bytes(office, kept.wrapped, belongs=key_belongs(number))
    details = Details()
    if kept.sealed is not None:
        details = Details(**json.loads(cipher.unseal(key, kept.sealed, belongs=details_belong(number))))
    return OpenedIdentity(number, details, _key=key)


def record_look(session: Session, *, reader: IdentityReader, kind: str, subject: str, **also: Any) -> None:
    """Writes down that somebody looks, and what for."""
    if reader.now is None:
        raise ValueError("a look has its instant")
    data = {"purpose": reader.purpose, **also}
    record(session, now=reader.now, actor=reader.actor, kind=kind, subject=subject, data=data)


def open_passing(where: Session | Connection, *, mark: str, sealed: bytes) -> str:
    """What is known of whoever talks from an address, without a report: for its sender, and its bot."""
    return open_own(where, belongs=passing_belongs(mark), sealed=sealed)


def open_own(where: Session | Connection, *, belongs: str, sealed: bytes) -> str:
    """What `seal_own` sealed: of no report, and nobody's identity. Raises NotOpened."""
    office = keyring_of(where).wrapping_key(sealed[:_NAME_BYTES].hex())
    return cipher.unseal(office, sealed[_NAME_BYTES:], belongs=belongs)
