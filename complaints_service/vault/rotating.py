"""Changes the office's identity key: reports' keys are wrapped under the new one, marks made anew."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.vault.keyring import keyring_of
from complaints_service.vault.marks import email_mark, name_mark, phone_mark
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import RULE, open_identity
from complaints_service.vault.sealing import report_key

#: (route, mark) -> the mark that took its place.
Remarked = Mapping[tuple[str, str], str]


class WrongIdentityKey(DomainError):
    """The database is sealed under another key than the one that is here."""


def require_current_key(session: Session) -> None:
    """Raises WrongIdentityKey where identities are sealed under a key that is not here, or not the newest."""
    keyring = keyring_of(session)
    used = set(session.scalars(select(Identity.key_id).where(Identity.wrapped.is_not(None)).distinct()))
    if missing := sorted(used - keyring.names):
        sentence = words(
            "Identitas pelapor disegel dengan kunci %(missing)s, yang tidak ada di sini. Pulihkan berkas "
            "kunci identitas (identity.key) dari cadangannya; tanpa itu nama dan alamat tidak terbuka lagi.",
            missing=", ".join(missing),
        )
        raise WrongIdentityKey("identity_key_missing", sentence)
    if used - {keyring.current}:
        sentence = words(
            "Penggantian kunci identitas belum selesai. Jalankan `tanggap rotate-identity-key` sekali lagi."
        )
        raise WrongIdentityKey("identity_key_unfinished", sentence)


def is_unfinished(session: Session) -> bool:
    """Whether something is still sealed under an older key that is here."""
    used = select(Identity.key_id).where(Identity.wrapped.is_not(None)).distinct()
    return any(name != keyring_of(session).current for name in session.scalars(used))


def wrap_anew(session: Session) -> int:
    """Wraps the key of every report under the newest key, and makes the marks that find it anew; how many."""
    keyring = keyring_of(session)
    kept = session.scalars(select(Identity).where(Identity.wrapped.is_not(None))).all()
    for row in kept:
        details = open_identity(session, number=row.number, reader=RULE).details
        row.wrapped = report_key(session, number=row.number).wrapped(keyring)
        row.key_id = keyring.current
        row.email_mark = email_mark(session, details.email)
        row.phone_mark = phone_mark(session, details.phone)
        row.name_mark = name_mark(session, details.name)
        session.flush()
    return len(kept)
