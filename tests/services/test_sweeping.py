"""The sweep: what no row names goes once it is old, and nothing that a row or a form could still name."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from complaints_service.edge.files.draft_files import LASTS
from complaints_service.errors import NotFound
from complaints_service.file_store import folder as folders
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake.media import Checked, Gate
from complaints_service.intake.small import small_picture
from complaints_service.intake.sweeping import SPARED, sweep
from tests.support.photos import photo

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def kept(gate: Gate, folder: Path, shade: int, *, days: float) -> str:
    path = gate.keep(gate.check(photo(shade), name="x")).path
    small_picture(gate.store, path)
    for each in folder.glob(f"{path[:-4]}*"):
        aged(each, days)
    return path


def aged(path: Path, days: float) -> None:
    at = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.glob("??/*")}


def test_only_old_files_without_a_row_go_and_all_that_stands_beside_them(tmp_path: Path) -> None:
    gate = Gate(FolderStore(tmp_path))
    named, orphan, young = (
        kept(gate, tmp_path, shade, days=days) for shade, days in ((1, 30), (2, 3), (3, 1.9))
    )
    for mark in (f"{orphan}.held", f"{named[:3]}{'1' * 64}.txt.held"):
        (tmp_path / mark).touch()
        aged(tmp_path / mark, 3)
    unfinished = tmp_path / named[:2] / "tmpabc"
    unfinished.touch()
    aged(unfinished, 3)
    small_alone = tmp_path / named[:2] / f"{'0' * 64}.small.jpg"
    small_alone.touch()
    aged(small_alone, 3)
    assert sweep(gate.store, named=lambda paths: {named} & set(paths), now=NOW) == 4
    assert left(tmp_path) == {
        *(f"{each[:-4]}{end}" for each in (named, young) for end in (".jpg", ".small.jpg"))
    }
    assert sweep(gate.store, named=lambda paths: {named} & set(paths), now=NOW) == 0


def test_a_form_may_not_wait_longer_than_its_files_are_spared() -> None:
    assert LASTS * 2 <= SPARED


def test_a_file_that_comes_again_while_it_is_asked_for_stays(tmp_path: Path) -> None:
    gate = Gate(FolderStore(tmp_path))
    path = kept(gate, tmp_path, 1, days=3)

    def named(paths: object) -> set[str]:
        gate.keep(Checked(content=(tmp_path / path).read_bytes(), mime="image/jpeg", held=False))
        aged(tmp_path / path, 0)
        return set()

    assert sweep(gate.store, named=named, now=NOW) == 0
    assert (tmp_path / path).exists()


def test_nobody_writes_while_a_file_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(FolderStore(tmp_path))
    asked: list[int] = []
    monkeypatch.setattr(folders.fcntl, "flock", lambda _file, how: asked.append(how))
    kept(gate, tmp_path, 1, days=3)
    sweep(gate.store, named=lambda paths: (), now=NOW)
    assert set(asked[:2]) == {folders.fcntl.LOCK_SH}, "the picture and its small one are written"
    assert set(asked[2:]) == {folders.fcntl.LOCK_EX}


def test_what_is_no_picture_any_more_is_given_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "cd.jpg").write_bytes(b"no picture")
    assert small_picture(FolderStore(tmp_path), "ab/cd.jpg") == "ab/cd.jpg"
    with pytest.raises(NotFound):
        small_picture(FolderStore(tmp_path), "ab/gone.jpg")
