"""Makes a backup while the office works: the database, then what it names, sealed, renamed whole at last.

Files are kept once for all backups of a folder: a night's backup costs the night's files.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from complaints_service.backups.databases import dumped, revision_of, sort_of
from complaints_service.backups.errors import BackupFailed, NotRestored
from complaints_service.backups.manifest import (
    DATABASE,
    FILES,
    Manifest,
    SealedPart,
    backups_in,
    read_manifest,
    stamp,
    write_manifest,
)
from complaints_service.backups.sealed_file import read_chunks, seal_into
from complaints_service.errors import words
from complaints_service.file_store.folder import UNFINISHED
from complaints_service.file_store.store import FileStore, StoredFile

_MAKING = ".making"
_LOCK = ".lock"


@dataclass(frozen=True, kw_only=True)
class OfficeSource:
    """What is backed up. `first`: stores read before the database, `after`: those that it names files of.

    The sealer's book may say less than the database, never more; a file may be there that no row names.
    """

    office: str
    engine: Engine
    first: Mapping[str, FileStore]
    after: Mapping[str, FileStore]


def make_backup(source: OfficeSource, folder: Path, *, key: bytes, keep: int, now: datetime) -> Manifest:
    """Makes one backup in a folder of backups, and lets go of those beyond the `keep` newest.

    Raises BackupFailed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            made = _make(source, folder, key, now)
            _forget(folder, key=key, keep=keep)
            return made
    except OSError as wrong:
        raise BackupFailed(
            words(
                "Cadangan tidak jadi dibuat: %(why)s. Cadangan yang lama tetap ada.",
                why=wrong.strerror or wrong,
            )
        ) from None


def _make(source: OfficeSource, folder: Path, key: bytes, now: datetime) -> Manifest:
    making, done = folder / _MAKING, folder / stamp(now)
    shutil.rmtree(making, ignore_errors=True)
    if done.exists():
        raise BackupFailed(words("Cadangan %(name)s sudah ada.", name=done.name))
    making.mkdir(mode=0o700)
    try:
        known = _known(folder, key)
        parts = list(_kept(source.first, folder, known, key))
        revision = revision_of(source.engine)
        with dumped(source.engine) as pieces:
            database = seal_into(making / DATABASE, pieces, key=key, name=DATABASE)
        parts += _kept(source.after, folder, known, key)
        made = Manifest(
            made_at=now,
            office=source.office,
            database=sort_of(source.engine),
            revision=revision,
            size=database.size,
            sha256=database.sha256,
            parts=parts,
        )
        write_manifest(making, made, key=key)
        making.rename(done)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return made


def _known(folder: Path, key: bytes) -> Mapping[str, SealedPart]:
    """The parts of the newest backup by name; none where it was sealed under another key."""
    for newest in backups_in(folder)[-1:]:
        try:
            return {part.name: part for part in read_manifest(newest, key=key).parts}
        except NotRestored:
            return {}
    return {}


def _kept(
    stores: Mapping[str, FileStore], into: Path, known: Mapping[str, SealedPart], key: bytes
) -> Iterator[SealedPart]:
    for name, store in stores.items():
        for file in store.every():
            if PurePosixPath(file.path).name.startswith(UNFINISHED):
                continue
            try:
                yield _keep(store, file, name, into / FILES, known, key)
            except FileNotFoundError:  # swept while we were on our way
                continue


def _keep(
    store: FileStore, found: StoredFile, of: str, files: Path, known: Mapping[str, SealedPart], key: bytes
) -> SealedPart:
    name = f"{of}/{found.path}"
    before = known.get(name)
    unchanged = before and (before.size, before.changed_ns) == (found.size, found.changed_ns)
    if before and unchanged and (files / before.sealed_as).exists():
        return before
    content = store.read(found.path)
    digest = hashlib.sha256(content).hexdigest()
    # Named by a keyed digest: whoever has the folder cannot tell whether a picture they know is in it.
    mark = hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()
    sealed_as, target = f"{mark[:2]}/{mark}", files / mark[:2] / mark
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = target.with_name(f"{_MAKING}-{mark}")
        aside.unlink(missing_ok=True)
        seal_into(aside, read_chunks(io.BytesIO(content)), key=key, name=mark)
        aside.rename(target)
    return SealedPart(
        name=name, size=len(content), sha256=digest, changed_ns=found.changed_ns, sealed_as=sealed_as
    )


def _forget(folder: Path, *, key: bytes, keep: int) -> None:
    """Deletes backups beyond the newest, and what none of those that stay names."""
    backups = backups_in(folder)
    for old in backups[:-keep]:
        shutil.rmtree(old)
    try:
        stay = set(_sealed_names(backups[-keep:], key))
    except NotRestored:  # some are under an older key: what they name cannot be told
        return
    for sealed in (folder / FILES).glob("*/*"):
        if f"{sealed.parent.name}/{sealed.name}" not in stay:
            sealed.unlink()


def _sealed_names(backups: Iterable[Path], key: bytes) -> Iterator[str]:
    for backup in backups:
        yield from (part.sealed_as for part in read_manifest(backup, key=key).parts)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(words("Cadangan lain sedang dibuat di folder itu.")) from None
        yield
