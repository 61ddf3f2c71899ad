"""Every table with room for words about a report is emptied by an erasure, or is the office's own archive."""

from __future__ import annotations

from sqlalchemy import JSON, String, Table

from migrations.tables import metadata

#: Emptied or deleted with the words of a report: tests/services/test_erased_bytes.py reads the bytes.
ERASED = frozenset(
    {
        "answer_draft", "attachment", "complaint", "message", "outbox", "passed_on", "rating", "released_report",
        "subject_request", "ticket_event", "unsent_letter",
    }
)  # fmt: skip
#: What stays, and why.
STAYS = {
    "feedback": "an officer's word about a colleague's work: an archive of the staff",
    "plan_version": "a plan of an officer: it has a number of its own",
    "ticket_paper": "a letter that the office filed: an archive of the office",
    "ticket_listed": "codes and instants of a list's row, made anew from the ledger",
    "point_block": "points of a published month, none of a single report",
    "sent_message": "in which chat a message stands, by its mark",
}
_OF_A_REPORT = {"ticket_id", "number", "complaint_id"}
_NO_WORDS = ("digest", "key", "level")


def has_room(table: Table) -> bool:
    """Whether a sentence fits somewhere in it: a text, what is said as JSON, or a long field."""
    return any(
        isinstance(column.type, JSON)
        or (isinstance(column.type, String) and (column.type.length is None or column.type.length > 60))
        for column in table.columns
        if not column.name.endswith(_NO_WORDS)
    )


def test_each_table_with_words_about_a_report_is_known_to_the_erasure() -> None:
    tables = metadata().tables.values()
    about = {one.name for one in tables if _OF_A_REPORT & {each.name for each in one.columns}}
    assert about >= {"passed_on", "message"}
    roomy = {one.name for one in tables if one.name in about and has_room(one)}
    assert roomy == ERASED | set(STAYS), "say in personal_data/erasing.py what becomes of it"
