"""One idempotency key, one effect: a retry gets the first answer."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from complaints_service.db import Base
from complaints_service.errors import DomainError, invalid, words

MAX_KEY = 200


class IdempotencyKey(Base):
    """A key a client sent with a change, what it covered and what was answered."""

    __tablename__ = "idempotency_key"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Key:
    """A client's key within its scope (the route and whom it speaks for), and the body it came with."""

    scope: str
    value: str
    body: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """What the database knows the key by."""
        return hashlib.sha256(f"{self.scope}|{self.value}".encode()).hexdigest()

    @property
    def body_sha256(self) -> str:
        """The same body gives the same digest, whatever the order of its members.

        Keyed with the client's key, which is stored nowhere: nobody can guess a name or a phone by it.
        """
        body = json.dumps(self.body, sort_keys=True, default=str).encode()
        return hmac.new(self.value.encode(), body, hashlib.sha256).hexdigest()


def first_answer(session: Session, *, key: Key) -> dict[str, Any] | None:
    """What was answered when this key came first; None for a new key.

    Raises DomainError `idempotency_key_reused` when it came with another body.
    """
    if len(key.value) > MAX_KEY:
        raise invalid("Idempotency-Key", words("Paling panjang %(maximum)s huruf.", maximum=MAX_KEY))
    row = session.execute(
        select(IdempotencyKey.body_sha256, IdempotencyKey.answer).where(IdempotencyKey.digest == key.digest)
    ).first()
    if row is None:
        return None
    if row.body_sha256 != key.body_sha256:
        raise DomainError(
            "idempotency_key_reused", words("Kunci ini sudah dipakai untuk isi yang lain. Pakai kunci baru.")
        )
    answer: dict[str, Any] = row.answer
    return answer


def answer_before(session: Session, *, key: Key) -> dict[str, Any] | None:
    """What was answered when this key came first with this very body; None for all others."""
    return session.scalar(
        select(IdempotencyKey.answer).where(
            IdempotencyKey.digest == key.digest, IdempotencyKey.body_sha256 == key.body_sha256
        )
    )


def remember(session: Session, *, key: Key, answer: Mapping[str, Any], now: datetime) -> None:
    """Keeps the answer for retries, in the transaction of its effect."""
    session.execute(
        insert(IdempotencyKey).values(
            digest=key.digest, body_sha256=key.body_sha256, answer=dict(answer), created_at=now
        )
    )
