"""Everybody's own invented office, a file each: copied from one that was filled before, thrown away again.

Files, so that every process of this machine finds the same office; their names are drawn, so that one who
begins anew never meets what is left of the last one in an open connection.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections import OrderedDict
from datetime import timedelta
from pathlib import Path

from complaints_service import clock
from complaints_service.edge.resources import Service
from complaints_service.practice.template import make_office, office_digest, on_file

#: Below the project's own folder; it may be emptied at any time.
FOLDER = Path("var/latihan")
#: An office nobody has practised on for so long is deleted, as is one that others are copied from.
KEPT = timedelta(days=7)
#: So many offices stand ready in a process; one more is opened in a millisecond.
MOST_OPEN = 50


class Offices:
    """Hands out the invented offices of this process; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._digest: tuple[Service, str] | None = None
        self._open: OrderedDict[Path, tuple[Service, Service]] = OrderedDict()

    def office_of(self, real: Service, account_id: int) -> Service:
        """The service on the account's office; made where there is none."""
        with self._lock:
            folder = self._folder(real)
            mine = sorted(folder.glob(f"{account_id}.*.db"))
            return self._opened(real, mine[0] if mine else _copied(real, folder, account_id))

    def begin_anew(self, real: Service, account_id: int) -> None:
        """Throws away what the account practised on: the next look makes a fresh office."""
        with self._lock:
            for path in self._folder(real).glob(f"{account_id}.*.db"):
                self._open.pop(path, None)
                _delete(path)

    def _folder(self, real: Service) -> Path:
        if self._digest is None or self._digest[0] is not real:
            self._digest = real, office_digest(real)
        folder = real.settings.root / FOLDER / self._digest[1]
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _opened(self, real: Service, path: Path) -> Service:
        path.touch()  # when it was last practised on
        behind, found = self._open.pop(path, (None, real))
        if behind is not real:  # first opened here, or the real office goes by other rules since
            found = on_file(real, path)
        self._open[path] = real, found
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)
        return found


def _copied(real: Service, folder: Path, account_id: int) -> Path:
    """A fresh office: a copy of the one of today, which is filled where nobody has practised today."""
    source = folder / f"contoh-{real.rulebook.local_date(clock.now())}.db"
    path = folder / f"{account_id}.{secrets.token_hex(8)}.db"
    with tempfile.TemporaryDirectory(dir=folder) as name:
        if not source.exists():
            _forget_old(folder.parent)
            made = Path(name) / "contoh.db"
            make_office(real, made, now=clock.now())
            made.replace(source)
        copied = Path(name) / "salinan.db"
        shutil.copyfile(source, copied)
        copied.replace(path)
    return path


def _forget_old(root: Path) -> None:
    oldest = (clock.now() - KEPT).timestamp()
    for path in root.glob("*/*.db"):
        if path.stat().st_mtime < oldest:
            _delete(path)


def _delete(path: Path) -> None:
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        part.unlink(missing_ok=True)
    shutil.rmtree(f"{path.with_suffix('')}-berkas", ignore_errors=True)
