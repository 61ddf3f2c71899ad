"""Both stores keep the same promises: a folder of one machine, and a bucket that many machines share."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from complaints_service import clock
from complaints_service.errors import NotFound
from complaints_service.file_store.folder import FolderStore
from complaints_service.file_store.opening import open_store
from complaints_service.file_store.s3 import S3Store
from complaints_service.file_store.store import FileStore
from complaints_service.intake.media import Checked, Gate, standing
from complaints_service.intake.small import small_picture
from complaints_service.intake.sweeping import SPARED, sweep
from config.setting_values import media
from tests.support.photos import photo
from tests.support.s3_server import SORTS, client, fresh_bucket, fresh_store

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture(params=SORTS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return fresh_store(request.param, tmp_path)


def paths(store: FileStore) -> set[str]:
    return {each.path for each in store.every()}


def ns(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds()) * 10**9


def later(**how: float) -> datetime:
    return clock.now() + timedelta(**how)


def nothing(_paths: Collection[str]) -> set[str]:
    return set()


def test_a_store_gives_back_what_it_was_given_and_forgets_what_it_must(store: FileStore) -> None:
    assert paths(store) == set() and store.beginning("ab/x") == set() and not store.has("ab/x.jpg")
    store.write("ab/x.jpg", b"first")
    store.write("ab/x.jpg", b"second")
    store.write("ab/x.jpg.held", b"")
    store.write("cd/y.pdf", b"%PDF")
    assert (store.read("ab/x.jpg"), store.has("ab/x.jpg")) == (b"second", True)
    assert store.beginning("ab/x.jpg") == {"ab/x.jpg", "ab/x.jpg.held"} and not store.has("ab")
    assert {(each.path, each.size) for each in store.every()} == {
        ("ab/x.jpg", 6),
        ("ab/x.jpg.held", 0),
        ("cd/y.pdf", 4),
    }
    store.remove("ab/x.jpg")
    store.remove("ab/x.jpg")
    assert paths(store) == {"ab/x.jpg.held", "cd/y.pdf"}
    with pytest.raises(FileNotFoundError):
        store.read("ab/x.jpg")


def test_only_what_is_old_is_taken_away(store: FileStore) -> None:
    store.write("ab/x.jpg", b"x")
    assert not store.remove_old("ab/x.jpg", before_ns=ns(later(hours=-1)))
    assert store.has("ab/x.jpg")
    assert store.remove_old("ab/x.jpg", before_ns=ns(later(hours=1)))
    assert not store.has("ab/x.jpg") and not store.remove_old("ab/x.jpg", before_ns=ns(later(hours=1)))


def test_no_byte_of_what_was_removed_stays_in_a_bucket() -> None:
    url = fresh_bucket()
    bucket, store = url.rpartition("/")[2], S3Store(url)
    for content in (b"first", b"second"):
        store.write("ab/x.jpg", content)
    client().delete_object(Bucket=bucket, Key="ab/x.jpg")  # somebody's tool leaves only a mark
    store.write("ab/x.jpg2", b"another")
    store.remove("ab/x.jpg")
    left = client().list_object_versions(Bucket=bucket)
    assert [each["Key"] for each in left["Versions"]] == ["ab/x.jpg2"] and "DeleteMarkers" not in left


def test_the_sweep_takes_versions_it_saw_and_never_what_is_written_meanwhile() -> None:
    """The race itself: it looked, then somebody kept the same photo again, then it deletes."""
    url = fresh_bucket()
    store = S3Store(url)
    store.write("ab/x.jpg", b"x")
    versions = S3Store._versions

    def looked(self: S3Store, path: str) -> list[tuple[str, int]]:
        found = versions(self, path)
        store.write(path, b"x")
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(S3Store, "_versions", looked)
        assert store.remove_old("ab/x.jpg", before_ns=ns(later(hours=1)))
    assert store.read("ab/x.jpg") == b"x"


def test_a_bucket_that_keeps_no_versions_is_never_swept() -> None:
    store = S3Store(fresh_bucket(versions=False))
    assert not store.keeps_versions() and S3Store(fresh_bucket()).keeps_versions()
    store.write("ab/x.jpg", b"x")
    with pytest.raises(OSError, match="keeps no versions"):
        sweep(store, named=nothing, now=later(days=3))
    assert store.has("ab/x.jpg")


def test_a_server_that_is_away_is_an_error_of_reading_and_not_a_missing_file() -> None:
    store = S3Store("s3+http://kantor:rahasia-sekali@127.0.0.1:9/media")
    for call in (lambda: store.read("ab/x"), lambda: store.has("ab/x"), lambda: store.write("ab/x", b"")):
        with pytest.raises(OSError, match="does not answer") as told:
            call()
        assert not isinstance(told.value, FileNotFoundError)
        assert "rahasia" not in str(told.value) + repr(store)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "ab/../../x"])
def test_no_path_leads_out_of_a_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "x").write_text("outside")
    store = FolderStore(tmp_path / "media")
    with pytest.raises(FileNotFoundError):
        store.read(path)


# -- the gate and the sweep on both ------------------------------------------------------------------------


class Scanner:
    """Says what it was told to say."""

    def __init__(self, harmful: bool) -> None:
        self.harmful = harmful

    def is_harmful(self, _content: bytes) -> bool:
        return self.harmful


def test_the_gate_keeps_by_digest_cleaned_and_gives_small_pictures(store: FileStore) -> None:
    gate = Gate(store)
    kept = gate.keep(gate.check(photo(1), name="x"))
    assert hashlib.sha256(store.read(kept.path)).hexdigest() == kept.digest
    assert store.read(kept.path) != photo(1), "it was made anew"
    assert gate.has(kept) and standing(store, kept.path) == "here"
    small = small_picture(store, kept.path)
    assert store.read(small).startswith(b"\xff\xd8") and small_picture(store, kept.path) == small
    with pytest.raises(NotFound):
        small_picture(store, "ab/gone.jpg")


@pytest.mark.parametrize(("harmful", "stands"), [(False, "here"), (True, "harmful")])
def test_a_held_file_waits_for_the_scanner(store: FileStore, harmful: bool, stands: str) -> None:
    kept = Gate(store).keep(Checked(content=b"Surat.\n", mime="text/plain", held=True))
    assert standing(store, kept.path) == "held"
    Gate(store).keep(Checked(content=b"Surat.\n", mime="text/plain", held=True))
    assert standing(store, kept.path) == "held", "come again, it was still never judged"
    assert list(Gate(store, Scanner(harmful)).look_again()) == ([kept.path] if harmful else [])
    assert standing(store, kept.path) == stands and store.has(kept.path) != harmful
    assert list(Gate(store, Scanner(harmful)).look_again()) == []


def test_the_sweep_takes_what_no_row_names_with_all_beside_it(store: FileStore) -> None:
    gate = Gate(store)
    named, orphan = (gate.keep(gate.check(photo(shade), name="x")).path for shade in (1, 2))
    for each in (named, orphan):
        small_picture(store, each)
    store.write(f"{orphan}.held", b"")
    store.write(f"ab/{'0' * 64}.small.jpg", b"whose picture is gone")
    known = {named}
    assert sweep(store, named=lambda _paths: known, now=later(hours=47)) == 0
    assert sweep(store, named=lambda _paths: known, now=later(seconds=SPARED.total_seconds() + 5)) == 2
    assert paths(store) == {named, named.replace(".jpg", ".small.jpg")}


@pytest.mark.parametrize("moment", range(4))
def test_a_held_file_that_comes_again_while_it_is_swept_is_still_held(tmp_path: Path, moment: int) -> None:
    """Whenever the writer comes in between, what no scanner judged is never given to anybody."""
    store, never_judged = FolderStore(tmp_path), Checked(content=b"Surat.\n", mime="text/plain", held=True)
    path = Gate(store).keep(never_judged).path
    for each in tmp_path.glob("??/*"):
        os.utime(each, (0, 0))
    deletions = count()

    class Meanwhile(FolderStore):
        def remove_old(self, path: str, *, before_ns: int) -> bool:
            if next(deletions) == moment:
                Gate(store).keep(never_judged)
            return store.remove_old(path, before_ns=before_ns)

    sweep(Meanwhile(tmp_path), named=nothing, now=clock.now())
    assert next(deletions) > moment or moment == 3, "the writer came in between"
    assert not store.has(path) or standing(store, path) == "held"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ftp://x/y", "begin with file: or s3:"),
        ("s3://s3.example.org/media", "name:secret"),
        ("s3://a:b@s3.example.org/", "names no bucket"),
        ("s3+http://a:b@s3.example.org/media", "plain http to another machine"),
        ("s3://a:b@s3.example.org/media?regio=x", "knows no option regio"),
    ],
)
def test_a_setting_that_names_no_store_is_refused(tmp_path: Path, given: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        media(given, tmp_path)
    assert "a:b" not in str(refused.value)


def test_a_setting_names_either_store(tmp_path: Path) -> None:
    assert open_store(media("file:berkas", tmp_path)) == FolderStore(tmp_path / "berkas")
    bucket = media("s3://a:b%2F@s3.example.org/media?region=id-1", tmp_path)
    assert open_store(bucket) is open_store(bucket) and isinstance(open_store(bucket), S3Store)
