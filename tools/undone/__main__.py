"""Whether each mended fault's tests fail without its mend: `make undone`, or `ONLY="E1 S7"` of them.

In a copy of the tree one mend after the other is taken out as the tables beside this file say, and its tests
run in a process of their own. It is noticed if one of them fails in its own body by an assertion, or by the
exception that is the fault itself; what cannot be imported or prepared notices nothing. At the end the tests
that noticed something run once more, with every mend in place: then they pass. The checkout is never changed.

Exit status 1: a mend is missed by nobody.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from tools.undone.mends import ROOT, Mend, mends
from tools.undone.noticed import TO, WANTED

PLUGIN = "tools.undone.noticed"
SECONDS = 600  # by the wall, for what hangs without its mend


def copy_of_the_tree(to: Path) -> None:
    """Every file that git has or would take, with the same interpreter beside it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    for name in listed:
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    if not (to / ".venv").exists():
        (to / ".venv").symlink_to((ROOT / ".venv").resolve())


def tested(tree: Path, tests: Iterable[str], *, database: str, wanted: str) -> tuple[str, str]:
    """Runs tests in a process of their own: which of them first failed as is wanted, and what pytest said.

    Both empty where all pass.
    """
    told = tree.parent / "noticed"
    told.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    chosen = database if database == "postgresql" else "not postgresql"
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", PLUGIN, "-m", chosen, *tests],
            cwd=tree,
            env={**environment, TO: str(told), WANTED: wanted},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "", f"nothing within {SECONDS} seconds"
    if ended.returncode == 0:
        return "", ""
    test = told.read_text(encoding="utf-8") if told.exists() else ""
    return test, ended.stdout[-3000:] or f"it ended with {ended.returncode}"


def put(path: Path, text: str) -> None:
    """Write a file of the copy; what Python compiled of it before is never taken for it."""
    path.write_text(text, encoding="utf-8")
    if path.suffix == ".py":
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)


def noticed(tree: Path, mend: Mend) -> tuple[bool, str]:
    """Whether its tests notice that a mend is gone, and which, or what happened instead."""
    path = tree / mend.file
    whole = path.read_text(encoding="utf-8")
    put(path, mend.taken_out(tree))
    try:
        test, output = tested(tree, mend.tests, database=mend.database, wanted=mend.notices)
    finally:
        put(path, whole)
    if test:
        return True, test
    return False, f"NOT NOTICED, but broken:\n{output}" if output else "NOT NOTICED: all of its tests pass"


def main() -> int:
    """Print each mend, and which test misses it."""
    parser = argparse.ArgumentParser(prog="make undone", description=__doc__.split("\n")[0])
    parser.add_argument("ids", nargs="*", help="ids of docs/faults.md (all of them)")
    ids = set(parser.parse_args().ids)
    chosen = [one for one in mends() if not ids or one.id in ids]
    missed: list[str] = []
    by: dict[str, dict[str, None]] = {}
    with tempfile.TemporaryDirectory(prefix="undone-") as folder:
        tree = Path(folder) / "tree"
        copy_of_the_tree(tree)
        for mend in chosen:
            begun = perf_counter()
            right, told = noticed(tree, mend)
            say(f"{mend.id:5}{perf_counter() - begun:6.1f} s  {mend.file}\n      {told}")
            if right:
                by.setdefault(mend.database, {})[told.split("[")[0]] = None
            else:
                missed.append(mend.id)
        for database, tests in by.items():
            _test, output = tested(tree, tests, database=database, wanted="")
            if output:
                say(f"They fail with every mend in place too:\n{output}")
                return 1
    say(f"{len(chosen) - len(missed)} of {len(chosen)} noticed, of {len({one.id for one in chosen})} ids")
    return 1 if missed or not chosen else 0


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
