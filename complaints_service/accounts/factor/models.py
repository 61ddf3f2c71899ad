"""What somebody proves to be themselves with besides a password; no row of these opens anything by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from complaints_service.db import Base


class CodeApp(Base):
    """An app that shows codes (RFC 6238). `sealed`: its secret, under the office's identity key.

    It counts from `confirmed_at`, when it first showed a right code; `last_step`: the newest half minute of
    which a code was taken, so that none is taken twice.
    """

    __tablename__ = "code_app"
    __table_args__ = (
        Index(
            "uq_code_app_confirmed",
            "account_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
        Index("ix_code_app_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class Passkey(Base):
    """A passkey: a key pair in somebody's device, of which this is the public half.

    `credential`: its id as the browser says it; `sign_count`: how often the device says it was used (0: it
    does not count).
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A printed code that replaces a lost device once. `id`: the SHA-256 of account and code."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def forget_second_step(session: Session, *, account_id: int) -> None:
    """Takes away all that an account has as its second step."""
    for table in (CodeApp, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.account_id == account_id))


class SpentChallenge(Base):
    """A challenge that a passkey has answered: the same answer counts no second time. `id`: its SHA-256."""

    __tablename__ = "spent_challenge"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
