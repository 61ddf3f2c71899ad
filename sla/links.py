"""One matter, several tickets: into which a duplicate may go (37), and what a split takes along (38)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla.errors import SlaError
from sla.events import Event, seconds_of


def check_merge(*, duplicate_received_at: datetime, survivor_received_at: datetime) -> None:
    """A merge goes into the ticket received first; raises SlaError `merged_into_later` otherwise."""
    duplicate = seconds_of(duplicate_received_at, "duplicate_received_at")
    if duplicate < seconds_of(survivor_received_at, "survivor_received_at"):
        raise SlaError("merged_into_later", "survivor", "a merge goes into the ticket received first")


def split_ledger(
    events: Iterable[Event], *, parent: str, at: datetime, recorded_at: datetime, by: str
) -> list[Event]:
    """The ledger of a split-off ticket: the parent's events up to the split, then the split itself."""
    cut = seconds_of(at, "at")
    copied = sorted((event for event in events if seconds_of(event.at) <= cut), key=lambda event: event.seq)
    copied = [event._replace(seq=seq) for seq, event in enumerate(copied, start=1)]
    return [*copied, Event(len(copied) + 1, "ticket.split", at, recorded_at, by, {"parent": parent})]
