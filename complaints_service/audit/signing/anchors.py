"""Checkpoints kept outside the office: whoever has one finds a chain that was cut or made anew.

An anchor is a line of the book (`book.py`) as `/segel` gave it, or copied elsewhere. It is held against the
chain itself and not against the database's checkpoints: those, the book and even the key may be another
now. What counts is that it was outside before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import Checkpoint, Seal
from complaints_service.audit.signing.checking import CheckpointFault
from complaints_service.audit.signing.checkpoints import SignedPoint, point_of


def check_anchors(session: Session, anchors: Sequence[SignedPoint]) -> Iterator[CheckpointFault]:
    """Every anchor that the chains as they are now do not contain."""
    for point in anchors:
        subject = f"{point.chain} at {point.position}"
        found = session.scalar(
            select(Seal.digest).where(Seal.chain == point.chain, Seal.position == point.position)
        )
        if found is None:
            yield CheckpointFault(
                subject, f"was outside since {point.at}: the chain does not reach it, its end was cut off"
            )
        elif found != point.head:
            yield CheckpointFault(subject, f"was outside since {point.at}: the chain up to it was made anew")


def newest_points(session: Session) -> list[SignedPoint]:
    """The newest checkpoint of each chain: what to keep outside."""
    newest = select(Checkpoint.chain, func.max(Checkpoint.position).label("position")).group_by(
        Checkpoint.chain
    )
    last = newest.subquery()
    rows = session.scalars(
        select(Checkpoint)
        .join(last, (last.c.chain == Checkpoint.chain) & (last.c.position == Checkpoint.position))
        .order_by(Checkpoint.chain)
    )
    return [point_of(row) for row in rows]
