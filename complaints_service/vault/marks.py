"""Marks: what stands for an address, an e-mail or a phone number where rows are compared and looked for.

The same address always has the same mark, under the office's key; from a mark alone nobody gets back.
"""

from __future__ import annotations

import base64
import re
import unicodedata

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from complaints_service.vault.keyring import keyring_of

_MARK = re.compile(r"~[A-Za-z0-9_-]{43}")


def is_mark(address: str) -> bool:
    """Whether this stands for an address and is none itself."""
    return _MARK.fullmatch(address) is not None


def address_mark(where: Session | Connection, *, route: str, address: str) -> str:
    """The mark of an address on a route, however it is capitalised; a mark stays as it is."""
    if is_mark(address):
        return address
    return _mark(where, f"address|{route}|{address.strip().casefold()}")


def email_mark(where: Session | Connection, email: str | None) -> str | None:
    """The mark of an e-mail address that came with a report; None for none."""
    typed = (email or "").strip().casefold()
    return _mark(where, f"email|{typed}") if typed else None


def phone_mark(where: Session | Connection, phone: str | None) -> str | None:
    """The mark of a phone number by its own digits, the country's prefix or leading 0 left out."""
    digits = re.sub(r"^(62|0)", "", re.sub(r"\D", "", phone or ""))
    return _mark(where, f"phone|{digits}") if digits else None


def name_mark(where: Session | Connection, name: str | None) -> str | None:
    """The mark of a person's whole name, however it is capitalised and spaced; None for none."""
    typed = " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
    return _mark(where, f"name|{typed}") if typed else None


def mailbox_mark(session: Session, address: str) -> str:
    """The mark of a mailbox: case, and what follows a plus, reach nobody else."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return _mark(session, f"mailbox|{local.partition('+')[0]}@{domain}")


def _mark(where: Session | Connection, words: str) -> str:
    return "~" + base64.urlsafe_b64encode(keyring_of(where).mark(words)).rstrip(b"=").decode()
