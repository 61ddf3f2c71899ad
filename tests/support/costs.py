"""What a run of the whole suite costs, in seconds of a core: `var/bench.json` keeps it beside the benchmarks' figures."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from benchmarks.results import Result, report
from tests.support import databases

SERVERS, ENDED = pytest.StashKey[float](), pytest.StashKey[bool]()


def own_seconds() -> float:
    """User and system time of this process and of every child it has waited for, as `time` counts them."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


def server_seconds(pid: int) -> float:
    """What a server that is nobody's child used with its processes; 0 where the machine does not tell."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        counted = [Path(f"/proc/{one}/stat").read_text(encoding="utf-8") for one in (pid, *children)]
    except OSError:
        return 0.0
    # After the name in brackets: user and system time of the process, then of the children it waited for.
    ticks = sum(int(field) for line in counted for field in line.rsplit(") ", 1)[1].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A worker tells the process that leads it what its database server used; it is still up."""
    session.config.stash[ENDED] = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    used = sum(map(server_seconds, databases.servers))
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["server_seconds"] = used
    else:
        session.config.stash[SERVERS] = session.config.stash.get(SERVERS, 0.0) + used


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Takes what a worker told."""
    del error
    told = getattr(node, "workeroutput", {}).get("server_seconds", 0.0)
    stash = node.config.stash  # type: ignore[attr-defined]
    stash[SERVERS] = stash.get(SERVERS, 0.0) + told


def pytest_unconfigure(config: pytest.Config) -> None:
    """After the last worker has ended, says what all tests together cost; of some of them nothing is kept."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
        config.option.keyword or config.option.markexpr or config.option.collectonly
    )
    whole = (
        whole
        and config.stash.get(ENDED, False)
        and not config.pluginmanager.hasplugin("tests.support.branches")
    )
    if not whole or hasattr(config, "workerinput"):
        return
    against = f"{config.option.numprocesses or 1} processes; the PostgreSQL servers beside them"
    report(
        [
            Result("suite.core_seconds", own_seconds(), "s user + sys", against, 1),
            Result("suite.server_seconds", config.stash.get(SERVERS, 0.0), "s user + sys", against, 1),
        ]
    )
