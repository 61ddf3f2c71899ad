"""Sweeps out of the media folder what no row names: files of forms never sent, and what a crash left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from complaints_service.intake.media import MARKS, UNFINISHED, nobody_sweeps
from complaints_service.intake.small import SMALL_ENDING

#: So long nothing is swept: twice as long as a form may wait with its files.
SPARED = timedelta(hours=48)
_AT_ONCE = 500

#: Which of some paths a table names.
Named = Callable[[Collection[str]], Collection[str]]


def sweep(folder: Path, *, named: Named, now: datetime) -> int:
    """Deletes what is old and named by no row, with all that stands beside it; how many files that were."""
    before = (now - SPARED).timestamp()
    swept = 0
    found = _old(folder, before)
    while some := list(islice(found, _AT_ONCE)):
        known = named([str(path.relative_to(folder)) for path in some])
        for path in some:
            if str(path.relative_to(folder)) not in known and _swept(folder, path, before):
                swept += 1
    return swept + sum(_swept(folder, path, before) for path in _left_behind(folder, before))


def _old(folder: Path, before: float) -> Iterator[Path]:
    return (path for path in _written_before(folder, before) if _is_whole(path))


def _left_behind(folder: Path, before: float) -> Iterator[Path]:
    """What was never finished, and small pictures whose picture is gone."""
    for path in _written_before(folder, before):
        small = path.name.endswith(SMALL_ENDING)
        digest = path.name.partition(".")[0]
        if path.name.startswith(UNFINISHED) or (small and not any(_wholes(path.parent, digest))):
            yield path


def _wholes(folder: Path, digest: str) -> Iterable[Path]:
    return (path for path in folder.glob(f"{digest}.*") if _is_whole(path))


def _is_whole(path: Path) -> bool:
    name = path.name
    return not name.startswith(UNFINISHED) and not name.endswith((SMALL_ENDING, *MARKS))


def _written_before(folder: Path, before: float) -> Iterator[Path]:
    return (path for path in folder.glob("??/*") if _age(path) < before)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # somebody else swept it
        return float("inf")


def _swept(folder: Path, path: Path, before: float) -> bool:
    """Deletes a file unless it was written anew meanwhile; nobody writes while it is looked at."""
    with nobody_sweeps(folder, sweeper=True):
        if _age(path) >= before:
            return False
        path.unlink()
        for beside in (path.with_suffix(SMALL_ENDING), *(path.with_name(path.name + mark) for mark in MARKS)):
            beside.unlink(missing_ok=True)
    return True
