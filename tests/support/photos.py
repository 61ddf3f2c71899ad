"""Photos as they are sent, and what became of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.intake.models import Attachment
from complaints_service.tickets.ledger.models import Ticket

#: What begins as a program, whatever it is called.
PROGRAM = b"MZ\x90\x00\x03" + bytes(500)


def photo(shade: int = 0) -> bytes:
    """A small PNG with something to see; another one for each shade."""
    picture = Image.new("RGB", (64, 48), (30, 60, 90))
    picture.paste((200, 180 - 5 * shade % 150, shade * 11 % 256), (0, 0, 32, 48))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def upload(name: str = "parit.png", content: bytes | None = None) -> tuple[io.BytesIO, str]:
    """A file as the test client sends it."""
    return io.BytesIO(photo() if content is None else content), name


def kept_files(engine: Engine, number: str) -> Sequence[Attachment]:
    """The files of a ticket, in the order they came."""
    with db.reading(engine) as session:
        rows = session.scalars(
            select(Attachment)
            .join(Ticket, Ticket.id == Attachment.ticket_id)
            .where(Ticket.number == number)
            .order_by(Attachment.id)
        ).all()
        session.expunge_all()
        return rows


def on_disk(app: Flask) -> list[str]:
    """The names of what lies in the media folder, without what stands beside pictures."""
    folder = Path(app.extensions[KEY].settings.media_folder)
    return sorted(path.name for path in folder.glob("??/*") if path.suffixes == [".jpg"])
