"""`python -m tests.faults.nursery`: imports the service once, then forks the processes that are to be killed.

A process so made runs the same entry point as `python -m ...` does, and dies by the same signal; only the two
seconds are saved in which a program imports what it needs and reads its words for the first time. Orders come as lines of JSON on standard input, answers go out the same way.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from bots.telegram import __main__ as bot
from complaints_service import clock
from complaints_service.app import create_app
from complaints_service.cli import commands as cli
from complaints_service.cli.setup import prepare
from complaints_service.edge.resources import KEY, Service
from config.settings import load_settings
from tests.faults import crash_points, quickening, seeded_bugs, witness
from tests.support.databases import IDENTITY_KEY

ROOT = Path(__file__).resolve().parents[2]

PROGRAMS: dict[str, Callable[[list[str]], None]] = {
    "web": lambda arguments: cli.main(["serve", *arguments]),
    "worker": lambda arguments: cli.main(["worker", *arguments]),
    "bot": lambda arguments: _run_bot(arguments),
}


def main() -> None:
    """Serve orders until nobody is there to give any; then end every child."""
    _warm_up()
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "start":
                answer = start(order)
                children.add(answer)
            case "kill" | "end":  # `end`: asked to, as whoever upgrades it does
                os.kill(order["pid"], signal.SIGKILL if order["do"] == "kill" else signal.SIGTERM)
                os.waitpid(order["pid"], 0)
                children.discard(order["pid"])
                answer = 0
            case _:
                answer = os.waitpid(-1, os.WNOHANG)[0] if children else 0
                children.discard(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _warm_up() -> None:
    """Makes the service once, on a database of no use: what Python imports and reads late is there before forking."""
    with tempfile.TemporaryDirectory() as name:
        environ = {
            "TANGGAP_DATABASE_URL": f"sqlite:///{name}/warm.db",
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
            "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
        }
        service: Service = create_app(load_settings(environ, Path(name))).extensions[KEY]
        prepare(service, now=clock.now())
        service.engine.dispose()


def start(order: dict[str, Any]) -> int:
    """Forks a process; its number."""
    pid = os.fork()
    if not pid:
        _become(order)
    return pid


def _become(order: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        _prepare(order)
        PROGRAMS[order["role"]](order["arguments"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        # Not as the parent would end: its buffers and its children are not ours.
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def _prepare(order: dict[str, Any]) -> None:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    quickening.shift_clock(Path(order["clock"]))
    quickening.shorten_waits()
    if order["bug"]:
        seeded_bugs.BUGS[order["bug"]]()
    if order["role"] == "worker":
        witness.attend(Path(order["folder"]) / "witness")
    crash_points.place(order["role"], Path(order["armed"]))


def _run_bot(arguments: list[str]) -> None:
    sys.argv = ["bots.telegram", *arguments]
    bot.main()


if __name__ == "__main__":
    main()
