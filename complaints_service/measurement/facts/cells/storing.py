"""Keeps the cells in step with the facts: only those that a changed ticket touches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Delete, Select, bindparam, delete, select, text, tuple_
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.cells.models import (
    ChannelCell,
    CustodyCell,
    ElsewhereCell,
    FlowCell,
    MonthCell,
    OfficerCell,
    RatingCell,
    SquareCell,
)
from complaints_service.measurement.facts.cells.months import CellKey, Cells, CellSums, put, told_of
from complaints_service.measurement.facts.cells.officers import (
    OfficerCells,
    OfficerKey,
    OfficerSums,
    put_officers,
)
from complaints_service.measurement.facts.cells.others import (
    ChannelCells,
    ChannelKey,
    ChannelSums,
    CustodyCells,
    CustodyKey,
    CustodySums,
    put_channel,
    put_custody,
)
from complaints_service.measurement.facts.cells.sums import Counts, Sums
from complaints_service.measurement.facts.cells.waits import packed, unpacked
from complaints_service.measurement.facts.flows import (
    ElsewhereCells,
    ElsewhereKey,
    ElsewhereSums,
    FlowCells,
    FlowKey,
    FlowSums,
    put_elsewhere,
    put_flows,
)
from complaints_service.measurement.facts.rated import RatingCells, RatingKey, RatingSums, put_ratings
from complaints_service.measurement.facts.rows import TicketFacts
from complaints_service.measurement.facts.squares import SquareCells, SquareKey, SquareSums, put_squares
from complaints_service.measurement.facts.storing import stored_facts, write_rows

Key = TypeVar("Key", bound=tuple[Any, ...])
Held = TypeVar("Held", bound=Counts)

_CHUNK = 100
#: From so many keys on, to read all cells costs less than to ask for these.
_MANY = 2_000
#: Two who keep facts at once would each add to what the other has not written yet.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7310060)")


@dataclass(frozen=True)
class SortOfCells(Generic[Key, Held]):
    """A table of cells, with what its keys and its sums are."""

    table: Any
    key: type[Key]
    sums: type[Held]

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """The key's columns."""
        return tuple(getattr(self.table, name) for name in self.key._fields)  # type: ignore[attr-defined]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is summed up: the counts, and the waits where there are some."""
        return (*self.sums.counted(), *(("waits",) if issubclass(self.sums, Sums) else ()))

    def reading(self) -> Select[Any]:
        """Asks for every cell; `told` makes one of a row."""
        return select(*self.columns, *(getattr(self.table, name) for name in self.names))

    def taking(self) -> Delete:
        """Takes one cell away, of the key that `named` names."""
        key = self.key._fields  # type: ignore[attr-defined]
        return delete(self.table.__table__).where(
            *(column == bindparam(f"of_{name}") for name, column in zip(key, self.columns, strict=True))
        )

    def named(self, key: Key) -> dict[str, Any]:
        """A key's values by the names that `taking` asks for."""
        return {f"of_{name}": value for name, value in key._asdict().items()}  # type: ignore[attr-defined]

    def told(self, row: Sequence[Any]) -> tuple[Key, Held]:
        """A row as a cell."""
        size = len(self.columns)
        found = dict(zip(self.names, row[size:], strict=True))
        if "waits" in found:
            found["waits"] = unpacked(found["waits"])
        return self.key(*row[:size]), self.sums(**found)

    def stored(self, key: Key, sums: Held) -> tuple[Any, ...]:
        """A cell as a row: the key's values and those of `names`."""
        waits = (packed(sums.waits),) if isinstance(sums, Sums) else ()
        return (*key, *(getattr(sums, name) for name in self.sums.counted()), *waits)


MONTHS = SortOfCells(MonthCell, CellKey, CellSums)
OFFICERS = SortOfCells(OfficerCell, OfficerKey, OfficerSums)
CHANNELS = SortOfCells(ChannelCell, ChannelKey, ChannelSums)
CUSTODY = SortOfCells(CustodyCell, CustodyKey, CustodySums)
RATINGS = SortOfCells(RatingCell, RatingKey, RatingSums)
SQUARES = SortOfCells(SquareCell, SquareKey, SquareSums)
FLOWS = SortOfCells(FlowCell, FlowKey, FlowSums)
ELSEWHERE = SortOfCells(ElsewhereCell, ElsewhereKey, ElsewhereSums)
#: All sorts, by their names in `AllCells`.
SORTS: Mapping[str, SortOfCells[Any, Any]] = {
    "months": MONTHS,
    "officers": OFFICERS,
    "channels": CHANNELS,
    "custody": CUSTODY,
    "ratings": RATINGS,
    "squares": SQUARES,
    "flows": FLOWS,
    "elsewhere": ELSEWHERE,
}


