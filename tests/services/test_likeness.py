"""The same photo is known again when it comes smaller, pressed harder or lighter; another one is not."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageEnhance
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.intake.attachments import Kept, Sending, attach
from complaints_service.intake.likeness import ALIKE, difference, likeness
from complaints_service.intake.models import Attachment
from complaints_service.jobs.fetching import look_at_pictures
from complaints_service.jobs.work import Shift
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.visitors import when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")


def scene(seed: int) -> Image.Image:
    """A street of boxes; another one for each seed."""
    picture = Image.new("RGB", (640, 480), (150, 170, 190))
    draw = ImageDraw.Draw(picture)
    for nth in range(12):
        left, top = (nth * 97 + seed * 131) % 600, (nth * 53 + seed * 211) % 440
        shade = (nth * 37 + seed * 71) % 256
        draw.rectangle((left, top, left + 60 + nth * 9, top + 40 + nth * 7), (shade, 255 - shade, shade // 2))
    return picture


def pressed(picture: Image.Image, quality: int = 85) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()


CHANGED = {
    "smaller": lambda picture: picture.resize((200, 150)),
    "lighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.15),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "squeezed": lambda picture: picture.resize((640, 400)),
}


@pytest.mark.parametrize("change", sorted(CHANGED))
def test_one_photo_in_other_clothes(change: str) -> None:
    for seed in range(5):
        first = likeness(pressed(scene(seed)))
        again = likeness(pressed(CHANGED[change](scene(seed)), quality=40))
        assert difference(first, again) <= ALIKE, (seed, first, again)


def test_two_photos() -> None:
    looks = [likeness(pressed(scene(seed))) for seed in range(12)]
    assert all(len(one) == 16 for one in looks)
    between = [difference(one, other) for place, one in enumerate(looks) for other in looks[:place]]
    assert min(between) > ALIKE


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0broken"])
def test_what_is_no_picture_looks_like_nothing(content: bytes) -> None:
    assert likeness(content) == ""


def test_the_job_looks_at_each_kept_picture_once(app: Flask, rulebook: Rulebook) -> None:
    service = app.extensions[KEY]
    office = open_office(service.engine, rulebook)
    number = office.complain(now=NOW).number
    folder = service.settings.media_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "street.jpg").write_bytes(pressed(scene(1)))
    with db.writing(office.engine) as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        sending = Sending(ticket_id=ticket_id, seq=None, author="citizen", at=NOW)
        files = [("street.jpg", "image/jpeg"), ("gone.jpg", "image/jpeg"), ("a.pdf", "application/pdf")]
        attach(session, sending, [(Kept(path, 1, mime), "") for path, mime in files])
    shift = Shift(service.engine, service.rulebook, service.settings, clock.now())
    look_at_pictures(shift, most=1)
    look_at_pictures(shift, most=1)
    look_at_pictures(shift, most=1)
    with db.reading(office.engine) as session:
        found = {row.path: row.likeness for row in session.scalars(select(Attachment))}
    assert found == {"street.jpg": likeness(pressed(scene(1))), "gone.jpg": "", "a.pdf": None}
