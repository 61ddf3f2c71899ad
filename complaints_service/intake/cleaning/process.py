"""Has a file cleaned in a process of its own, which knows no key and ends when it takes too much."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from complaints_service.intake.cleaning.kinds import MOST_BYTES
from complaints_service.intake.cleaning.refusal import NotCleaned

#: Longer than the child may compute, for a machine that does other things besides.
MOST_SECONDS = 60
_MODULE = "complaints_service.intake.cleaning.child"
#: What Python needs to find us; nothing else of our surroundings is the child's business.
_PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")


def made_anew(content: bytes) -> tuple[bytes, str]:
    """The bytes that may be kept and their type. Raises NotCleaned."""
    if not content:
        raise NotCleaned("empty")
    if len(content) > MOST_BYTES:
        raise NotCleaned("too_large")
    try:
        ended = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-m", _MODULE],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries say there what stands in the file
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotCleaned("too_much_work") from None
    head, _, bare = ended.stdout.partition(b"\n")
    if ended.returncode or not head:
        raise NotCleaned("too_much_work" if ended.returncode < 0 else "broken")
    told = json.loads(head)
    if "refused" in told:
        raise NotCleaned(told["refused"])
    return bare, told["mime"]
