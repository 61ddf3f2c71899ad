"""What search looks at: the stems of every report and its number from the end, beside the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, ForeignKey, Index, String, Table, Text, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from complaints_service.db import Base
from complaints_service.tickets.search.following import FOLLOWING_DDL


class Stems(TypeDecorator[Sequence[str]]):
    """Stems as each database looks them up: a `tsvector`, or a text that SQLite's FTS5 reads.

    Two of them are joined by `||` on either. Stems are ASCII letters and figures alone (`stems.stems_of`),
    so that nothing in them is an operator or ends a quotation.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return " ".join(f"'{stem}'" for stem in value)
        return "".join(f" {stem}" for stem in value)


class AskedStems(TypeDecorator[Sequence[Sequence[str]]]):
    """Asks for what has, of each of several words, one of its stems, in each database's own words."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.TSQUERY() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Iterable[str]] | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        both, either, quote = (" & ", " | ", "'") if dialect.name == "postgresql" else (" AND ", " OR ", '"')
        return both.join(f"({either.join(f'{quote}{stem}{quote}' for stem in word)})" for word in value)


class TicketWords(Base):
    """The words by which a ticket is found: of its title, text and address, and of its conversation.

    Written in the transaction that writes those. `backwards` is its number from the end, whose beginnings are
    its tails. By triggers (`following.py`) the tags of its unit and its holder are beside the words: among
    the stems on PostgreSQL, and on SQLite in the table `ticket_words_index` (FTS5), which follows this one.
    """

    __tablename__ = "ticket_words"
    __table_args__ = (
        Index("ix_ticket_words_backwards", "backwards"),
        Index("ix_ticket_words_stems", "stems", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    backwards: Mapped[str] = mapped_column(String(16).with_variant(String(16, collation="C"), "postgresql"))
    stems: Mapped[Sequence[str]] = mapped_column(Stems)


@event.listens_for(TicketWords.__table__, "after_create")
def _index_words(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in FOLLOWING_DDL[connection.dialect.name]:
        connection.exec_driver_sql(statement)
