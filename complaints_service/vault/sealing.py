"""Seals who complains, and where they are told: each report under a random key of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from complaints_service.audit.written.putting import put
from complaints_service.db import Base
from complaints_service.errors import DomainError, words
from complaints_service.vault import cipher
from complaints_service.vault.keyring import Keyring, keyring_of
from complaints_service.vault.marks import email_mark, name_mark, phone_mark
from complaints_service.vault.models import Identity

#: How details are put into words, made once.
_said = json.JSONEncoder(ensure_ascii=False).encode
_IDENTITIES = Base.metadata.tables[Identity.__tablename__]


@dataclass(frozen=True)
class Details:
    """Who complains, as they said it."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.name or self.phone or self.email)


@dataclass(frozen=True)
class ReportKey:
    """The key of one report, for as long as a transaction needs it."""

    number: str
    _key: bytes

    @classmethod
    def fresh(cls, number: str) -> ReportKey:
        """A new key, for a report that has none."""
        return cls(number, cipher.fresh_key())

    def seal_address(self, *, mark: str, address: str) -> bytes:
        """An address by which the report's citizen is told, bound to report and mark."""
        return cipher.seal(self._key, address, belongs=address_belongs(self.number, mark))

    def seal_details(self, details: Details) -> bytes:
        """Name, phone and e-mail, bound to the report."""
        said = _said({"name": details.name, "phone": details.phone, "email": details.email})
        return cipher.seal(self._key, said, belongs=details_belong(self.number))

    def wrapped(self, keyring: Keyring) -> bytes:
        """The key itself, under the office's newest one."""
        office = keyring.wrapping_key(keyring.current)
        return cipher.seal_bytes(office, self._key, belongs=key_belongs(self.number))


class IdentityErased(DomainError):
    """Who complained was erased for good; nothing can be sealed or opened there any more."""

    def __init__(self) -> None:
        super().__init__("identity_erased", words("Identitas pelapor ini sudah dihapus untuk selamanya."))


def keep_identity(session: Session, *, number: str, details: Details) -> ReportKey:
    """Makes a report's key and seals who complains under it."""
    keyring, key = keyring_of(session), ReportKey.fresh(number)
    row = {
        "number": number,
        "key_id": keyring.current,
        "wrapped": key.wrapped(keyring),
        "sealed": None if details.empty else key.seal_details(details),
        "email_mark": email_mark(session, details.email),
        "phone_mark": phone_mark(session, details.phone),
        "name_mark": name_mark(session, details.name),
        "erased_at": None,
    }
    put(session, _IDENTITIES, [row])
    return key


def report_key(session: Session, *, number: str) -> ReportKey:
    """A report's key, to seal one address more; made where the report has none yet. Raises IdentityErased."""
    kept = session.execute(select(Identity.key_id, Identity.wrapped).where(Identity.number == number)).first()
    if kept is None:
        return keep_identity(session, number=number, details=Details())
    if kept.wrapped is None:
        raise IdentityErased
    office = keyring_of(session).wrapping_key(kept.key_id)
    return ReportKey(number, cipher.unseal_bytes(office, kept.wrapped, belongs=key_belongs(number)))


def seal_passing(where: Session | Connection, *, mark: str, text: str) -> bytes:
    """What is known of whoever talks from an address, without a report; it is kept for days at most."""
    return seal_own(where, belongs=passing_belongs(mark), text=text)


def seal_own(where: Session | Connection, *, belongs: str, text: str) -> bytes:
    """What is of no report, sealed under the office's newest key and bound to what it belongs to."""
    keyring = keyring_of(where)
    sealed = cipher.seal(keyring.wrapping_key(keyring.current), text, belongs=belongs)
    return bytes.fromhex(keyring.current) + sealed


def key_belongs(number: str) -> str:
    """What a report's wrapped key is bound to."""
    return f"key|{number}"


def details_belong(number: str) -> str:
    """What a report's sealed details are bound to."""
    return f"details|{number}"


def address_belongs(number: str, mark: str) -> str:
    """What a sealed address of a report is bound to."""
    return f"address|{number}|{mark}"


def passing_belongs(mark: str) -> str:
    """What is sealed of a conversation is bound to."""
    return f"passing|{mark}"
