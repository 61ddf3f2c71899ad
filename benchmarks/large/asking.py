"""How long answers take: by the clock on the wall, and of a core, the database's servers among it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.pages import milliseconds


@dataclass(frozen=True)
class Asked:
    """Milliseconds of each answer: by the clock, and of a core."""

    wall: list[float]
    core: list[float]


def asked(
    engine: Engine, port: int, paths: Iterable[str], rounds: int, headers: Mapping[str, str] | None = None
) -> Asked:
    """Asks for each again and again; the first answer of each compiles, and counts not."""
    found, sent = Asked([], []), dict(headers or {})
    for path in paths:
        milliseconds(port, path, sent)
        for _ in range(rounds):
            servers = _servers(engine)
            before = time.process_time() * 1000 + sum(map(_used, servers)) + _used_by_ended(servers)
            found.wall.append(milliseconds(port, path, sent))
            after = time.process_time() * 1000 + sum(map(_used, servers)) + _used_by_ended(servers)
            found.core.append(after - before)
    return found


def p95(times: list[float]) -> float:
    """What nineteen of twenty take at most."""
    return statistics.quantiles(times, n=20)[-1]


def _servers(engine: Engine) -> list[int]:
    """The processes of the database that work for anybody."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        return list(
            connection.scalars(text("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
        )


def _used_by_ended(servers: list[int]) -> float:
    """Milliseconds of a core of the database's processes that have ended: helpers of one statement."""
    for pid in servers:
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            ended = Path(f"/proc/{parent}/stat").read_text().rsplit(")", 1)[1].split()[13:15]
        except (FileNotFoundError, ProcessLookupError):
            continue
        return sum(map(int, ended)) * 1000 / os.sysconf("SC_CLK_TCK")
    return 0.0


def _used(pid: int) -> float:
    """Milliseconds of a core that a process has used; 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
