"""Files are their owner's alone: those that any entry makes, and those that were there before."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.private_files import close_to_others
from config.settings import close_files, load_settings, prepare_folders


@pytest.fixture
def wide_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(root: Path) -> list[str]:
    """What somebody else on the machine could read."""
    return sorted(
        str(path.relative_to(root)) for path in root.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077
    )


def test_what_earlier_versions_left_open_is_closed_at_the_start(tmp_path: Path, wide_umask: None) -> None:
    media = tmp_path / "var/media/ab"
    media.mkdir(parents=True)
    for name in ("var/tanggap.db", "var/tanggap.db-wal", "var/tanggap.db-shm", "var/media/ab/abc.jpg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "elsewhere.txt").write_text("somebody's own")
    (tmp_path / "var/link").symlink_to(tmp_path / "elsewhere.txt")
    assert "var/tanggap.db" in open_to_others(tmp_path)
    prepare_folders({}, tmp_path)
    close_files(load_settings({"TANGGAP_RULEBOOK": str(Path("config/marelan").absolute())}, tmp_path))
    assert open_to_others(tmp_path) == ["elsewhere.txt", "var/link"], "the link's target is not ours to close"
    (tmp_path / "var/new").write_text("made afterwards")
    assert open_to_others(tmp_path / "var") == ["link"]


def test_a_database_elsewhere_is_closed_and_its_folder_is_its_owners(
    tmp_path: Path, wide_umask: None
) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data/office.db"
    file.write_bytes(b"x")
    prepare_folders({}, tmp_path)
    rulebook = str(Path("config/marelan").absolute())
    environ = {"TANGGAP_RULEBOOK": rulebook, "TANGGAP_DATABASE_URL": f"sqlite:///{file}"}
    close_files(load_settings(environ, tmp_path))
    assert open_to_others(tmp_path) == ["data"]


def test_what_is_not_there_or_not_ours_is_passed_over(tmp_path: Path) -> None:
    close_to_others(folders=[tmp_path / "none"], files=[tmp_path / "none.db"])


@pytest.mark.parametrize(
    "entry",
    [
        "from complaints_service.cli.commands import main; main(['init'], standalone_mode=False)",
        "import complaints_service.wsgi",
        "import bots.telegram.__main__ as bot, contextlib\nwith contextlib.suppress(SystemExit): bot.main()",
        "from complaints_service.intake.cleaning import child\nchild.main()",
    ],
    ids=["command", "wsgi", "bot", "cleaning"],
)
def test_every_entry_keeps_what_it_makes_to_itself(entry: str, tmp_path: Path) -> None:
    """Each way to start a process of ours, in a process whose files would be open to all."""
    house = Path.cwd()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TANGGAP_")}
    environ |= {"PYTHONPATH": str(house), "TANGGAP_RULEBOOK": str(house / "config/marelan")}
    (tmp_path / "var").mkdir()
    if "wsgi" in entry:
        prepare_folders({}, tmp_path)
    program = f"import os, sys\nos.umask(0)\nsys.argv = ['x']\n{entry}\nprint('umask', oct(os.umask(0)))"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environ,
        input=b"x",
        capture_output=True,
        check=True,
    )
    assert b"umask 0o77" in ended.stdout
    assert open_to_others(tmp_path / "var") == []
