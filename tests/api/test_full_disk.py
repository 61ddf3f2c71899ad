"""A database whose disk is full takes nothing, says so, and takes the same report once when there is room again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, text

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.api.test_complaints import GOOD, complaints
from tests.support.both import ON_BOTH
from tests.support.world import open_office

#: More than any page that happens to be free has room for.
LONG = {**GOOD, "text": "Parit tumpat. " * 250}


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """No room for another row: SQLite's file may not grow, PostgreSQL answers as it does on a full disk."""
    if engine.dialect.name == "sqlite":
        with _no_more_pages(engine):
            yield
        return
    with engine.begin() as connection:
        connection.execute(text(_REFUSES))
        connection.execute(text(f"CREATE TRIGGER full_disk BEFORE INSERT ON complaint {_EACH}"))
    yield
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION full_disk CASCADE"))


_REFUSES = """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"""
_EACH = "FOR EACH ROW EXECUTE FUNCTION full_disk()"


@contextmanager
def _no_more_pages(engine: Engine) -> Iterator[None]:
    def limit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no fewer than there are

    event.listen(engine, "begin", limit, insert=True)
    yield
    event.remove(engine, "begin", limit)
    engine.dispose()  # a limit belongs to its connection


@ON_BOTH
def test_a_full_disk_takes_nothing_and_the_same_report_is_taken_once_when_there_is_room(
    client: FlaskClient, rulebook: Rulebook
) -> None:
    api, engine, headers = client, client.application.extensions[KEY].engine, {"Idempotency-Key": "full"}
    open_office(engine, rulebook)
    with full(engine):
        refused = api.post("/api/v1/complaints", json=LONG, headers=headers)
        assert (refused.status_code, refused.get_json()["code"]) == (503, "busy")
        assert refused.headers["Retry-After"]
        assert complaints(api) == 0, "what is there can be read meanwhile"
    answers = [api.post("/api/v1/complaints", json=LONG, headers=headers) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    assert complaints(api) == 1
