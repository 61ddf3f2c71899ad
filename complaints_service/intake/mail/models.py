"""Letters that were read once, and how far a mailbox has been read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base


class ReadLetter(Base):
    """A letter that came in, known again by the digest of its Message-ID; of its sender the mark alone.

    `outcome`: `taken`, `refused`, `unknown` (nobody's reply), `empty`, or who wrote it that is no person.
    """

    __tablename__ = "read_letter"
    __table_args__ = (Index("ix_read_letter_sender", "sender", "at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12))
    sender: Mapped[str | None] = mapped_column(String(44))
    number: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]


class MailboxPlace(Base):
    """How far a mailbox was read: its UIDVALIDITY and the last UID that is done with (RFC 3501).

    What lay in it when it was first seen, up to `old_until`, is answered to nobody.
    """

    __tablename__ = "mailbox_place"

    mailbox: Mapped[str] = mapped_column(String(64), primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    old_until: Mapped[int] = mapped_column(BigInteger)
