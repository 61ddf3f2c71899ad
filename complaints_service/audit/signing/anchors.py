"""Checkpoints kept outside the office: whoever has one finds a chain that was cut or made anew.

An anchor is a line of the book (`book.py`) as `/segel` gave it, as the day's letter brought it, or copied
elsewhere: that letter saved as it came will do, and so will one that was quoted and broken into lines. It is
held against the chain itself and not against the database's checkpoints: those, the book and even the key may
be another now. What counts is that it was outside before.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import Checkpoint, Seal
from complaints_service.audit.signing.book import BadBook, point_said
from complaints_service.audit.signing.checking import CheckpointFault
from complaints_service.audit.signing.checkpoints import SignedPoint, point_of

_SAID = re.compile(r"\{[^{}]*\}")
#: What a mail program puts before each line of what it quotes.
_QUOTED = re.compile(r"^[> ]+", re.MULTILINE)
_HEADERS = re.compile(rb"^(?:[A-Za-z-]+:.*|[ \t].*)\r?\n", re.MULTILINE)


def read_anchors(kept: bytes) -> list[SignedPoint]:
    """The anchors in what somebody kept, oldest first as they stand there. Raises BadBook."""
    said = _QUOTED.sub("", _words(kept))
    found = [point_said(each) for each in _SAID.findall(said)]
    if len(found) != max(said.count("{"), said.count("}")):
        raise BadBook("an anchor is cut off")
    return found


def _words(kept: bytes) -> str:
    """What is written there: of a letter as it came, its plain words."""
    if (
        _HEADERS.match(kept)
        and b"\nContent-Type:" in kept.partition(b"\r\n\r\n" if b"\r\n" in kept else b"\n\n")[0]
    ):
        letter = email.message_from_bytes(kept, _class=EmailMessage, policy=default)
        body = letter.get_body(("plain",))
        return "" if body is None else str(body.get_content())
    return kept.decode(errors="replace")


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


def covering_point(session: Session, *, chain: str, row_id: int) -> SignedPoint | None:
    """The first checkpoint that reaches a row; None while nothing that was signed does."""
    row = session.scalars(
        select(Checkpoint)
        .join(Seal, (Seal.chain == Checkpoint.chain) & (Seal.position <= Checkpoint.position))
        .where(Seal.chain == chain, Seal.row_id == row_id)
        .order_by(Checkpoint.position)
        .limit(1)
    ).first()
    return None if row is None else point_of(row)


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