@dataclass(frozen=True, kw_only=True)
class AllCells:
    """The cells of all sorts."""

    months: Cells = field(default_factory=dict)
    officers: OfficerCells = field(default_factory=dict)
    channels: ChannelCells = field(default_factory=dict)
    custody: CustodyCells = field(default_factory=dict)
    ratings: RatingCells = field(default_factory=dict)
    squares: SquareCells = field(default_factory=dict)
    flows: FlowCells = field(default_factory=dict)
    elsewhere: ElsewhereCells = field(default_factory=dict)

    def put(self, facts: TicketFacts, zone: ZoneInfo) -> None:
        """Adds what one ticket's facts come to."""
        told = told_of(facts.ticket, facts.clocks, zone)
        put(self.months, told)
        put_channel(self.channels, facts.ticket.channel, told)
        put_custody(self.custody, facts.custody)
        put_ratings(self.ratings, facts)
        put_squares(self.squares, facts, zone)
        put_flows(self.flows, facts.flows)
        put_elsewhere(self.elsewhere, facts.elsewhere)
        put_officers(self.officers, facts, zone)


def cells_of(session: Session, ticket_ids: Collection[int], zone: ZoneInfo) -> AllCells:
    """What the stored facts of these tickets come to."""
    cells = AllCells()
    put_stored(cells, session, ticket_ids, zone)
    return cells


def put_stored(cells: AllCells, session: Session, ticket_ids: Collection[int], zone: ZoneInfo) -> None:
    """Adds what the stored facts of these tickets come to."""
    for facts in stored_facts(session, ticket_ids):
        cells.put(facts, zone)


def change_cells(session: Session, before: AllCells, after: AllCells) -> None:
    """Takes what the facts came to before out of the cells, and puts in what they come to now."""
    for name, sort in SORTS.items():
        _change(session, sort, getattr(before, name), getattr(after, name))


def _change(
    session: Session, sort: SortOfCells[Key, Held], before: Mapping[Key, Held], after: Mapping[Key, Held]
) -> None:
    change: dict[Key, Held] = dict(after)  # all there is where nothing stood before
    for key, sums in before.items():
        change[key] = sort.sums()
        if key in after:
            change[key].add(after[key])
        change[key].add(sums, -1)
    keys = [key for key, sums in change.items() if not sums.empty]
    if not keys:
        return
    kept = dict(_of_keys(session, sort, keys))
    if kept:
        session.execute(sort.taking(), [sort.named(key) for key in kept])
    for key in keys:
        if key in kept:
            kept[key].add(change[key])
        else:
            kept[key] = change[key]
    rows = [sort.stored(key, kept[key]) for key in sorted(keys) if not kept[key].empty]
    fields = sort.key._fields  # type: ignore[attr-defined]
    write_rows(session, sort.table.__table__, (*fields, *sort.names), rows)


def empty_cells(session: Session) -> None:
    """Takes all cells away."""
    for sort in SORTS.values():
        session.execute(delete(sort.table).execution_options(synchronize_session=False))


def one_at_a_time(session: Session) -> None:
    """Waits until nobody else changes cells; on SQLite whoever writes is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ONE_AT_A_TIME)


def all_cells(session: Session) -> AllCells:
    """Every cell as it is stored."""
    return AllCells(
        **{name: dict(map(sort.told, session.execute(sort.reading()))) for name, sort in SORTS.items()}
    )


def cells_of_months(session: Session, months: Collection[str]) -> list[tuple[CellKey, CellSums]]:
    """The cells of some months; `NO_MONTH` is that of what has none yet."""
    asked = MONTHS.reading().where(MonthCell.month.in_(months)).order_by(*MONTHS.columns)
    return [*map(MONTHS.told, session.execute(asked))]


def channels_of_months(session: Session, months: Collection[str]) -> list[tuple[ChannelKey, ChannelSums]]:
    """The cells of some months by channel."""
    asked = CHANNELS.reading().where(ChannelCell.month.in_(months)).order_by(*CHANNELS.columns)
    return [*map(CHANNELS.told, session.execute(asked))]


def ratings_of_months(session: Session, months: Collection[str]) -> list[tuple[RatingKey, RatingSums]]:
    """The cells of the ratings that some months brought."""
    asked = RATINGS.reading().where(RatingCell.month.in_(months)).order_by(*RATINGS.columns)
    return [*map(RATINGS.told, session.execute(asked))]


def _of_keys(
    session: Session, sort: SortOfCells[Key, Held], keys: Sequence[Key]
) -> Iterator[tuple[Key, Held]]:
    if len(keys) > _MANY:
        wanted, size = set(keys), len(sort.columns)
        yield from (sort.told(row) for row in session.execute(sort.reading()) if row[:size] in wanted)
        return
    for start in range(0, len(keys), _CHUNK):
        asked = tuple_(*sort.columns).in_(keys[start : start + _CHUNK])
        yield from map(sort.told, session.execute(sort.reading().where(asked)))
