"""Counts the lines and branches that the tests take (`make coverage` loads it; `[tool.slipcover]` says of what).

SlipCover puts its marks into the code itself as it is imported: a test then costs what it costs uncounted, where a
tracer, Python 3.11's only other way, makes it twice as dear. docs/tests.md has both figures.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import slipcover
from slipcover.config import read_config

from tests.repository.tree import ROOT

SAID = read_config(ROOT / "pyproject.toml")
COUNTED = ROOT / SAID["out"]
#: One of several processes that share the tests; the one that leads them runs none.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")

_COUNTING, _SHARE = pytest.StashKey[slipcover.Slipcover](), pytest.StashKey[float]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Starts before anything of the product is imported; whoever leads forgets what others told before."""
    for old in _told() if not WORKER else ():
        old.unlink()
    if WORKER or not early_config.known_args_namespace.numprocesses:
        early_config.stash[_COUNTING] = _started()


def _started() -> slipcover.Slipcover:
    counting = slipcover.Slipcover(branch=True, immediate=True, exclude_also=SAID["exclude-also"])
    files = slipcover.FileMatcher(sources=SAID["source"])
    slipcover.wrap_spec_from_file_location(counting, files)  # migrations are loaded by their path
    slipcover.ImportManager(counting, files).__enter__()
    return counting


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process tells what it counted; the one that leads them adds it up, and fails below the floor."""
    if (counting := session.config.stash.get(_COUNTING, None)) is not None:
        _write(COUNTED.with_suffix(f".{WORKER or 'alone'}.json"), counting.get_coverage())
    if WORKER or not (told := _told()):
        return
    # What no test imports counts as not taken.
    found = slipcover.Slipcover(
        branch=True, source=SAID["source"], exclude_also=SAID["exclude-also"]
    ).get_coverage()
    for file in told:
        slipcover.merge_coverage(found, json.loads(file.read_text(encoding="utf-8")))
        file.unlink()
    _write(COUNTED, found)
    session.config.stash[_SHARE] = share = float(found["summary"]["percent_covered"])
    if share < SAID["fail-under"] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says the share, and where most is missing."""
    if (share := config.stash.get(_SHARE, None)) is None:
        return
    files = json.loads(COUNTED.read_text(encoding="utf-8"))["files"]
    terminalreporter.section("lines and branches taken")
    for name, counted in sorted(files.items(), key=lambda each: -_missing(each[1]))[:20]:
        terminalreporter.line(
            f"{_missing(counted):5} missing, {counted['summary']['percent_covered']:5.1f} %: {name}"
        )
    terminalreporter.line(f"{share:.2f} % of lines and branches, at least {SAID['fail-under']} are wanted")


def _missing(counted: dict[str, Any]) -> int:
    return len(counted["missing_lines"]) + len(counted["missing_branches"])


def _told() -> list[Path]:
    return sorted(COUNTED.parent.glob(f"{COUNTED.stem}.*.json"))


def _write(path: Path, counted: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(counted), encoding="utf-8")
