"""`.env` with one setting changed: everything else stays, whatever happens."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from config.env_file import changed_env_file, read_env_file

FILE = (
    b"# Kantor\r\nexport A='dua kata' # sebab\nTOKEN=lama\n\nB=\"x=y\"\nC=\n  TOKEN = bukan\n"
    b"TOKENS=1\nexport TOKEN='lama lagi'\n\xff\xfe\nD='tanpa akhir\nE=1"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / ".env"
    made.write_bytes(FILE)
    made.chmod(0o644)
    return made


def test_it_reads_as_a_shell_does(file: Path) -> None:
    file.write_bytes(b"# x\nexport A='dua kata' # sebab\nB=\"x=y\"\nC=\nA2=tiga\n")
    found = read_env_file(file)
    assert found == {"A": "dua kata", "B": "x=y", "C": "", "A2": "tiga"}
    for name, value in found.items():
        told = subprocess.run(
            ["bash", "-c", f'. "$0"; printf %s "${name}"', str(file)],
            capture_output=True,
            check=True,
            text=True,
        )
        assert told.stdout == value


def test_what_cannot_be_read_is_passed_over(file: Path, tmp_path: Path) -> None:
    assert read_env_file(file) == {
        "A": "dua kata",
        "TOKEN": "lama lagi",
        "B": "x=y",
        "C": "",
        "TOKENS": "1",
        "E": "1",
    }
    assert read_env_file(tmp_path / "none") == {}


def test_only_the_setting_changes_and_the_old_value_is_nowhere(file: Path) -> None:
    with changed_env_file(file, "TOKEN", "1:baru_-"):
        assert file.read_bytes() == FILE, "not before the block has ended"
    assert file.read_bytes() == FILE.replace(b"TOKEN=lama\n", b"TOKEN=1:baru_-\n").replace(
        b"export TOKEN='lama lagi'\n", b""
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_setting_gets_a_line_of_its_own(file: Path) -> None:
    with changed_env_file(file, "NAMA", "x"):
        pass
    assert file.read_bytes() == FILE + b"\nNAMA=x\n"


def test_a_block_that_fails_leaves_the_file(file: Path) -> None:
    with pytest.raises(RuntimeError), changed_env_file(file, "TOKEN", "baru"):
        raise RuntimeError
    assert file.read_bytes() == FILE and [path.name for path in file.parent.iterdir()] == [".env"]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    with changed_env_file(link, "TOKEN", "baru"):
        pass
    assert link.is_symlink() and read_env_file(file)["TOKEN"] == "baru"


@pytest.mark.parametrize("value", ["$(true)", "a b", "a\nB=1", "'", "a;b", "`x`", "a#b"])
def test_a_value_that_a_shell_would_read_otherwise_is_refused(file: Path, value: str) -> None:
    with pytest.raises(ValueError, match="TOKEN"), changed_env_file(file, "TOKEN", value):
        pass
    assert file.read_bytes() == FILE
