"""Templates of answers with every version of their words, and letters that are not sent yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.db import Base, one_of
from config.entries.answers import TEMPLATE_ACTS

SCOPES = ("person", "unit", "office")


class AnswerTemplate(Base):
    """A template of a person, a unit or the whole office; what it says is its newest version."""

    __tablename__ = "answer_template"
    __table_args__ = (
        one_of("scope", SCOPES),
        CheckConstraint("(scope = 'person') = (officer_id IS NOT NULL)", name="of_person"),
        CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)", name="of_unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(6))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    version: Mapped[int]
    retired_at: Mapped[datetime | None]


class AnswerTemplateVersion(Base):
    """What a template said from an instant on; never changed. `category` null: for tickets of any."""

    __tablename__ = "answer_template_version"
    __table_args__ = (one_of("act", TEMPLATE_ACTS),)

    template_id: Mapped[int] = mapped_column(ForeignKey("answer_template.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(8))
    category: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(40))


class AnswerDraft(Base):
    """What somebody began to answer on a ticket and has not sent; one of each person."""

    __tablename__ = "answer_draft"
    __table_args__ = (Index("ix_answer_draft_changed_at", "changed_at"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
