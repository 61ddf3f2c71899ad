"""A line now and then while a run of many minutes goes on: how far it is, and how fast."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.plan import Evidence
from tools.telegram_stand_in.updates import FIRST_ID
from tools.telegram_stand_in.world import World


@contextmanager
def telling(evidence: Evidence, world: World) -> Iterator[None]:
    """Says it every so many seconds as the plan wants it, until the block ends."""
    over, began = threading.Event(), time.monotonic()

    def tell() -> None:
        while not over.wait(evidence.plan.tell_seconds):
            updates, seconds = world.updates.next_id - FIRST_ID, time.monotonic() - began
            done = sum(citizen.finished for citizen in list(evidence.citizens))
            sys.stdout.write(
                f"{seconds:.0f} s: {updates} updates ({updates / seconds:.1f} a second), "
                f"{done} of {evidence.plan.citizens} citizens, {len(evidence.notices)} letters, "
                f"{evidence.kills} kills, {evidence.troubles.total()} troubles, "
                f"load {os.getloadavg()[0]:.1f}\n"
            )
            sys.stdout.flush()

    teller = threading.Thread(target=tell)
    if evidence.plan.tell_seconds:
        teller.start()
    try:
        yield
    finally:
        over.set()
        if evidence.plan.tell_seconds:
            teller.join()
