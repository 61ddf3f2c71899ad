"""The database itself keeps the tags beside the words, and SQLite its index of them.

By triggers, whoever writes: a process of the version before, which knows no tags and goes on beside a new one
for a while, a statement straight to the driver, the fold of a ledger. A tag that was missing would hide a
ticket from who may view it, so no place in the code is to remember it. A migration that makes `ticket` anew
takes the triggers away first and makes them behind it; SQLite refuses the other order, for the view.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The full-text index of SQLite: it keeps no text of its own, and follows a view of words and tags.
FTS_TABLE = "ticket_words_index"
_VIEW = "ticket_words_tagged"
#: The tags (`tags.py`) of a row of tickets.
_TAGS = {
    "sqlite": "' §u' || hex({0}.unit) || coalesce(' §h' || {0}.holder_officer_id, '')",
    "postgresql": "array_remove(ARRAY['§u' || encode(convert_to({0}.unit, 'UTF8'), 'hex'), "
    "'§h' || {0}.holder_officer_id], NULL)",
}
_MOVES = "UPDATE OF unit, holder_officer_id ON ticket"
_MOVED = "WHEN (OLD.unit <> NEW.unit OR OLD.holder_officer_id IS {differs} NEW.holder_officer_id)"

_SEEN = f"FROM {_VIEW} WHERE ticket_id"
_GONE = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, stems) SELECT 'delete', ticket_id, stems {_SEEN}"
_THERE = f"INSERT INTO {FTS_TABLE}(rowid, stems) SELECT ticket_id, stems {_SEEN}"
_DIFFERS = _MOVED.format(differs="NOT")
_SQLITE = (
    f"CREATE VIEW {_VIEW} AS SELECT words.ticket_id, words.stems || {_TAGS['sqlite'].format('ticket')} "  # noqa: S608  # our own names
    "AS stems FROM ticket_words AS words JOIN ticket ON ticket.id = words.ticket_id",
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5(stems, content='{_VIEW}', content_rowid='ticket_id', "
    "tokenize='ascii', detail=none, columnsize=0)",
    # Before a row changes its words are taken out as they stand, and put in again behind it.
    f"CREATE TRIGGER ticket_words_there AFTER INSERT ON ticket_words BEGIN {_THERE} = new.ticket_id; END",
    f"CREATE TRIGGER ticket_words_gone BEFORE DELETE ON ticket_words BEGIN {_GONE} = old.ticket_id; END",
    f"CREATE TRIGGER ticket_words_changes BEFORE UPDATE ON ticket_words BEGIN {_GONE} = old.ticket_id; END",
    f"CREATE TRIGGER ticket_words_changed AFTER UPDATE ON ticket_words BEGIN {_THERE} = new.ticket_id; END",
    f"CREATE TRIGGER ticket_moves BEFORE {_MOVES} {_DIFFERS} BEGIN {_GONE} = old.id; END",
    f"CREATE TRIGGER ticket_moved AFTER {_MOVES} {_DIFFERS} BEGIN {_THERE} = new.id; END",
)
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; RETURN NEW; END $$"
)
_ADDED = (
    f"NEW.stems := NEW.stems || coalesce((SELECT array_to_tsvector({_TAGS['postgresql'].format('ticket')}) "  # noqa: S608  # our own names
    "FROM ticket WHERE ticket.id = NEW.ticket_id), '')"
)
# The trigger of the words themselves puts the new tags in.
_TAKEN_OUT = (
    f"UPDATE ticket_words SET stems = ts_delete(stems, {_TAGS['postgresql'].format('OLD')}) "  # noqa: S608  # our own names
    "WHERE ticket_id = NEW.id"
)
_POSTGRESQL = (
    _FUNCTION.format("ticket_words_tagged", _ADDED),
    "CREATE TRIGGER ticket_words_tagged BEFORE INSERT OR UPDATE OF stems ON ticket_words "
    "FOR EACH ROW EXECUTE FUNCTION ticket_words_tagged()",
    _FUNCTION.format("ticket_moved", _TAKEN_OUT),
    f"CREATE TRIGGER ticket_moved AFTER {_MOVES} FOR EACH ROW {_MOVED.format(differs='DISTINCT FROM')} "
    "EXECUTE FUNCTION ticket_moved()",
)
#: The statements, by dialect, that make it so; a migration runs them too.
FOLLOWING_DDL: Mapping[str, tuple[str, ...]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
#: And those that make an end of it: the index of SQLite goes, too.
FOLLOWING_DROP_DDL: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER ticket_moved",
        "DROP TRIGGER ticket_moves",
        *(f"DROP TRIGGER ticket_words_{when}" for when in ("there", "gone", "changes", "changed")),
        f"DROP TABLE {FTS_TABLE}",
        f"DROP VIEW {_VIEW}",
    ),
    "postgresql": (
        "DROP TRIGGER ticket_moved ON ticket",
        "DROP FUNCTION ticket_moved()",
        "DROP TRIGGER ticket_words_tagged ON ticket_words",
        "DROP FUNCTION ticket_words_tagged()",
    ),
}
#: Takes the tags of PostgreSQL in or out for all tickets at once; SQLite makes its index anew.
TAG_ALL = (
    f"UPDATE ticket_words SET stems = stems || array_to_tsvector({_TAGS['postgresql'].format('ticket')}) "  # noqa: S608  # our own names
    "FROM ticket WHERE ticket.id = ticket_words.ticket_id"
)
UNTAG_ALL = (
    f"UPDATE ticket_words SET stems = ts_delete(stems, {_TAGS['postgresql'].format('ticket')}) "  # noqa: S608  # our own names
    "FROM ticket WHERE ticket.id = ticket_words.ticket_id"
)
