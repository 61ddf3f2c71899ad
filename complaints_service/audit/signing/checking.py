"""Holds the chains against what was signed of them: nothing cut, made anew, back-dated or left unsealed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import Seal
from complaints_service.audit.seal import SealedTable
from complaints_service.audit.signing.checkpoints import SignedPoint, day_of, signed_points
from complaints_service.audit.signing.keys import PublicKeys

#: How long a row may wait for its seal, and a seal for its signature.
UNSEALED = timedelta(minutes=5)
#: How much older than the last checkpoint a row may say it is. A job's long night is within it.
BACK_DATED = timedelta(hours=1)
_AT_ONCE = 1000


class CheckpointFault(NamedTuple):
    """Something that was signed, or ought to be, and is not so."""

    subject: str
    detail: str


def check_signed(
    session: Session,
    *,
    tables: Sequence[SealedTable],
    keys: PublicKeys,
    book: Sequence[SignedPoint] | None,
    now: datetime,
) -> Iterator[CheckpointFault]:
    """Everything in which chains, checkpoints and the sealer's book disagree; empty when all is well."""
    points = signed_points(session)
    yield from _check_signatures(points, keys, "the database")
    if book is None:
        if points:
            yield CheckpointFault("book", "the sealer's book is not there, so a cut end would not show")
    else:
        yield from _check_signatures(book, keys, "the sealer's book")
        yield from _check_book(points, book)
    known = {table.chain: table for table in tables}
    for chain in sorted({point.chain for point in points} - known.keys()):
        yield CheckpointFault(chain, "was signed, and nobody knows such a chain")
    for chain, table in known.items():
        mine = [point for point in points if point.chain == chain and point.is_signed(keys)]
        yield from _check_chain(session, table, mine, now)
        yield from _check_waiting(session, table, now)


def _check_signatures(
    points: Sequence[SignedPoint], keys: PublicKeys, where: str
) -> Iterator[CheckpointFault]:
    for point in points:
        if not point.is_signed(keys):
            why = "is not signed by its key" if point.key_id in keys.keys else "names a key nobody trusts"
            yield CheckpointFault(_name(point), f"{where}'s checkpoint {why}, {point.key_id}")


def _check_book(points: Sequence[SignedPoint], book: Sequence[SignedPoint]) -> Iterator[CheckpointFault]:
    here = set(points)
    for point in book:
        if point not in here:
            told = f"signed at {point.at}, is in the sealer's book and not in the database"
            yield CheckpointFault(_name(point), told)


def _check_chain(
    session: Session, table: SealedTable, points: Sequence[SignedPoint], now: datetime
) -> Iterator[CheckpointFault]:
    chain = table.chain
    waiting = {point.position: point for point in points}
    yield from _check_order(points)
    positions, instants = [point.position for point in points], [point.at for point in points]
    per_day: dict[datetime, int] = {}
    unsigned: list[datetime] = []
    written_at = getattr(table.model, table.instant)
    query = (
        select(Seal.position, Seal.digest, Seal.sealed_at, Seal.row_id, written_at)
        .outerjoin(table.model, table.model.id == Seal.row_id)
        .where(Seal.chain == chain)
        .order_by(Seal.position)
    )
    for position, digest, sealed_at, row_id, at in session.execute(
        query.execution_options(yield_per=_AT_ONCE)
    ):
        day = day_of(sealed_at)
        per_day[day] = per_day.get(day, 0) + 1
        point = waiting.pop(position, None)
        if point is not None and point.head != digest:
            told = f"the link signed at {point.at} is not in the chain: it was made anew"
            yield CheckpointFault(_name(point), told)
        if point is not None and point.sealed_on_day != per_day.get(day_of(point.at), 0):
            told = f"{per_day.get(day_of(point.at), 0)} rows of its day, {point.sealed_on_day} were signed"
            yield CheckpointFault(_name(point), told)
        before = bisect_left(positions, position)
        if before and at is not None and at < instants[before - 1] - BACK_DATED:
            told = f"says {at}, and was sealed after the checkpoint of {instants[before - 1]}: back-dated"
            yield CheckpointFault(f"{chain} row {row_id}", told)
        if (not positions or position > positions[-1]) and sealed_at < now - UNSEALED:
            unsigned.append(sealed_at)
    for point in waiting.values():
        told = f"signed at {point.at}, the chain does not reach it: its end was cut off"
        yield CheckpointFault(_name(point), told)
    if unsigned:
        yield CheckpointFault(chain, f"{len(unsigned)} seals since {min(unsigned)} were never signed")


def _check_order(points: Sequence[SignedPoint]) -> Iterator[CheckpointFault]:
    for before, point in pairwise(points):
        if point.at < before.at:
            told = f"signed at {point.at}, before the one at {before.position} ({before.at})"
            yield CheckpointFault(_name(point), told)


def _check_waiting(session: Session, table: SealedTable, now: datetime) -> Iterator[CheckpointFault]:
    instant = getattr(table.model, table.instant)
    query = table.awaiting(select(func.count(), func.min(instant)).where(instant < now - UNSEALED))
    rows, since = session.execute(query).one()
    if rows:
        told = f"{rows} rows wait for their seal since {since}: no sealer runs, or it is kept from them"
        yield CheckpointFault(table.chain, told)


def _name(point: SignedPoint) -> str:
    return f"{point.chain} at {point.position}"
