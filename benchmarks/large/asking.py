"""How long answers take: by the clock on the wall, and of a core, the database's servers among it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.pages import milliseconds


@dataclass(frozen=True)
class Asked:
    """Milliseconds of each answer: by the clock, and of a core."""

    wall: list[float]
    core: list[float]


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of an office under one name: these addresses, each so many times, as somebody."""

    kind: str
    name: str
    paths: Sequence[str]
    rounds: int
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks(self) -> list[str]:
        """Every address as often as it is asked for."""
        return [path for path in self.paths for _ in range(self.rounds)]


@dataclass(frozen=True, kw_only=True)
class OpenOffice:
    """An office that answers, what it is asked, and what was noted of it as it was opened."""

    label: str
    engine: Engine
    port: int
    questions: Sequence[Question]
    noted: Mapping[str, float] = field(default_factory=dict)


def in_turn(offices: Sequence[OpenOffice]) -> list[dict[str, dict[str, Asked]]]:
    """Asks each office its questions, one answer of each after the other; the first of each compiles."""
    found: list[dict[str, dict[str, Asked]]] = [{} for _ in offices]
    named = [{(one.kind, one.name): one for one in office.questions} for office in offices]
    for kind, name in dict.fromkeys(key for questions in named for key in questions):
        there = [
            (office, questions[kind, name], answers)
            for office, questions, answers in zip(offices, named, found, strict=True)
            if (kind, name) in questions
        ]
        for office, question, answers in there:
            answers.setdefault(kind, {})[name] = Asked([], [])
            for path in question.paths:
                milliseconds(office.port, path, dict(question.headers))
        for paths in zip_longest(*(question.asks for _office, question, _answers in there)):
            for path, (office, question, answers) in zip(paths, there, strict=True):
                if path is not None:
                    _ask(office, path, question.headers, answers[kind][name])
        for office, _question, answers in there:
            times = answers[kind][name]
            print(f"{office.label} {kind} {name}: {p95(times.wall):.0f} ms, core {p95(times.core):.0f}")
    return found


def _ask(office: OpenOffice, path: str, headers: Mapping[str, str], into: Asked) -> None:
    servers = _servers(office.engine)

    def used() -> float:
        return time.process_time() * 1000 + sum(map(_used, servers)) + _used_by_ended(servers)

    before = used()
    into.wall.append(milliseconds(office.port, path, dict(headers)))
    into.core.append(used() - before)


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
