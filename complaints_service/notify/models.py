"""Subscriptions (who hears of a number), the outbox (what is to be sent), and routes that have a sender."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base
from complaints_service.office_stamp import stamped


class Subscription(Base):
    """One address that hears of one number until its owner ends it, or the route turns out dead.

    `address` is its mark (vault/marks.py), `sealed` the address itself under the report's key.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("number", "route", "address"),
        Index("ix_subscription_address", "route", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    route: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(44))
    sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]


class Outbox(Base):
    """One notice to one address, written in the transaction of the change that caused it.

    `key` is (number, ledger seq, kind, route, address): writing the same notice twice is refused.
    `message` is the seq of the office's message it carries. `state` and what each means: docs/adr/0010.
    `claim` and `lease_until` belong to the sender that has it, the claim until nobody doubts what became
    of it; `parts` of a long text were accepted already; `faults` counts the tries of which nobody knows
    whether they arrived. `address` is an officer's own, or a citizen's mark, whose subscription holds the
    sealed address; `sealed` holds it in a conversation without a report.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state", "state", "id"),
        Index("ix_outbox_address", "route", "address", "id"),
        Index("ix_outbox_message", "number", "message"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[str | None] = mapped_column(String(16))
    message: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(30))
    route: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(254))
    sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(String(2))
    params: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    faults: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    parts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    settled_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


class ContactAsking(Base):
    """One of the few letters a day that ask the owner of a mailbox; its place is free again a day later.

    `mailbox`: the mark of the address as its mailbox is known; other ways to write it share the places.
    """

    __tablename__ = "contact_asking"

    mailbox: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class SentMessage(Base):
    """Which number a message on a chat route spoke of, so that an answer to it finds its complaint.

    `desk`: it spoke to an officer of a ticket, so an answer to it is the office's and not the citizen's.
    `address`: an officer's own, or a citizen's mark.
    """

    __tablename__ = "sent_message"

    route: Mapped[str] = mapped_column(String(12), primary_key=True)
    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    desk: Mapped[bool] = mapped_column(default=False, server_default=false())


class ChatLinkTry(Base):
    """A code that a chat sent, right or wrong; counted to slow guessing."""

    __tablename__ = "chat_link_try"
    __table_args__ = (Index("ix_chat_link_try_chat", "route", "chat", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(12))
    chat: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class RouteState(Base):
    """A route that a sender of this installation serves, since when, and until when all of it must wait."""

    __tablename__ = "route_state"

    route: Mapped[str] = mapped_column(String(12), primary_key=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))


# That a route is held up passes within the hour, and nothing that is kept depends on it.
stamped(RouteState.__table__, but_for=("held_until", "reason"))
