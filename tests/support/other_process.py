"""The service in a process of its own, which only says whether what opens an account still does.

`python -m tests.support.other_process NOW` with the service's settings in its environment: for each line of
standard input, the JSON of `Ways`, it answers a line with what lives of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.notify.officers.chat import link_of_chat
from tests.repository.tree import ROOT
from tests.support.patience import PATIENCE_SECONDS

ALL = ("chat", "key", "link", "session")


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What opens one account: tokens, and the name of a chat."""

    session: str
    key: str
    link: str
    chat: str


def alive(app: Flask, ways: Ways) -> tuple[str, ...]:
    """Which of them still open something, asked as their holders would."""
    browser: FlaskClient = app.test_client()
    browser.set_cookie("tanggap", ways.session)
    program = app.test_client()
    with db.reading(app.extensions[KEY].engine) as session:
        chat = link_of_chat(session, route="telegram", chat=ways.chat) is not None
    found = {
        "chat": chat,
        "key": program.get(
            "/api/v1/tickets", headers={"Authorization": f"Bearer {ways.key}"}
        ).status_code == 200,
        "link": program.get(f"/sandi/{ways.link}").status_code == 200,
        "session": browser.get("/meja").status_code == 200,
    }  # fmt: skip
    return tuple(name for name in ALL if found[name])


class Elsewhere:
    """The other process, as the test asks it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def alive(self, ways: Ways) -> tuple[str, ...]:
        """What of these lives there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(ways)) + "\n")
        self._process.stdin.flush()
        return tuple(json.loads(self._process.stdout.readline()))


@contextmanager
def elsewhere(environ: dict[str, str], now: datetime) -> Iterator[Elsewhere]:
    """Starts the other process on these settings, and ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.other_process", now.isoformat()],
        cwd=ROOT, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Elsewhere(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=PATIENCE_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def main() -> None:
    """Answers each line until there are no more."""
    import os

    from complaints_service.app import create_app
    from config.settings import load_settings

    now = datetime.fromisoformat(sys.argv[1])
    clock.now = lambda: now
    app = create_app(load_settings(os.environ, Path.cwd()))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(alive(app, Ways(**json.loads(line)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
