"""Judging leaves nothing behind that only the garbage collector could take away: in bulk that costs a fifth."""

from __future__ import annotations

import gc

from tests.sla.office import judged, ledger

TABLE = """
    Mon 2026-03-02 08:00 | citizen  | received
    Mon 2026-03-02 09:00 | person:7 | message.sent      | message=1, act=completeness
    Mon 2026-03-02 09:00 | rule     | message.delivered | message=1, route=page
    Mon 2026-03-02 10:00 | citizen  | message.sent      | message=2, act=message
    Mon 2026-03-02 11:00 | person:7 | resolved
"""


def test_an_assessment_makes_no_cycles() -> None:
    events = ledger(TABLE)
    judged(events, "Tue 2026-03-03 09:00")
    gc.collect()
    gc.freeze()  # what other tests left behind is not looked at
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        judged(events, "Tue 2026-03-03 09:00")
        gc.collect()
        # Other threads of the process leave things too: only the engine's own count.
        assert [each for each in gc.garbage if home(each).startswith("sla")] == []
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()


def home(thing: object) -> str:
    """The module a thing, or its type, comes from."""
    return getattr(thing, "__module__", None) or type(thing).__module__
