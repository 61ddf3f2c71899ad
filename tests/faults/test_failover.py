"""The machine that is written to dies: its standby has all that was acknowledged, and the service goes on there."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from complaints_service import db
from complaints_service.standby import StandbyNotAwaited
from config.setting_values import database
from tests.support.patience import PATIENCE_SECONDS
from tests.support.two_nodes import NAME, TwoNodes, temporary_nodes

ROOT = Path("/")


@pytest.fixture(scope="module")
def nodes() -> Iterator[TwoNodes]:
    with temporary_nodes() as made:
        yield made


@pytest.fixture
def engine(nodes: TwoNodes) -> Iterator[Engine]:
    """An engine as the service makes it, and an empty table."""
    nodes.raise_up()
    url = database(nodes.url, ROOT)
    made = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    write(made, "CREATE TABLE IF NOT EXISTS told (word text)")
    write(made, "TRUNCATE told")
    yield made
    made.dispose()


def write(engine: Engine, statement: str) -> None:
    with db.writing(engine) as session:
        session.execute(text(statement))


def told(engine: Engine) -> list[str]:
    with db.reading(engine) as session:
        return list(session.scalars(text("SELECT word FROM told ORDER BY word")))


def test_what_was_acknowledged_outlives_the_machine_it_was_written_to(
    nodes: TwoNodes, engine: Engine
) -> None:
    nodes.link.seconds = 0.05
    write(engine, "INSERT INTO told VALUES ('one')")
    nodes.link.seconds = 0
    nodes.link.stand_still()
    with ThreadPoolExecutor(1) as clients:
        unanswered = clients.submit(write, engine, "INSERT INTO told VALUES ('two')")
        Event().wait(0.3)
        assert not unanswered.done(), "nobody is told before the standby has it"
        nodes.fail_over()
        with pytest.raises(OperationalError):
            unanswered.result(PATIENCE_SECONDS)
    assert told(engine) == ["one"]
    nodes.follow_again()
    write(engine, "INSERT INTO told VALUES ('three')")
    assert told(engine) == ["one", "three"]


def test_a_primary_that_does_not_wait_is_refused_unless_named_and_loses_what_was_acknowledged(
    nodes: TwoNodes, engine: Engine
) -> None:
    nodes.primary.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
    nodes.primary.ask("SELECT pg_reload_conf()")
    engine.dispose()
    with pytest.raises(StandbyNotAwaited, match="does not wait for the standby"):
        told(engine)
    nodes.primary.ask(f"ALTER DATABASE {NAME} SET tanggap.standby = 'asynchronous'")
    write(engine, "INSERT INTO told VALUES ('one')")
    nodes.caught_up()
    nodes.link.stand_still()
    write(engine, "INSERT INTO told VALUES ('two')")  # acknowledged at once
    nodes.fail_over()
    assert told(engine) == ["one"], "this is what the refusal is for"
    nodes.raise_up()
    nodes.primary.ask(f"ALTER DATABASE {NAME} RESET tanggap.standby")


@pytest.mark.parametrize("setting", ["off", "local", "remote_write"])
def test_a_commit_that_waits_for_less_than_the_standbys_disk_is_refused(
    setting: str, nodes: TwoNodes
) -> None:
    url = f"{nodes.url}&options=-c%20synchronous_commit%3D{setting}"
    engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    with pytest.raises(StandbyNotAwaited, match=setting), engine.connect():
        raise AssertionError("connected")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("postgresql://office@/office?host=one,two", "target_session_attrs=read-write"),
        ("postgresql://office@/office?host=one&host=two", "target_session_attrs=read-write"),
        ("postgresql://office@/office?host=one,two&target_session_attrs=any", "target_session_attrs"),
        ("postgresql://office@one,two/office", "behind the database"),
    ],
)
def test_several_hosts_are_named_so_that_the_one_that_takes_writes_is_found(given: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        database(given, ROOT)


def test_one_host_needs_no_more_than_before() -> None:
    assert database("postgresql://office@one/office", ROOT) == "postgresql+psycopg://office@one/office"
