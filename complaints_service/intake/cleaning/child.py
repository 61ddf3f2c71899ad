"""The process that cleans one file: it is given bytes, answers with others, and has its limits.

`python -m complaints_service.intake.cleaning.child` reads a file and answers with a line that says what came
of it, and then the bytes that may be kept.
"""

from __future__ import annotations

import json
import os
import resource
import sys

MOST_SECONDS = 30
MOST_BYTES = 2_000_000_000


def main() -> None:
    """Cleans what comes on standard input."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Imported under the limits: whatever decodes, decodes within them.
    from complaints_service.intake.cleaning.kinds import cleaned
    from complaints_service.intake.cleaning.refusal import NotCleaned

    try:
        bare, mime = cleaned(sys.stdin.buffer.read())
    except NotCleaned as refused:
        _answer({"refused": refused.code})
    except MemoryError:
        _answer({"refused": "too_large"})
    else:
        _answer({"mime": mime}, bare)


def _answer(told: dict[str, str], bare: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + bare)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
