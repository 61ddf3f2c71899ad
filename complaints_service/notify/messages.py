"""The notices Tanggap knows; each has a text in the rulebook under `notice.<kind>`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One kind of notice. `urgent`: it may not wait for the end of quiet hours."""

    kind: str
    urgent: bool = False


NOTICES: dict[str, Notice] = {
    notice.kind: notice
    for notice in (
        Notice("received"),
        Notice("answered"),
        Notice("asked", urgent=True),
        Notice("moved"),
        Notice("resolved"),
        Notice("disputed"),
        Notice("rejected"),
        Notice("closed"),
        Notice("reopened"),
        Notice("late"),
        Notice("lost_link", urgent=True),
    )
}
