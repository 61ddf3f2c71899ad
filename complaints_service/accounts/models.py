"""Accounts, the roles granted to them, and all that opens one: secrets (as digests only) and linked chats."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.db import Base
from complaints_service.office_stamp import stamped

_LIVE = "linked_at IS NOT NULL AND ended_at IS NULL"


class Account(Base):
    """Someone, or a bot, that can sign in. `officer_id` says which member of the office it is."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(2), default="id")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())
    dense: Mapped[bool] = mapped_column(default=False, server_default=false())
    columns: Mapped[str | None] = mapped_column(String(120))
    tour_step: Mapped[int | None] = mapped_column(SmallInteger)
    tour_left: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role over one unit and all below it, or over the whole office where `unit_id` is null.

    It holds from `granted_at` until `ended_at`; null: it still does. One that ended is kept. `until_on`: the
    first local day on which it holds no more.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        *(
            Index(
                f"uq_role_grant_{name}",
                *columns,
                unique=True,
                sqlite_where=text(f"ended_at IS NULL AND unit_id IS {where}"),
                postgresql_where=text(f"ended_at IS NULL AND unit_id IS {where}"),
            )
            for name, columns, where in (
                ("unit", ("account_id", "role", "unit_id"), "NOT NULL"),
                ("office", ("account_id", "role"), "NULL"),
            )
        ),
        CheckConstraint("role IN (" + ", ".join(f"'{role}'" for role in GRANTED_ROLES) + ")", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    until_on: Mapped[date | None]


class SignInSession(Base):
    """One signed-in browser. `id` is the SHA-256 of the token in its cookie; `device` what kind it is.

    `proved_at`: when its owner last proved to be there; `enrols`: it leads to the second step's page alone,
    until one is set up.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(40))
    proved_at: Mapped[datetime | None]
    enrols: Mapped[bool] = mapped_column(default=False, server_default=false())


class OneTimeToken(Base):
    """A link that works once. `id` is the SHA-256 of its token."""

    __tablename__ = "one_time_token"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A key for a program. `id` is the SHA-256 of the token; `scopes` are words of `accounts/scopes.py`.

    It always ends. `network`: it works from addresses in there alone. `last_used_on`: a local day.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[str] = mapped_column(String(120))
    network: Mapped[str | None] = mapped_column(String(43))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]


class OfficerChat(Base):
    """An officer's chat: a code was made, a chat sent it, the officer confirmed on the page, it was ended.

    `code` is the SHA-256 of a code nobody has sent yet; only the session `session_id`, which made it, may
    confirm; `chat` and `chat_name` are who sent it, by `route`. `dead_at`: it takes nothing until its owner
    writes. `morning`: it wants the list of the morning, and heard it last on the day `morning_on`.
    """

    __tablename__ = "officer_chat"
    __table_args__ = (
        Index("ix_officer_chat_session", "session_id"),
        *(
            Index(
                f"uq_officer_chat_{columns[-1]}",
                *columns,
                unique=True,
                sqlite_where=text(_LIVE),
                postgresql_where=text(_LIVE),
            )
            for columns in (("account_id",), ("route", "chat"))
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    session_id: Mapped[str] = mapped_column(String(64))
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    route: Mapped[str | None] = mapped_column(String(12))
    chat: Mapped[str | None] = mapped_column(String(32))
    chat_name: Mapped[str | None] = mapped_column(String(120))
    linked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    morning: Mapped[bool] = mapped_column(default=True, server_default=true())
    morning_on: Mapped[date | None]


class SignInAttempt(Base):
    """One try to sign in, written before the password is looked at. Login and address are digests."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login", "login_key", "at"),
        Index("ix_sign_in_attempt_ip", "ip_key", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login_key: Mapped[str] = mapped_column(String(64))
    ip_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    wrong: Mapped[bool] = mapped_column(default=True)


# A sign-in changes nobody's office.
stamped(
    Account.__table__,
    but_for=(
        *("failed_count", "last_failed_at", "last_signed_in_at", "shortcuts", "dense", "columns"),
        *("tour_step", "tour_left"),
    ),
)
stamped(RoleGrant.__table__)
stamped(OfficerChat.__table__, but_for=("morning", "morning_on"))
