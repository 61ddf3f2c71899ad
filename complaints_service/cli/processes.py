"""Starts the service's processes and starts one again when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LOOK_EVERY = 0.5
#: How often it is asked whether what some programs follow has changed.
FOLLOW_EVERY = 2.0
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
GRACE = 10.0


@dataclass(frozen=True)
class Program:
    """A Python module to run, its arguments, and what its environment has besides ours."""

    module: str
    arguments: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)


class _Child:
    """One process, and how long to wait before it is started again (longer each time it ends soon)."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = FIRST_WAIT
        self.waited = 0.0
        self.lived = 0.0

    def look(self) -> None:
        """Starts the process where it is not running and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            self.lived += LOOK_EVERY
            if self.lived > LONGEST_WAIT:
                self.pause = FIRST_WAIT
            return
        if self.process is not None and self.waited < self.pause:
            self.waited += LOOK_EVERY
            return
        if self.process is not None:
            self.pause = min(LONGEST_WAIT, self.pause * 2)
        self.waited = self.lived = 0.0
        self.process = subprocess.Popen(  # noqa: S603  # our own modules
            [sys.executable, "-m", self.program.module, *self.program.arguments],
            env={**os.environ, **self.program.environ},
        )

    def stop(self) -> None:
        """Asks the process to end, and makes it end when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Following(Protocol):
    """Programs that follow something: started anew whenever it is not what it was."""

    def look(self) -> Hashable:
        """What they follow, as it is now."""

    def programs(self) -> Sequence[Program]:
        """The programs, by what is followed now."""


class _Followers:
    """The children that follow something, as they were started by what it was last."""

    def __init__(self, following: Following) -> None:
        self._following, self._seen, self._looked = following, following.look(), 0.0
        self.children = [_Child(program) for program in following.programs()]

    def look(self) -> None:
        """Lets the children end and starts others where what they follow has changed."""
        self._looked += LOOK_EVERY
        if self._looked >= FOLLOW_EVERY:
            self._looked = 0.0
            if (found := self._following.look()) != self._seen:
                self._seen = found
                self.stop()
                self.children = [_Child(program) for program in self._following.programs()]
        for child in self.children:
            child.look()

    def stop(self) -> None:
        """Lets every one of them end."""
        for child in self.children:
            child.stop()


def supervise(*programs: Program, following: Following | None = None) -> None:
    """Runs each program until this process is told to stop, and those that follow something by what it is."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    children: list[_Child | _Followers] = [_Child(program) for program in programs]
    if following is not None:
        children.append(_Followers(following))
    try:
        while not stopped.is_set():
            for child in children:
                child.look()
            stopped.wait(LOOK_EVERY)
    finally:
        for child in children:
            child.stop()
