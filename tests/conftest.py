"""What every test can ask for. Times are told to the code under test; nothing reads the clock or sleeps."""

from __future__ import annotations

import asyncio
import functools
import gc
import hashlib
import ipaddress
import os
import pickle
import socket
import ssl
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import hypothesis
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from config import loading
from config.entries.performance import MeasuredKind
from config.loading import load_rulebook
from config.rulebook import Rulebook
from config.settings import Settings, load_settings
from tests.support.compiled import compiling_once
from tests.support.costs import pytest_sessionfinish, pytest_testnodedown, pytest_unconfigure
from tests.support.databases import IDENTITY_KEY, Databases, let_go, make_engine
from tests.support.parts import naming_every_part
from tests.support.prepared import Prepared
from tests.support.serving import serving

__all__ = [
    "pytest_sessionfinish",
    "pytest_testnodedown",
    "pytest_unconfigure",
]  # hooks that pytest finds here

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.support.applications import Applications
    from tests.support.world import Office

ROOT = Path(__file__).resolve().parents[1]
RULEBOOK = ROOT / "config" / "marelan"


def pytest_configure() -> None:
    """The machine's own zone is far from Medan's: a time that was not converted shows."""
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()
    # Thousands of collected tests and several applications are old objects that a full collection looks through in
    # vain for half a second, several hundred times a run: a quarter of the suite's cost. Seldom is enough.
    gc.set_threshold(50_000, 20, 50)
    # How long an example takes by the wall says something of the machine alone.
    hypothesis.settings.register_profile(
        "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run on PostgreSQL or in a browser carry the mark, so that `-m` can leave them out."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and callspec.params.get("backend") == "postgresql":
            item.add_marker(pytest.mark.postgresql)
        if {"page", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    """No test reaches another machine: connecting anywhere but to loopback or a local socket is an error."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is None or host == "localhost":
            return
        try:
            local = ipaddress.ip_address(host).is_loopback
        except ValueError:
            local = False
        if not local:
            raise RuntimeError(f"a test tried to reach {host!r}; only this machine is allowed")

    def checked_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked_connect)
        patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_trust_store() -> Iterator[None]:
    """Reading the authorities' certificates takes longer than many a test: once is enough for all who ask alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_reading() -> Iterator[None]:
    """The rulebook's files are read a thousand times in a run: the same text is parsed once, and copied."""
    parse, known = tomllib.loads, dict[str, bytes]()

    def loads(text: str) -> dict[str, Any]:
        if text not in known:
            known[text] = pickle.dumps(parse(text))
        return cast(dict[str, Any], pickle.loads(known[text]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", loads)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_check() -> Iterator[None]:
    """Each command loads and checks its rulebook: of a folder that holds the same it is done once."""
    load, known = loading._load, dict[Any, Any]()

    def once(path: Path, measured: Mapping[str, MeasuredKind] | None) -> Any:
        files = sorted(each for each in path.rglob("*") if each.is_file())
        held = tuple((str(each), hashlib.sha256(each.read_bytes()).digest()) for each in files)
        key = (
            path,
            held,
            None if measured is None else tuple((name, id(one)) for name, one in measured.items()),
        )
        if key not in known:
            known[key] = (
                load(path, measured),
                measured,
            )  # what was measured by is kept, so that its ids stay its own
        return known[key][0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_load", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _every_part_is_named() -> Iterator[None]:
    """No test writes a part of an entry of which nobody said whether it stays or goes, or how it is read."""
    with naming_every_part():
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_compiler() -> Iterator[None]:
    """What one test's database was asked, the next one's is asked without compiling it again; so with pages."""
    with compiling_once():
        yield


@pytest.fixture(autouse=True)
def _no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's synchronous API leaves its event loop marked as running; other tests run loops of their own."""
    running = asyncio._get_running_loop()
    if running is None or request.node.get_closest_marker("browser"):
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Hands out databases; most tests want `session`, `engine` or `database_url` instead."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def _migrated_once(databases: Databases) -> Iterator[None]:
    """A command that makes an office in this process gets its tables from the one database that was migrated."""
    with pytest.MonkeyPatch.context() as patch:
        for room in ("cli.setup", "practice.template"):
            patch.setattr(f"complaints_service.{room}.upgrade", databases.migrate)
        yield


@pytest.fixture(scope="session")
def prepared(databases: Databases) -> Prepared:
    """Tells a story once in this process; every later test gets a copy of the database after it."""
    return Prepared(databases)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on. Whoever asks for it, also through another fixture, runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, backend: str) -> Iterator[str]:
    """A migrated database of the test's own, for what commits or connects by itself."""
    url = databases.fresh(backend)
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database of the test's own."""
    made = make_engine(database_url)
    yield made
    let_go(made)


@pytest.fixture
def session(databases: Databases, backend: str) -> Iterator[Session]:
    """A session whose commits are savepoints: whatever the test wrote is gone afterwards."""
    connection = databases.shared(backend).connect().execution_options(writes=True)
    transaction = connection.begin()
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as opened:
        yield opened
    transaction.rollback()
    connection.close()


@pytest.fixture
def counting() -> Callable[[Engine], AbstractContextManager[list[str]]]:
    """`with counting(engine) as statements:` collects the SQL that the block sends, but for BEGIN."""

    @contextmanager
    def count(engine: Engine) -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return count


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The rulebook of Medan Marelan, read once."""
    return load_rulebook(RULEBOOK)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The service's settings on a database of the test's own; limits per address are off."""
    environ = {
        "TANGGAP_DATABASE_URL": database_url,
        "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
        "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(RULEBOOK),
        "TANGGAP_RATE_LIMITS": "0",
    }
    return load_settings(environ, tmp_path)


@pytest.fixture(scope="session")
def applications() -> Applications:
    """The applications of this process; most tests want `app`."""
    from tests.support.applications import Applications

    return Applications()


@pytest.fixture
def app(
    applications: Applications, settings: Settings, rulebook: Rulebook, tmp_path: Path
) -> Iterator[Flask]:
    """The whole web application, on either database."""
    with applications.standing(settings, rulebook, tmp_path) as standing:
        yield standing


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Calls the application without a network."""
    return app.test_client()


@pytest.fixture
def office(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office behind `app`; the clock stands at the `NOW` of the test's module."""
    from complaints_service.edge.resources import KEY
    from tests.support.world import open_office

    now = request.module.NOW
    monkeypatch.setattr("complaints_service.clock.now", lambda: now)
    return open_office(app.extensions[KEY].engine, app.extensions[KEY].rulebook)


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the application behind a real server, for browsers and other processes."""
    with serving(app) as address:
        yield address
