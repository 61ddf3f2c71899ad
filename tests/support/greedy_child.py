"""The process that cleans, with a cleaner that takes all it can get: memory, or time, as `LANG` says."""

from __future__ import annotations

import os

from complaints_service.intake.cleaning import child, kinds

GREED = os.environ["LANG"]


def greedy(content: bytes) -> tuple[bytes, str]:
    """Never comes to an end by itself."""
    held = [content]
    while True:
        if GREED == "MOST_BYTES":
            held.append(bytes(50_000_000))


if __name__ == "__main__":
    kinds.cleaned = greedy
    child.MOST_SECONDS = 1
    child.main()
