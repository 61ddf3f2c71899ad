"""What befalls the machine and its databases, besides the deaths of the service's own processes.

A full disk is a real one (`tests.support.small_disk`), a failover one of two real servers
(`tests.support.two_nodes`); the clock is the one that the service's processes read.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from complaints_service.db import engine_options, prepare_engine
from migrations import upgrade
from tests.faults.crew import Crew
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.two_nodes import TwoNodes, two_nodes

#: How long each lasts before it is mended, and how far a clock steps.
LASTS_SECONDS = {"disk full": 1.5, "restart": 0.7, "failover": 0.7}
#: The sender's machine stands still for longer than a lease lasts here.
STANDSTILL_SECONDS = 7.0
FORWARD_SECONDS, BACK_SECONDS = 300, -20
#: Of the slowed link: each piece of the standby's line waits so long.
SLOW_SECONDS = 0.01
_DISK_MEBIBYTES = 3000


@dataclass(frozen=True)
class Place:
    """Where a run's database lies, and what can befall it there."""

    url: str
    disk: SmallDisk
    nodes: TwoNodes | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """The names of what can happen here."""
        here = ("disk full", "clock forward", "clock back", "standstill")
        return (*here, "restart", "failover", "slow link") if self.nodes else here

    def begin(self, trouble: str) -> None:
        """Brings it about."""
        if trouble == "disk full":
            self._use_up()
        elif self.nodes and trouble in ("restart", "failover"):
            self.nodes.primary.kill()
        elif self.nodes and trouble == "slow link":
            self.nodes.link.seconds = 0.0 if self.nodes.link.seconds else SLOW_SECONDS

    def _use_up(self) -> None:
        if self.nodes is None:  # what the log of writes has room for would be written all the same
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=5)) as line:
                line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.disk.fill()

    def mend(self, trouble: str) -> None:
        """Ends it: what an operator would do, or a watchman such as Patroni."""
        if trouble == "disk full":
            self.disk.empty()
        if self.nodes is None:
            return
        if trouble == "failover":
            self.nodes.fail_over()
            self.nodes.follow_again()
        elif trouble in ("restart", "disk full"):
            self.nodes.raise_up()


def step_of(trouble: str) -> int:
    """By how many seconds the service's clock jumps."""
    return {"clock forward": FORWARD_SECONDS, "clock back": BACK_SECONDS}.get(trouble, 0)


@contextmanager
def place_of(backend: str) -> Iterator[Place]:
    """A migrated, empty database on a disk of its own: on PostgreSQL two servers, one following the other."""
    with small_disk(_DISK_MEBIBYTES) as disk, ExitStack() as until:
        nodes = None if backend == "sqlite" else until.enter_context(two_nodes(disk.folder))
        url = nodes.url if nodes else f"sqlite:///{disk.folder / 'office.db'}"
        engine = prepare_engine(create_engine(url, **engine_options(url)))
        upgrade(engine)
        engine.dispose()
        yield Place(url, disk, nodes)


class Befalling:
    """Has the troubles of a place happen, one at a time, while everything else goes on.

    `note`: remembers the letters that are in the sender's hands, of each of which a copy may be on its way.
    `step`: moves the clock.
    """

    def __init__(
        self, place: Place, crew: Crew, *, seed: int, note: Callable[[], None], step: Callable[[int], None]
    ) -> None:
        self.place, self.crew, self.note, self.step = place, crew, note, step
        self._chooser = random.Random(seed)
        self._deck: list[str] = []
        self._pool = ThreadPoolExecutor(1)
        self._now: Future[None] | None = None
        self.ended = 0.0

    def under_way(self) -> bool:
        """Whether something is out of order just now. Raises what went wrong with bringing it about."""
        if self._now is None or not self._now.done():
            return self._now is not None
        self._now.result()
        return False

    def next(self) -> str:
        """Begins another trouble; its name."""
        if not self._deck:
            self._deck = list(self.place.troubles)
            self._chooser.shuffle(self._deck)
        trouble = self._deck.pop()
        self._now = self._pool.submit(self._befall, trouble)
        return trouble

    def close(self) -> None:
        """Waits until all is in order again."""
        self._pool.shutdown()

    def _befall(self, trouble: str) -> None:
        try:
            # Whose lease ran out by it is told by the witness.
            if seconds := step_of(trouble):
                self.step(seconds)
                return
            if trouble == "standstill":
                self.crew.freeze("worker")
                threading.Event().wait(STANDSTILL_SECONDS)
                self.crew.thaw("worker")
                return
            self.place.begin(trouble)
            self._note_for(LASTS_SECONDS.get(trouble, 0))
            # What the sender had in its hands can be told only before it goes on.
            self.crew.freeze("worker")
            self.place.mend(trouble)
            self.note()
            self.crew.thaw("worker")
        finally:
            self.ended = time.monotonic()

    def _note_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OperationalError):
                self.note()
            threading.Event().wait(0.02)
