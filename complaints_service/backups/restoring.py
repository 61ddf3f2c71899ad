"""Puts a backup into an empty place: all of it is opened and checked aside first, then moved in at once."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from complaints_service.backups.databases import is_empty, load_postgresql, sort_of
from complaints_service.backups.errors import Damaged, NotRestored
from complaints_service.backups.manifest import DATABASE, FILES, MANIFEST, Manifest, backups_in, read_manifest
from complaints_service.backups.sealed_file import open_sealed, write_new
from complaints_service.errors import words
from complaints_service.file_store.store import FileStore

_ASIDE = ".restoring-"


@dataclass(frozen=True)
class EmptyPlace:
    """Where a backup is put: the database, and folders and buckets by the names they have in a backup."""

    engine: Engine
    folders: Mapping[str, Path]
    buckets: Mapping[str, FileStore] = field(default_factory=dict)


def newest_of(given: Path) -> Path:
    """The backup that is meant: a folder of one, or the newest of a folder of backups. Raises NotRestored."""
    found = [given.resolve()] if (given / MANIFEST).exists() else backups_in(given.resolve())
    if not found:
        raise NotRestored(words("Tidak ada cadangan di %(folder)s.", folder=given))
    return found[-1]


def require_empty(place: EmptyPlace) -> None:
    """Raises NotRestored where the place holds anything already: nothing is ever written over."""
    taken = [str(folder) for folder in place.folders.values() if folder.exists() and any(folder.iterdir())]
    taken += [str(bucket) for bucket in place.buckets.values() if any(bucket.every())]
    if not is_empty(place.engine):
        taken.insert(0, str(place.engine.url.database))
    if taken:
        raise NotRestored(
            words(
                "Tempat ini tidak kosong: %(taken)s. Pulihkan di tempat baru; tidak ada yang diubah.",
                taken=", ".join(taken),
            )
        )


def read_backup(backup: Path, place: EmptyPlace, *, key: bytes, known: Iterable[str]) -> Manifest:
    """What a backup holds, if this place can take it; `known`: the revisions this version knows.

    Raises NotRestored.
    """
    manifest = read_manifest(backup, key=key)
    if manifest.revision not in known:
        raise NotRestored(
            words(
                "Cadangan ini dari versi Tanggap yang lebih baru. Pasang versi itu dahulu; "
                "tidak ada yang diubah."
            )
        )
    if manifest.database != sort_of(place.engine):
        raise NotRestored(
            words(
                "Cadangan ini dari basis data %(theirs)s, tempat ini memakai %(ours)s. "
                "Ubah TANGGAP_DATABASE_URL.",
                theirs=manifest.database,
                ours=sort_of(place.engine),
            )
        )
    return manifest


def put_back(backup: Path, manifest: Manifest, place: EmptyPlace, *, key: bytes) -> None:
    """Puts a backup into a place that is empty. Raises NotRestored; then the place is as it was."""
    try:
        with ExitStack() as scratch, ExitStack() as undo:
            folders = [
                (_aside(scratch, folder, manifest, backup.parent / FILES, key, name), folder)
                for name, folder in place.folders.items()
            ]
            database = _database(scratch, backup, manifest, place, key)
            for name, bucket in place.buckets.items():
                _fill(undo, bucket, manifest, backup.parent / FILES, key, name)
            for aside, folder in folders:
                _move(undo, aside, folder)
            if manifest.database == "sqlite":
                _move(undo, database, Path(str(place.engine.url.database)))
            else:
                load_postgresql(place.engine, database)
            undo.pop_all()
    except OSError as wrong:
        raise NotRestored(
            words("Cadangan tidak dipulihkan: %(why)s. Tidak ada yang diubah.", why=wrong.strerror or wrong)
        ) from None


def _named(manifest: Manifest, folder: str) -> Iterator[tuple[str, str, str]]:
    """Of each file of a folder: where it lies in it, where it is sealed, its digest."""
    for part in manifest.parts:
        if part.name.startswith(f"{folder}/"):
            yield part.name.removeprefix(f"{folder}/"), part.sealed_as, part.sha256


def _aside(scratch: ExitStack, folder: Path, manifest: Manifest, files: Path, key: bytes, name: str) -> Path:
    """Opens a folder's files beside where it will be; every digest is checked."""
    aside = _beside(scratch, folder)
    for inner, sealed_as, digest in _named(manifest, name):
        target = aside / inner
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pieces = open_sealed(files / sealed_as, key=key, name=Path(sealed_as).name)
        write_new(target, _checked(pieces, digest, f"{name}/{inner}"))
    return aside


def _fill(undo: ExitStack, bucket: FileStore, manifest: Manifest, files: Path, key: bytes, name: str) -> None:
    """Puts a bucket's files into it; every digest is checked before its file is written."""
    for inner, sealed_as, digest in _named(manifest, name):
        pieces = open_sealed(files / sealed_as, key=key, name=Path(sealed_as).name)
        content = b"".join(_checked(pieces, digest, f"{name}/{inner}"))
        undo.callback(bucket.remove, inner)
        bucket.write(inner, content)


def _database(scratch: ExitStack, backup: Path, manifest: Manifest, place: EmptyPlace, key: bytes) -> Path:
    """The opened database: SQLite's file beside where it will be, or a dump for pg_restore."""
    file = place.engine.url.database if manifest.database == "sqlite" else None
    aside = _beside(scratch, Path(file) if file else Path(tempfile.gettempdir()) / "dump") / "database"
    pieces = open_sealed(backup / DATABASE, key=key, name=DATABASE)
    write_new(aside, _checked(pieces, manifest.sha256, DATABASE))
    return aside


def _beside(scratch: ExitStack, target: Path) -> Path:
    """A folder on the same disk as a place, gone in the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=_ASIDE))
    scratch.callback(shutil.rmtree, aside, ignore_errors=True)
    return aside


def _checked(pieces: Iterable[bytes], sha256: str, name: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise Damaged(name)


def _move(undo: ExitStack, aside: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()  # it is empty: `require_empty` looked
    aside.rename(target)
    undo.callback(shutil.rmtree if target.is_dir() else Path.unlink, target)
