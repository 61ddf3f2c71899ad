"""The record outside the tickets, and the seals over it and over the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from complaints_service.audit.append_only import guard
from complaints_service.audit.written.noting import attend
from complaints_service.db import Base, WritingSession


class AuditEvent(Base):
    """One thing that happened outside the tickets; appended, never changed (a trigger refuses it).

    `source` is the salted digest of where it came from (`AuditSource`); None where nothing is kept of that.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject", "id"),
        Index("ix_audit_event_kind", "kind", "at"),
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_actor", "actor", "at", "id"),
        Index("ix_audit_event_actor_kind", "actor", "kind", "at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
    origin: Mapped[str] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(64))
    #: Asked for by whoever shows it: `queries.py`.
    came: Mapped[AuditSource | None] = relationship(viewonly=True, lazy="raise")

    @property
    def purpose(self) -> str:
        """For what it was done, where that was asked; else empty."""
        return str(self.data.get("purpose") or "")


class AuditSource(Base):
    """From where an act came: a part of the network and what was signed in, for as long as that is kept.

    `address` is shortened, `session` names a signed-in browser or a program's key and opens neither; `at`,
    `kind` and `actor` are the act's, so that who asks for two of these reads along one index. The act has the
    digest of the source: without this row, and so without its `salt`, it tells nothing.
    """

    __tablename__ = "audit_source"
    __table_args__ = (
        Index("ix_audit_source_at", "at"),
        Index("ix_audit_source_address", "address", "at", "event_id"),
        Index("ix_audit_source_address_kind", "address", "kind", "at", "event_id"),
        Index("ix_audit_source_address_actor", "address", "actor", "at", "event_id"),
        Index("ix_audit_source_session", "session", "at", "event_id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40), server_default="")
    actor: Mapped[str] = mapped_column(String(40), server_default="")
    address: Mapped[str | None] = mapped_column(String(43))
    session: Mapped[str | None] = mapped_column(String(16))
    salt: Mapped[str] = mapped_column(String(32))


class AuditWord(Base):
    """A word of what somebody said for what they did it (`purposes.py`); erased with what was said.

    `at` is the act's, so that a page of the acts that have a word reads along its rows.
    """

    __tablename__ = "audit_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)


class AuditQuestion(Base):
    """What somebody narrows the record to, under a name. `shared`: everybody who reads the record finds it.

    `asked` is the address's own words (`kind`, `actor` ...).
    """

    __tablename__ = "audit_question"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    shared: Mapped[bool]
    asked: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class Seal(Base):
    """One link of a hash chain: the digest of a row and of the link before it.

    `position` counts the links of a chain from 1, in the order they were sealed: on PostgreSQL a row with
    a smaller id may be committed later. Two sealers at once collide on it and one of them starts again.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("chain", "row_id"),)

    chain: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class Written(Base):
    """The digest of a part of one record as it was written: one row for every writing, appended only.

    `record` is the table, `key` the row, `part` which of its columns (`written/records.py`), `form` names
    those columns. `act` is the entry of the record by which it was written (`audit:17`, `ticket:12/5`), `at`
    that entry's instant.
    """

    __tablename__ = "written"
    __table_args__ = (Index("ix_written_record", "record", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(160))
    form: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))
    act: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime | None]


class DigestForm(Base):
    """The columns that a digest is over, by the short name its row gives them."""

    __tablename__ = "digest_form"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    columns: Mapped[str] = mapped_column(Text)


class DigestSalt(Base):
    """What the digest of an identity is salted with; drawn anew at each writing, gone with the identity."""

    __tablename__ = "digest_salt"

    record: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))


class Checkpoint(Base):
    """Where a chain stood when the sealer signed it: its newest link and how many there were.

    `sealed_on_day` counts the links sealed on the day (UTC) of `at` so far.
    """

    __tablename__ = "checkpoint"

    chain: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    head: Mapped[str] = mapped_column(String(64))
    sealed_on_day: Mapped[int]
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))


class ErasedEntry(Base):
    """An entry of a ledger whose words were erased: what a person said and may have forgotten (UU 27/2022).

    All else of the entry stays, and the database lets nothing else change. `digest`: the SHA-256 of the entry
    as it is since; the chain goes on over the digest it was sealed with. The record tells who erased it, why.
    """

    __tablename__ = "erased_entry"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("ticket_event.id"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64))


class ErasedAct(Base):
    """An entry of the record outside the tickets whose words were erased, as `ErasedEntry` is of a ledger.

    Officers write why they look at somebody and why they decide, and may repeat what was forgotten.
    """

    __tablename__ = "erased_act"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))


guard(AuditEvent.__table__, erasable=("data", "erased_act", "event_id"))
guard(Seal.__table__)
guard(Written.__table__)
guard(Checkpoint.__table__)
guard(ErasedEntry.__table__)
guard(ErasedAct.__table__)
attend(WritingSession)
