"""What search looks at: the stems of every report and its number from the end, beside the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, ForeignKey, Index, String, Table, Text, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from complaints_service.db import Base


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
    its tails. On SQLite the table `ticket_words_index` (FTS5) follows it by triggers.
    """

    __tablename__ = "ticket_words"
    __table_args__ = (
        Index("ix_ticket_words_backwards", "backwards"),
        Index("ix_ticket_words_stems", "stems", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    backwards: Mapped[str] = mapped_column(String(16).with_variant(String(16, collation="C"), "postgresql"))
    stems: Mapped[Sequence[str]] = mapped_column(Stems)


#: The full-text index of SQLite: it keeps no text of its own, and follows the table.
FTS_TABLE = "ticket_words_index"
_GONE = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, stems) VALUES ('delete', old.ticket_id, old.stems);"  # noqa: S608  # our own names
_THERE = f"INSERT INTO {FTS_TABLE}(rowid, stems) VALUES (new.ticket_id, new.stems);"  # noqa: S608  # our own names
FTS_DDL = (
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5(stems, content='ticket_words', content_rowid='ticket_id', "
    "tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER ticket_words_there AFTER INSERT ON ticket_words BEGIN {_THERE} END",
    f"CREATE TRIGGER ticket_words_gone AFTER DELETE ON ticket_words BEGIN {_GONE} END",
    f"CREATE TRIGGER ticket_words_changed AFTER UPDATE ON ticket_words BEGIN {_GONE} {_THERE} END",
)


@event.listens_for(TicketWords.__table__, "after_create")
def _index_words(_table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for statement in FTS_DDL:
            connection.exec_driver_sql(statement)
