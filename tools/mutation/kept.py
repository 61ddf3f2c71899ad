"""What the watched run found, kept from run to run while the engine and its tests stay as they are."""

from __future__ import annotations

import hashlib
import json
import os
import sys

from tools.mutation.reach import OPTIONS, ROOT, SLA, Reached

KEPT = ROOT / ".cache" / "mutation.json"


def state() -> str:
    """A digest of all that decides which tests reach what, and whether they pass."""
    told = hashlib.sha256(repr((sys.version, OPTIONS)).encode())
    told.update(
        repr([(key, one) for key, one in sorted(os.environ.items()) if key.startswith("SLA_")]).encode()
    )
    for folder in (SLA, ROOT / "tests" / "sla", ROOT / "config", ROOT / "tools" / "mutation"):
        for path in sorted(
            one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts
        ):
            content = path.read_bytes()
            told.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode())
            told.update(content)
    return told.hexdigest()


def kept(of: str) -> Reached | None:
    """What was kept of this state; None if another was kept, or none."""
    try:
        found = json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Reached(**found["reached"]) if found["state"] == of else None


def keep(of: str, reached: Reached) -> None:
    """Keep it, and nothing that was kept before."""
    KEPT.parent.mkdir(exist_ok=True)
    beside = KEPT.with_suffix(f".{os.getpid()}")  # another run may be reading
    beside.write_text(json.dumps({"state": of, "reached": reached._asdict()}), encoding="utf-8")
    beside.replace(KEPT)
