"""Drafts of chats in databases that were there before: each chat goes on where it stood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Engine, text

from complaints_service import db
from complaints_service.chats.drafts import draft_for_page, finish_on_page, keep_draft, page_token, told_in
from complaints_service.chats.report import read_report
from complaints_service.notify.known_routes import TELEGRAM
from complaints_service.tickets.ledger.numbers import secret_digest
from migrations import upgrade
from migrations.run import alembic_config
from tests.rules.test_draft_report import NEW, OLD
from tests.support.both import ON_BOTH
from tests.support.databases import Databases, make_engine

pytestmark = ON_BOTH

NOW = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
TOKEN = "AAAAAAAAAAAAAAAAAAAAAA"
STATE = {"asks": "check", "language": "id", "heard": ["5", "6"], "report": OLD, "sent": [], "about": None}
INSERT = "INSERT INTO chat_draft (chat, version, state, page_digest, updated_at) VALUES (:chat, 3, :state, :page, :at)"


@pytest.fixture
def old(databases: Databases, backend: str) -> Iterator[Engine]:
    """A database of the version before, with two chats: one in the middle of a report, one that is idle."""
    engine = make_engine(databases.empty(backend))
    upgrade(engine, "0011")
    with db.writing(engine) as session:
        for chat, state, page in (("7", STATE, secret_digest(TOKEN)), ("8", {"language": "en"}, None)):
            row = {"chat": chat, "state": json.dumps(state), "page": page, "at": NOW}
            session.execute(text(INSERT), row)
        session.execute(text("INSERT INTO chat_link_try (chat, at) VALUES ('7', :at)"), {"at": NOW})
    yield engine
    engine.dispose()


def test_a_report_that_was_being_told_goes_on_after_the_migration(old: Engine) -> None:
    upgrade(old)
    with db.reading(old) as session:
        told = told_in(session, route=TELEGRAM, chat="7")
        assert told.version == 3 and told.report == read_report(NEW)
        private = {name: OLD[name] for name in ("albums", "rewrite", "full", "album_seen", "category_chosen")}
        assert told.state == {name: STATE[name] for name in STATE if name != "report"} | {"telling": private}
        assert told.draft()["report"] == NEW
        assert draft_for_page(session, token=TOKEN) == told.report
        idle = told_in(session, route=TELEGRAM, chat="8")
        assert idle.version == 3 and idle.report is None and idle.draft() == {"language": "en"}
        assert session.execute(text("SELECT route, chat FROM chat_link_try")).one() == ("telegram", "7")


def test_the_page_ends_it_and_looks_into_nothing_of_the_conversation(old: Engine) -> None:
    upgrade(old)
    with db.writing(old) as session:
        finished = finish_on_page(session, token=TOKEN, now=NOW, forget=False)
        assert finished is not None and (finished.route, finished.chat) == ("telegram", "7")
        assert finished.report == read_report(NEW), "with its files"
    with db.reading(old) as session:
        told = told_in(session, route=TELEGRAM, chat="7")
        assert told.version == 4 and told.report is None
        assert told.state == {name: STATE[name] for name in STATE if name != "report"}
        assert draft_for_page(session, token=TOKEN) is None


def test_going_back_leaves_what_the_older_shape_can_hold(old: Engine) -> None:
    upgrade(old)
    with db.writing(old) as session:
        keep_draft(
            session, route=TELEGRAM, chat="9", seen=0, report=read_report(NEW), state={"asks": "check", "language": "en"},
            page=page_token(b"k", "9", "a1"), handed_in=None, now=NOW,
        )  # fmt: skip
    with old.connect().execution_options(writes=True) as connection, connection.begin():
        command.downgrade(alembic_config(connection), "0011")
    with old.connect() as connection:
        rows = connection.execute(text("SELECT chat, state, page_digest FROM chat_draft ORDER BY chat")).all()
    states = {chat: state if isinstance(state, dict) else json.loads(state) for chat, state, _ in rows}
    assert states == {
        "7": {**STATE, "report": {**OLD, "language": "id"}},
        "8": {"language": "en"},
        "9": {"language": "en"},
    }
    assert [page for _, _, page in rows] == [secret_digest(TOKEN), None, None]
