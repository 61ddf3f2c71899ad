"""The processes under test: started, killed with signal 9, and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.faults.crash_points import POINTS
from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """Where processes come from, already half grown: see `tests.faults.nursery`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, order: Mapping[str, Any]) -> int:
        """Gives one order; its answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE_SECONDS)
        self._process.stdout.close()


class Crew:
    """One web, one worker, one bot. `folder` is made; it holds their logs and the files that arm crash points."""

    def __init__(
        self,
        nursery: Nursery,
        folder: Path,
        environ: Mapping[str, str],
        *,
        shift_seconds: int,
        bug: str | None = None,
        bot_arguments: list[str] | None = None,
    ) -> None:
        self.folder = folder
        self.armed = folder / "armed"
        self.armed.mkdir(parents=True)
        self.clock = folder / "clock"
        self.set_clock(shift_seconds)
        self._nursery = nursery
        self._orders: dict[str, Any] = {
            "do": "start",
            "environ": dict(environ),
            "folder": str(folder),
            "armed": str(self.armed),
            "clock": str(self.clock),
            "bug": bug,
        }
        self._arguments = {"web": [], "worker": [], "bot": bot_arguments or []}
        self._pids: dict[str, int] = {}
        self._told: set[str] = set()

    def start(self, role: str) -> None:
        """Starts a process of this kind."""
        log = str(self.folder / f"{role}.log")
        order = {**self._orders, "role": role, "log": log, "arguments": self._arguments[role]}
        self._pids[role] = self._nursery.ask(order)

    def end(self, role: str) -> None:
        """Has it end by itself, as an upgrade does, and waits until it has."""
        self._nursery.ask({"do": "end", "pid": self._pids.pop(role)})

    def kill(self, role: str) -> None:
        """Kills it, wherever it stands."""
        self._nursery.ask({"do": "kill", "pid": self._pids.pop(role)})

    def set_clock(self, shift_seconds: int) -> None:
        """Has the clock of all processes stand so far from the machine's, from this instant on."""
        told = self.folder / "clock.new"
        told.write_text(str(shift_seconds))
        told.replace(self.clock)

    def freeze(self, role: str) -> None:
        """Stops it where it stands, until `thaw`."""
        self._signal(role, signal.SIGSTOP)

    def thaw(self, role: str) -> None:
        """Lets it go on."""
        self._signal(role, signal.SIGCONT)

    def _signal(self, role: str, sent: signal.Signals) -> None:
        if role in self._pids:
            with suppress(ProcessLookupError):  # it has fallen, and nobody has looked since
                os.kill(self._pids[role], sent)

    def arm(self, point: str) -> bool:
        """Has the next process that comes to this point die there; False where it is armed already."""
        assert point in POINTS
        if point in self._told:
            return False
        self._told.add(point)
        (self.armed / point).touch()
        return True

    def disarm(self) -> None:
        """No process dies at a point any more, but for those on their way."""
        for point in list(self._told):
            try:
                (self.armed / point).unlink()
            except FileNotFoundError:
                continue  # somebody took it and is about to fall
            self._told.discard(point)

    def fallen(self) -> list[tuple[str, str]]:
        """The kinds of process that ended since the last look, each with the point it died at."""
        ended: list[tuple[str, str]] = []
        while pid := self._nursery.ask({"do": "look"}):
            role = next(role for role, one in self._pids.items() if one == pid)
            del self._pids[role]
            ended.append((role, self._point_of(role)))
        return ended

    def _point_of(self, role: str) -> str:
        for point in sorted(self._told):
            if point.startswith(f"{role}.") and not (self.armed / point).exists():
                self._told.discard(point)
                return point
        return f"{role} by itself"

    def close(self) -> None:
        """Ends everything."""
        for role in list(self._pids):
            self.kill(role)

    def log(self, role: str, most: int = 3000) -> str:
        """The end of what it said."""
        path = self.folder / f"{role}.log"
        return path.read_text(encoding="utf-8", errors="replace")[-most:] if path.exists() else ""

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
