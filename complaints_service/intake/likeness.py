"""How a picture looks, in 64 bits: the same photo sent twice, smaller or pressed harder, is known by it.

A difference hash: the picture in 9 by 8 greys, and of each row whether it grows darker from one to the next.
Two of the same photo differ in a few bits, two photos in about half of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.intake.models import Attachment

_SIDE = 8
#: So many bits may differ between two that are said to be one photo.
ALIKE = 6


def likeness(picture: bytes) -> str:
    """How a kept picture looks, as 16 hexadecimal digits; empty for what cannot be opened as one.

    What is kept was drawn by ourselves, so it is opened here, without a process of its own.
    """
    from PIL import Image  # heavy, and only this wants it

    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
            opened.draft("L", (_SIDE * 16, _SIDE * 16))
            grey = opened.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS).tobytes()
    except OSError:
        return ""
    rows = [grey[at : at + _SIDE + 1] for at in range(0, len(grey), _SIDE + 1)]
    bits = [left > right for row in rows for left, right in pairwise(row)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def difference(one: str, other: str) -> int:
    """In how many of the 64 bits two pictures differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def without_likeness(session: Session, *, most: int) -> Sequence[tuple[int, str]]:
    """Kept pictures that nobody has looked at yet, the newest first: id and path in the media folder."""
    asked = (
        select(Attachment.id, Attachment.path)
        .where(Attachment.likeness.is_(None), Attachment.state == "kept", Attachment.mime == "image/jpeg")
        .order_by(Attachment.id.desc())
        .limit(most)
    )
    return [(row.id, row.path) for row in session.execute(asked)]


def note_likeness(session: Session, *, attachment_id: int, found: str) -> None:
    """Keeps how a picture looks."""
    session.execute(update(Attachment).where(Attachment.id == attachment_id).values(likeness=found))
