"""What the sealer signs of a chain: its newest link, how many there are, how many of the day, and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import Checkpoint, Seal
from complaints_service.audit.signing.keys import PublicKeys, Signer


@dataclass(frozen=True, kw_only=True)
class SignedPoint:
    """A checkpoint as it was signed. Positions have no gap, so `position` is the count of links as well."""

    chain: str
    position: int
    head: str
    sealed_on_day: int
    at: datetime
    key_id: str
    signature: str = ""

    @property
    def content(self) -> bytes:
        """The bytes the signature is over."""
        said = {name: value for name, value in asdict(self).items() if name != "signature"}
        said["at"] = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    def is_signed(self, keys: PublicKeys) -> bool:
        """Whether one of these keys signed it."""
        return keys.confirms(key=self.key_id, signature=self.signature, content=self.content)


def sign_chains(session: Session, *, signer: Signer, now: datetime) -> list[SignedPoint]:
    """Writes a checkpoint for each chain that has grown since its last one; returns them."""
    signed = []
    heads = select(Seal.chain, func.max(Seal.position)).group_by(Seal.chain).order_by(Seal.chain)
    known = dict(
        session.execute(
            select(Checkpoint.chain, func.max(Checkpoint.position)).group_by(Checkpoint.chain)
        ).all()
    )
    for chain, position in session.execute(heads):
        if known.get(chain, 0) >= position:
            continue
        head = session.execute(
            select(Seal.digest).where(Seal.chain == chain, Seal.position == position)
        ).scalar_one()
        point = SignedPoint(
            chain=chain,
            position=position,
            head=head,
            sealed_on_day=_sealed_on_day(session, chain, position, now),
            at=now.astimezone(UTC).replace(microsecond=0),
            key_id=signer.key_id,
        )
        signed.append(replace(point, signature=signer.sign(point.content)))
    if signed:
        session.execute(insert(Checkpoint), [asdict(point) for point in signed])
    return signed


def signed_points(session: Session) -> Sequence[SignedPoint]:
    """Every checkpoint, chain by chain, in the order of their positions."""
    rows = session.scalars(select(Checkpoint).order_by(Checkpoint.chain, Checkpoint.position))
    return [point_of(row) for row in rows]


def point_of(row: Checkpoint) -> SignedPoint:
    """A checkpoint of the database as it was signed."""
    return SignedPoint(
        chain=row.chain,
        position=row.position,
        head=row.head,
        sealed_on_day=row.sealed_on_day,
        at=row.at,
        key_id=row.key_id,
        signature=row.signature,
    )


def day_of(at: datetime) -> datetime:
    """The beginning of the day (UTC) of an instant."""
    return datetime.combine(at.astimezone(UTC).date(), time.min, UTC)


def _sealed_on_day(session: Session, chain: str, position: int, now: datetime) -> int:
    start = day_of(now)
    query = select(func.count()).where(
        Seal.chain == chain,
        Seal.position <= position,
        Seal.sealed_at >= start,
        Seal.sealed_at < start + timedelta(days=1),
    )
    return session.execute(query).scalar_one()
