"""Finds and compares identities by their marks, without opening any."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from complaints_service.texts import phone_typed
from complaints_service.vault.marks import email_mark, name_mark, phone_mark
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import IdentityReader, record_look

SEARCHED = "identity.searched"


def is_contact_of(session: Session, *, number: str, typed: str) -> bool:
    """Whether a report came with this e-mail address or phone number."""
    query = select(Identity.number).where(Identity.number == number, _came_with(session, typed))
    return session.scalar(query) is not None


def find_reports(
    session: Session, *, typed: str, reader: IdentityReader, but: Select[str] | None = None
) -> Sequence[str]:
    """The reports that came with this e-mail address or phone number; that somebody looked is recorded.

    To know that somebody complained is to know who did. `but`: the numbers that nobody may look for.
    """
    found = select(Identity.number).where(_came_with(session, typed)).order_by(Identity.number)
    if but is not None:
        found = found.where(Identity.number.not_in(but))
    numbers = list(session.scalars(found))
    record_look(session, reader=reader, kind=SEARCHED, subject="identities", found=numbers)
    return numbers


def came_from(session: Session, typed: str) -> ColumnElement[bool]:
    """The identities with this whole name, phone number or e-mail address; no part of one finds it."""
    ways = [Identity.name_mark == name_mark(session, typed)]
    if "@" in typed:
        ways.append(Identity.email_mark == email_mark(session, typed))
    elif phone_typed(typed) is not None:
        ways.append(Identity.phone_mark == phone_mark(session, typed))
    return or_(*ways)


def has_phone(session: Session, *, number: str) -> bool:
    """Whether a report came with a phone number, which may be opened."""
    mark = select(Identity.phone_mark).where(Identity.number == number)
    return session.scalar(mark) is not None


def _came_with(session: Session, typed: str) -> ColumnElement[bool]:
    if "@" in typed:
        return Identity.email_mark == (email_mark(session, typed) or "")
    return Identity.phone_mark == (phone_mark(session, typed) or "")
