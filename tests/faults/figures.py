"""One line of figures after a run, for people and for docs/reliability.md."""

from __future__ import annotations

import json
import sys

from tests.faults.checking import copies_of, read
from tests.faults.storm import Storm


def tell(storm: Storm) -> None:
    """Says what was done, what went wrong on the way, and how often a letter stands twice for it."""
    evidence, kept = storm.evidence, read(storm.engine, storm.world)
    told = {
        "database": storm.engine.dialect.name,
        "updates": evidence.updates,
        "chats": len(evidence.citizens),
        "complaints": len(kept.complaints),
        "kills": evidence.kills,
        "deaths": dict(sorted(evidence.deaths.items())),
        "troubles": dict(sorted(evidence.troubles.items())),
        "gave up without a database": dict(sorted(evidence.gave_up.items())),
        "letters": len(evidence.notices),
        "tries touched": dict(sorted(evidence.witness.causes.items())),
        "lost answers": len(kept.silences),
        "letters touched by a fault": sum(bool(row.faults) for row in kept.outbox),
        "letters that stand twice": sum(copies_of(one, storm.world) > 1 for one in evidence.notices),
        "links held in doubt": sum(row.state == "uncertain" for row in kept.outbox),
        "seconds": round(evidence.seconds),
    }
    sys.stdout.write(json.dumps(told) + "\n")
