"""Finds and compares identities by their marks, without opening any."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from complaints_service.vault.marks import email_mark, phone_mark
from complaints_service.vault.models import Identity

#: Fewer digits than these are no phone number.
_LEAST_DIGITS = 7


def is_contact_of(session: Session, *, number: str, typed: str) -> bool:
    """Whether a report came with this e-mail address or phone number."""
    query = select(Identity.number).where(Identity.number == number, _came_with(session, typed))
    return session.scalar(query) is not None


def numbers_with(session: Session, *, typed: str) -> Select[str] | None:
    """Asks for the reports that came with this e-mail address or phone number; None for other words."""
    digits = sum(letter.isdigit() for letter in typed)
    if "@" not in typed and (digits < _LEAST_DIGITS or any(letter.isalpha() for letter in typed)):
        return None
    return select(Identity.number).where(_came_with(session, typed))


def has_phone(session: Session, *, number: str) -> bool:
    """Whether a report came with a phone number, which may be opened."""
    mark = select(Identity.phone_mark).where(Identity.number == number)
    return session.scalar(mark) is not None


def _came_with(session: Session, typed: str) -> ColumnElement[bool]:
    if "@" in typed:
        return Identity.email_mark == (email_mark(session, typed) or "")
    return Identity.phone_mark == (phone_mark(session, typed) or "")
