"""A fault tried in a process of its own: forked, held to its limits, silent, and asked what it found."""

from __future__ import annotations

import os
import pickle
import resource
from collections.abc import Callable
from contextlib import suppress
from typing import Any

SECONDS = 25  # of processor time, for a fault that never ends: all tests take ten
BYTES = 6 << 30  # of address space, for one that never stops growing
ALIVE = b"alive"


def noticed_by(work: Callable[[Callable[[str], None]], bool]) -> str | None:
    """Try a fault in a forked process, held to its limits: which test noticed it; None if it lives.

    `work` gets what to call with a failing test's name, and returns whether all passed.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            silence()

            def failed(name: str) -> None:
                os.write(write, name.encode())
                os._exit(1)

            if work(failed):
                os.write(write, ALIVE)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return None if told == ALIVE else told.decode()


def answer_of(work: Callable[[], object]) -> Any:
    """What a function returns in a forked process; None if that ended before."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(read)
            silence()
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(work(), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else None  # noqa: S301 - from our own child


def silence() -> None:
    """What pytest prints goes nowhere."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
