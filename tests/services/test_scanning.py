"""A scanner looks at every file: what is harmful is refused, and what it could not judge is given to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from complaints_service.file_store.folder import FolderStore
from complaints_service.intake.media import MOST_BYTES, FileRefused, Gate, standing
from complaints_service.intake.scanning import Clamd, ScannerAway, scanner_at
from config.setting_values import scanner
from tests.support.clamd import EICAR, FakeClamd, fake_clamd
from tests.support.marked_files import jpeg


@pytest.fixture
def clamd() -> Iterator[FakeClamd]:
    with fake_clamd() as running:
        yield running


def test_every_byte_of_a_file_is_shown_to_the_scanner(clamd: FakeClamd) -> None:
    content = bytes(range(256)) * 700  # more than one piece
    assert not Clamd(clamd.address).is_harmful(content)
    assert clamd.seen == [content]


@pytest.mark.parametrize("content", [EICAR, b"Surat.\n" + EICAR, jpeg() + EICAR])
def test_a_harmful_file_is_refused_and_nothing_of_it_is_kept(
    clamd: FakeClamd, tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(FileRefused) as refused:
        Gate(FolderStore(tmp_path), scanner_at(clamd.address)).check(content, name="surat.txt")
    assert refused.value.code == "infected" and "surat.txt berisi program jahat" in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_while_the_scanner_is_away_a_file_is_held_and_looked_at_again(
    clamd: FakeClamd, tmp_path: Path
) -> None:
    gate = Gate(FolderStore(tmp_path), scanner_at(clamd.address))
    clamd.silent = True
    good, bad = (
        gate.keep(gate.check(content, name="surat.txt")) for content in (b"Surat.\n", b"Surat.\n" + EICAR)
    )
    assert [standing(FolderStore(tmp_path), each.path) for each in (good, bad)] == ["held", "held"]
    with pytest.raises(ScannerAway):
        list(gate.look_again())
    assert standing(FolderStore(tmp_path), good.path) == "held"
    clamd.silent = False
    assert list(gate.look_again()) == [bad.path]
    assert (
        standing(FolderStore(tmp_path), good.path) == "here"
        and standing(FolderStore(tmp_path), bad.path) == "harmful"
    )
    assert not (tmp_path / bad.path).exists() and list(gate.look_again()) == []


@pytest.mark.parametrize(
    ("most", "words"), [(10_000_000, "paling besar 10 MB"), (MOST_BYTES, "paling besar 20 MB")]
)
def test_a_file_that_is_too_large_is_neither_scanned_nor_opened(
    clamd: FakeClamd, tmp_path: Path, most: int, words: str
) -> None:
    gate = Gate(FolderStore(tmp_path), scanner_at(clamd.address))
    with pytest.raises(FileRefused, match=words) as refused:
        gate.check(bytes(most + 1), name="besar.txt", most=most)
    assert "besar.txt terlalu besar" in str(refused.value) and clamd.seen == []


def test_a_scanner_that_is_not_there_holds_too(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/none.ctl", "tcp://127.0.0.1:1"):
        gate = Gate(FolderStore(tmp_path / "media"), scanner_at(address))
        assert gate.check(b"Surat.\n", name="surat.txt").held
    assert not Gate(FolderStore(tmp_path / "media")).check(b"Surat.\n", name="surat.txt").held, "none is set"


@pytest.mark.parametrize(
    "given", ["clamd", "tcp://127.0.0.1", "unix:run/x", "http://127.0.0.1:3310", "unix://h/x"]
)
def test_a_setting_that_is_no_socket_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must be unix:"):
        scanner(given)
    assert scanner("unix:/run/clamav/clamd.ctl") and scanner("tcp://127.0.0.1:3310")
