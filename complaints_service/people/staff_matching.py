"""Whom a row of a staff list means: by NIP, by code, by login; by name only where nothing else is said.

A name alone never joins two people and never doubles one: where it could, the row is a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_by_login
from complaints_service.errors import Words, words
from complaints_service.people.models import Officer, Position
from complaints_service.people.staff_file import SOMEBODY_ELSE, StaffRow


class Asked(Exception):
    """What the list must say before a row can be taken; `field` is the column that would say it."""

    def __init__(self, field: str, question: Words) -> None:
        super().__init__(str(question))
        self.field, self.question = field, question


def plain(text: str) -> str:
    """A name or title as it is compared: small letters, single spaces."""
    return " ".join(text.casefold().split())


def officer_by_keys(session: Session, *, row: StaffRow) -> Officer | None:
    """The member whom the row's NIP, code or login names; None where none does. Raises Asked."""
    found = _by_keys(session, row)
    if found is not None and row.nip is not None and found.nip not in (None, row.nip, row.was_nip):
        raise Asked(
            "was_nip",
            words(
                "Baris ini menunjuk %(name)s, yang NIP-nya %(nip)s. Apakah NIP-nya berubah? "
                "Kalau ya, tulis NIP lama di kolom was_nip.",
                name=found.name,
                nip=found.nip,
            ),
        )
    return found


def _by_keys(session: Session, row: StaffRow) -> Officer | None:
    if row.nip is not None:
        found = session.scalar(select(Officer).where(Officer.nip == row.nip))
        if found is not None:
            return found
    if row.was_nip not in (None, SOMEBODY_ELSE):
        found = session.scalar(select(Officer).where(Officer.nip == row.was_nip))
        if found is None:
            raise Asked("was_nip", words("Tidak ada petugas dengan NIP lama %(nip)s.", nip=row.was_nip))
        return found
    if row.code is not None:
        found = session.scalar(select(Officer).where(Officer.code == row.code))
        if found is not None:
            return found
    account = account_by_login(session, login=row.login) if row.login is not None else None
    if account is None or account.officer_id is None or row.was_nip == SOMEBODY_ELSE:
        return None
    holder = session.get_one(Officer, account.officer_id)
    if row.name is not None and plain(holder.name) != plain(row.name) and row.nip is not None:
        return None  # the login is somebody else's, and is refused as such
    return holder


def officer_by_name(session: Session, *, row: StaffRow, position: str | None) -> Officer | None:
    """The one member of that name, at that post, for a row without number and code. Raises Asked."""
    if row.name is None or row.was_nip == SOMEBODY_ELSE:
        return None
    alike = [each for each in _members(session) if plain(each[0].name) == plain(row.name)]
    if not alike:
        return None
    here = [officer for officer, post in alike if position is None or post == position]
    unnumbered = row.nip is None and row.code is None
    if unnumbered and len(alike) == 1 and len(here) == 1:
        return here[0]
    if len(alike) > 1 and unnumbered:
        raise Asked("code", words("Ada %(count)s petugas bernama ini. Tulis kodenya.", count=len(alike)))
    other = alike[0][0]
    if row.nip is not None:
        raise Asked(
            "was_nip",
            words(
                "Sudah ada %(name)s (%(key)s). Orang yang sama? Tulis NIP lamanya di kolom was_nip, atau "
                "kodenya di kolom code kalau belum punya NIP. Orang lain? Tulis - di kolom was_nip.",
                name=other.name,
                key=_key(other),
            ),
        )
    raise Asked(
        "code",
        words(
            "Sudah ada %(name)s (%(key)s). Orang yang sama? Tulis kode atau NIP-nya. "
            "Orang lain? Tulis kode baru dan - di kolom was_nip.",
            name=other.name,
            key=_key(other),
        ),
    )


def _members(session: Session) -> Sequence[tuple[Officer, str]]:
    rows = session.execute(
        select(Officer, Position.code).join(Position, Position.id == Officer.position_id).order_by(Officer.id)
    )
    return [(row[0], row[1]) for row in rows]


def _key(officer: Officer) -> str:
    return officer.nip or officer.code or "tanpa NIP dan kode"
