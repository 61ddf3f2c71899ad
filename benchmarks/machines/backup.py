"""An office of many tickets and many files, backed up and restored by the commands that an office uses.

`python benchmarks/machines/backup.py FOLDER/sqlite_5y_200000 --gigabytes 20` takes an office that is kept
there (it is copied, never changed; without one it makes a small one), lays files beside it, and runs
`tanggap backup`, the same again, `tanggap restore` into an empty place, which ends with `verify`, and
compares every row of every table and the size of every file with the office it was made from.

The files are holes with a beginning of their own: they take no room until they are read. They are sealed and
restored whole, so that a backup of them takes as much room as they say. `--distinct`: so many differ; the
others are copies, which a backup keeps once.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine  # noqa: E402

from benchmarks.five_years import rules  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from complaints_service import db  # noqa: E402
from migrations import upgrade  # noqa: E402

FEW = 100
#: Under which the keys are written out.
LOCKED_BY = "words of the benchmark"


@dataclass(frozen=True)
class Took:
    """What one command took: by the clock, and of a core."""

    wall: float
    core: float

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s by the clock, {self.core:8.1f} s of a core"


def command(place: Path, *arguments: str) -> Took:
    """Runs `tanggap` in a place; raises CalledProcessError where it does not end well."""
    before, began = _children(), time.monotonic()
    environ = {
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        "TANGGAP_DATABASE_URL": "sqlite:///office.db",
    }
    if (place / "rules").exists():  # a backup brings its own
        environ["TANGGAP_RULEBOOK"] = str(place / "rules")
    subprocess.run(
        [sys.executable, "-m", "complaints_service", *arguments], cwd=place, env=environ, check=True
    )
    return Took(time.monotonic() - began, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def office(kept: Path, place: Path) -> None:
    """A copy of a kept office at the newest version, with the rules that this version reads."""
    shutil.copytree(kept, place, ignore=shutil.ignore_patterns("rules"))
    rules(place)
    url = f"sqlite:///{place / 'office.db'}"
    engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    upgrade(engine)
    engine.dispose()


def small_office(folder: Path) -> Path:
    """An office of a few tickets, kept in a folder."""
    with large_office("sqlite", FEW, FEW, years=5, kept_in=folder):
        return folder / f"sqlite_5y_{FEW}"


def lay_files(media: Path, *, size: int, count: int, distinct: int) -> None:
    """So many files with so many different contents, each a hole behind its first bytes."""
    for number in range(count):
        target = media / f"{number % 256:02x}" / f"{number:08x}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write((number % distinct).to_bytes(8, "big"))
            file.truncate(size)


def digests(file: Path) -> dict[str, str]:
    """Of each table with rows, a digest of all of them in the order they stand."""
    with closing(sqlite3.connect(file)) as line:
        names = [row[0] for row in line.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: _digest(line, name) for name in names if not name.startswith("sqlite_")}


def _digest(line: sqlite3.Connection, name: str) -> str:
    found = hashlib.sha256()
    for row in line.execute(f'SELECT * FROM "{name}"'):
        found.update(repr(row).encode())
    return found.hexdigest()


def sizes(media: Path) -> dict[str, int]:
    """Every file of a folder with its size."""
    return {str(each.relative_to(media)): each.stat().st_size for each in media.rglob("*") if each.is_file()}


def on_disk(folder: Path) -> float:
    """Gigabytes that a folder takes."""
    return sum(each.stat().st_blocks * 512 for each in folder.rglob("*")) / 1e9


def measured(work: Path, kept: Path, asked: argparse.Namespace) -> Iterator[str]:
    """Does all of it in a folder, and tells a line of each step."""
    one, other, safe = work / "one", work / "other", work / "backups"
    office(kept, one)
    size = asked.kilobytes * 1000
    count = round(asked.gigabytes * 1e9 / size)
    lay_files(one / "var" / "media", size=size, count=count, distinct=asked.distinct or max(1, count))
    yield f"{count:,} files of {size:,} bytes, database {(one / 'office.db').stat().st_size / 1e9:.2f} GB"
    keys = work / "keys"
    command(one, "seal")
    command(one, "backup-keys", str(keys), "--passphrase", LOCKED_BY)
    yield f"backup         {command(one, 'backup', str(safe))}, {on_disk(safe):.2f} GB on the disk"
    before = digests(one / "office.db")  # a backup is told in the office's own record
    yield f"backup again   {command(one, 'backup', str(safe))}, {on_disk(safe):.2f} GB on the disk"
    (other / "config").mkdir(parents=True)
    shutil.copytree(ROOT / "config" / "marelan", other / "config" / "marelan")  # as it is installed
    took = command(other, "restore", str(safe), "--keys", str(keys), "--passphrase", LOCKED_BY)
    yield f"restore+verify {took}, {on_disk(other):.2f} GB on the disk, 0 findings"
    after = digests(other / "office.db")
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    yield f"{len(before) - len(changed)} of {len(before)} tables equal to the last digit; others: {changed}"
    assert sizes(one / "var" / "media") == sizes(other / "var" / "media")
    yield f"{count:,} of {count:,} files are there with their sizes"


def main() -> None:
    """Measures and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kept", type=Path, nargs="?")
    parser.add_argument("--gigabytes", type=float, default=0.05)
    parser.add_argument("--kilobytes", type=int, default=300)
    parser.add_argument("--distinct", type=int, default=0)
    parser.add_argument("--work", type=Path, help="where there is room; a folder made for it, and deleted")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.work) as work:
        kept = asked.kept.resolve() if asked.kept else small_office(Path(work) / "kept")
        for line in measured(Path(work), kept, asked):
            print(line, flush=True)


if __name__ == "__main__":
    main()
