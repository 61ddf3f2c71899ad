"""The suite's own costs are counted as `time` counts them."""

from __future__ import annotations

import subprocess
import sys

from tests.support.costs import own_seconds, server_seconds

BURN = "import time; stop = time.process_time() + 0.2\nwhile time.process_time() < stop: pass"


def test_what_a_child_used_counts_when_it_has_ended() -> None:
    before = own_seconds()
    subprocess.run([sys.executable, "-c", BURN], check=True)
    assert own_seconds() - before >= 0.15


def test_a_server_is_watched_while_it_runs() -> None:
    told = BURN + "\nprint(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", told], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        assert server_seconds(server.pid) >= 0.15  # the kernel counts in hundredths
        server.communicate(b"\n")
    assert server_seconds(server.pid) == 0
