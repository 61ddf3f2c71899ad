"""What the system tells of processes: who began whom, whether they are gone, what they have used of a core."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
#: In `/proc/<pid>/stat`, behind the name: the state, and four times: its own, and those of its children that ended.
_STATE, _TIMES = 0, slice(11, 15)


def children_of(pid: int) -> list[int]:
    """The processes that one has begun and that are there."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def words_of(pid: int) -> list[str]:
    """What a process was begun with; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_gone(pid: int) -> bool:
    """Whether it does nothing any more, though its parent may not have looked yet."""
    return _stat(pid)[_STATE] in ("", "Z", "X")


def core_seconds(pid: int) -> float:
    """What it has used of a core, with its children that are there and those that are gone."""
    own = sum(map(int, _stat(pid)[_TIMES])) / _TICKS
    return own + sum(sum(map(int, _stat(each)[_TIMES][:2])) / _TICKS for each in children_of(pid))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return [""]
