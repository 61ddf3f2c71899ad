"""Sweeps out of the store what no row names: files of forms never sent, and what a crash left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import PurePosixPath

from complaints_service.file_store.folder import UNFINISHED
from complaints_service.file_store.store import FileStore
from complaints_service.intake.media import HELD, MARKS
from complaints_service.intake.small import SMALL_ENDING

#: So long nothing is swept: twice as long as a form may wait with its files.
SPARED = timedelta(hours=48)
_AT_ONCE = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Which of some paths a table names.
Named = Callable[[Collection[str]], Collection[str]]


def sweep(store: FileStore, *, named: Named, now: datetime) -> int:
    """Deletes what is old and named by no row, with all that stands beside it; how many files that were.

    Raises OSError where the store does not let it.
    """
    before_ns = (now - SPARED - _EPOCH) // timedelta(microseconds=1) * 1000
    swept = 0
    found = (path for path in _written_before(store, before_ns) if _is_whole(path))
    while some := list(islice(found, _AT_ONCE)):
        known = named(some)
        swept += sum(_swept(store, path, before_ns) for path in some if path not in known)
    return swept + sum(_swept(store, path, before_ns) for path in _left_behind(store, before_ns))


def _left_behind(store: FileStore, before_ns: int) -> Iterator[str]:
    """What was never finished, and small pictures and marks of being held whose file is gone."""
    for path in _written_before(store, before_ns):
        digest = path.partition(".")[0]
        if _is_unfinished(path) or (
            path.endswith((SMALL_ENDING, HELD)) and not any(map(_is_whole, store.beginning(f"{digest}.")))
        ):
            yield path


def _is_whole(path: str) -> bool:
    return not _is_unfinished(path) and not path.endswith((SMALL_ENDING, *MARKS))


def _is_unfinished(path: str) -> bool:
    return PurePosixPath(path).name.startswith(UNFINISHED)


def _written_before(store: FileStore, before_ns: int) -> Iterator[str]:
    """The old ones among what lies where the gate puts files: in a folder of two letters."""
    for each in store.every():
        if each.changed_ns < before_ns and each.path[2:3] == "/" and each.path.count("/") == 1:
            yield each.path


def _swept(store: FileStore, path: str, before_ns: int) -> bool:
    """Deletes a file unless it was written anew meanwhile, and then what stands beside it."""
    if not store.remove_old(path, before_ns=before_ns):
        return False
    small = str(PurePosixPath(path).with_suffix(SMALL_ENDING))
    for beside in (small, *(f"{path}{mark}" for mark in MARKS)):
        store.remove_old(beside, before_ns=before_ns)
    return True
