"""Hours in which news that can wait stays in the outbox. Pure."""

from __future__ import annotations


def is_quiet(hour: int, *, begin: int, end: int) -> bool:
    """Whether a local hour (0-23) is quiet; quiet hours may pass midnight, and equal ends mean none."""
    if begin <= end:
        return begin <= hour < end
    return hour >= begin or hour < end
