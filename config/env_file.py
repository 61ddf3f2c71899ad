"""The file `.env`: what it sets, and one setting changed in it while everything else stays."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETS = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)=(.*)", re.DOTALL)
#: What needs no quotes in a shell, which reads the file.
_PLAIN = re.compile(r"[\w@%+=:,./-]*", re.ASCII)


def read_env_file(path: Path) -> dict[str, str]:
    """What the file sets, line by line, quotes taken off; nothing where there is no file."""
    found = {}
    for line in _lines(path):
        if setting := _SETS.fullmatch(line.strip()):
            try:
                words = shlex.split(setting[2], comments=True)
            except ValueError:  # a quote that never ends
                continue
            found[setting[1]] = words[0] if words else ""
    return found


@contextmanager
def changed_env_file(path: Path, name: str, value: str) -> Iterator[None]:
    """Sets `name` to `value` in the file once the block has ended well; all at once, readable by us alone.

    Everything that can fail is done before the block. Raises OSError, and ValueError for a value that a shell
    would read as something else.
    """
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"{name}: the value would need quotes")
    path = path.resolve()  # a link stays one
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(_with(_lines(path), name, value))
            file.flush()
            os.fsync(file.fileno())
            _keep_owner(file.fileno(), path)
        yield
        Path(aside).replace(path)
        _sync_folder(path.parent)
    finally:
        Path(aside).unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return content.decode("utf-8", errors="surrogateescape").splitlines(keepends=True)


def _with(lines: list[str], name: str, value: str) -> str:
    """The lines with the setting where it stood first, and nowhere else: an old secret is not left behind."""
    kept: list[str] = []
    placed = False
    for line in lines:
        setting = _SETS.fullmatch(line.strip())
        if setting is None or setting[1] != name:
            kept.append(line)
        elif not placed:
            kept.append(f"{name}={value}\n")
            placed = True
    if not placed:
        if kept and not kept[-1].endswith("\n"):
            kept[-1] += "\n"
        kept.append(f"{name}={value}\n")
    return "".join(kept)


def _keep_owner(descriptor: int, path: Path) -> None:
    """Whoever runs the service must be able to read what an administrator changed for it."""
    if not path.exists():
        return
    before, made = path.stat(), os.fstat(descriptor)
    if (before.st_uid, before.st_gid) != (made.st_uid, made.st_gid):
        os.fchown(descriptor, before.st_uid, before.st_gid)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
