"""What a ticket's facts add to the cells by channel, and to those of where its time went. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from complaints_service.measurement.facts.cells.months import AddedToCell
from complaints_service.measurement.facts.cells.sums import Sums
from complaints_service.measurement.facts.rows import CustodyRow


class ChannelKey(NamedTuple):
    """Which cell: as of months (`cells.CellKey`), by the channel a report came by."""

    month: str
    unit: str
    channel: str
    clock: str


@dataclass(kw_only=True)
class ChannelSums(Sums):
    """What of a month's sums (`months.CellSums`) is told by channel."""

    received: int = 0
    met: int = 0
    breached: int = 0
    open_late: int = 0
    stopped: int = 0


class CustodyKey(NamedTuple):
    """Which cell: `holder` is the class of whoever had the report (`class_of`)."""

    month: str
    unit: str
    holder: str
    category: str


@dataclass(kw_only=True)
class CustodySums(Sums):
    """How many times a report was with such a holder in the month, and for how many working seconds."""

    n: int = 0
    seconds: int = 0


ChannelCells = dict[ChannelKey, ChannelSums]
CustodyCells = dict[CustodyKey, CustodySums]
#: Holders with a name of their own -> the class they are told as.
_CLASSES = {"person": "person", "unit": "queue", "agency": "agency"}


def class_of(holder: str) -> str:
    """A person, a unit's queue, another agency, or as the ledger says: the citizen, nobody."""
    kind, named, _name = holder.partition(":")
    return _CLASSES.get(kind, holder) if named else holder


def put_channel(cells: ChannelCells, channel: str, told: Iterable[AddedToCell]) -> None:
    """Adds what one ticket came to (as its months are told it) to its channel."""
    told_of_channels = ChannelSums.counted()
    for (month, unit, _category, _kelurahan, _kind, clock), counts, _wait in told:
        names = [name for name in counts if name in told_of_channels]
        if not names:
            continue
        key = ChannelKey(month, unit, channel, clock)
        sums = cells.get(key)
        if sums is None:
            sums = cells[key] = ChannelSums()
        sums.count(names)


def put_custody(cells: CustodyCells, custody: Iterable[CustodyRow]) -> None:
    """Adds where one ticket's time went."""
    for row in custody:
        key = CustodyKey(row.month, row.unit, class_of(row.holder), row.category)
        sums = cells.get(key)
        if sums is None:
            sums = cells[key] = CustodySums()
        sums.n += 1
        sums.seconds += row.seconds
