"""The words of a ticket are kept under its unit and its holder, in the index by which they are found.

Triggers see to it, so a process of the version before may go on: it writes words and moves tickets as ever.
"""

from __future__ import annotations

from alembic import op

from complaints_service.tickets.search.following import (
    FOLLOWING_DDL,
    FOLLOWING_DROP_DDL,
    FTS_TABLE,
    TAG_ALL,
    UNTAG_ALL,
)

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None

WORDS, STEMS = "ticket_words", "ix_ticket_words_stems"
#: Nobody moves a ticket or writes words of one while those of all are tagged.
ALONE = f"LOCK TABLE ticket, {WORDS} IN SHARE ROW EXCLUSIVE MODE"
REBUILD = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}) VALUES ('rebuild')"  # noqa: S608  # our own name
TRIGGERS = tuple(f"ticket_words_{when}" for when in ("there", "gone", "changed"))
_GONE = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, stems) VALUES ('delete', old.ticket_id, old.stems);"  # noqa: S608  # our own names
_THERE = f"INSERT INTO {FTS_TABLE}(rowid, stems) VALUES (new.ticket_id, new.stems);"  # noqa: S608  # our own names
#: SQLite's index as 0045 made it: of the words alone.
WITHOUT_TAGS = (
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5(stems, content='{WORDS}', content_rowid='ticket_id', "
    "tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER ticket_words_there AFTER INSERT ON {WORDS} BEGIN {_THERE} END",
    f"CREATE TRIGGER ticket_words_gone AFTER DELETE ON {WORDS} BEGIN {_GONE} END",
    f"CREATE TRIGGER ticket_words_changed AFTER UPDATE ON {WORDS} BEGIN {_GONE} {_THERE} END",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        gone = (*(f"DROP TRIGGER {trigger}" for trigger in TRIGGERS), f"DROP TABLE {FTS_TABLE}")
        _run(*gone, *FOLLOWING_DDL["sqlite"], REBUILD)
    else:
        _anew(TAG_ALL, *FOLLOWING_DDL["postgresql"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _run(*FOLLOWING_DROP_DDL["sqlite"], *WITHOUT_TAGS, REBUILD)
    else:
        _anew(*FOLLOWING_DROP_DDL["postgresql"], UNTAG_ALL)


def _anew(*statements: str) -> None:
    """All rows at once, and their index behind them."""
    _run(ALONE)
    op.drop_index(STEMS, WORDS)
    _run(*statements)
    op.create_index(STEMS, WORDS, ["stems"], postgresql_using="gin")
    _run(f"ANALYZE {WORDS}")


def _run(*statements: str) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)
