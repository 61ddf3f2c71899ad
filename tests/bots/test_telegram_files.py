"""Files from a chat: noted with the complaint, fetched by the worker, kept without what the camera wrote."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from complaints_service.intake.attachments import MOST_TRIES
from complaints_service.jobs.fetching import fetch_files
from complaints_service.jobs.work import Shift
from tests.bots.talking import INSIDE, TOKEN, Talk, texts_of

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def picture(*, side: int = 64, kind: str = "JPEG", place: bool = False) -> bytes:
    """A small photo; with `place` its camera wrote where it was."""
    made, exif = io.BytesIO(), Image.Exif()
    if place:
        exif[0x010F] = "CAMERA CANARY"
        exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (side, side), "green").save(made, kind, exif=exif) if place else Image.new(
        "RGB", (side, side), "green"
    ).save(made, kind)
    return made.getvalue()


def fetch(talk: Talk) -> None:
    settings = replace(talk.service.settings, telegram_token=TOKEN, telegram_api_url=talk.telegram.address)
    fetch_files(Shift(talk.service.engine, talk.service.rulebook, settings, talk.clock()))


def finish(talk: Talk, chat: int) -> None:
    talk.say(chat, "Parit tumpat.")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    talk.press(chat, "Kirim")


def test_photos_are_kept_without_what_the_camera_wrote(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    taken = picture(place=True)
    assert b"CAMERA CANARY" in taken
    talk.control.photo(chat, taken)
    talk.turn()
    finish(talk, chat)
    assert talk.rows("SELECT kind, state FROM attachment") == [("photo", "wanted")]
    fetch(talk)
    ((state, source, path),) = talk.rows("SELECT state, source, path FROM attachment")
    assert (state, source) == ("kept", None)
    kept = (talk.service.settings.media_folder / str(path)).read_bytes()
    assert b"CAMERA CANARY" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (64, 64) and not shown.getexif()


def test_a_file_that_cannot_be_fetched_is_tried_again_and_the_complaint_stands(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.photo(chat, picture())
    talk.turn()
    finish(talk, chat)
    talk.control.fail("error", method="download", code=502)
    fetch(talk)
    assert talk.rows("SELECT state, tries FROM attachment") == [("wanted", 1)]
    fetch(talk)
    assert talk.rows("SELECT tries FROM attachment") == [(1,)], "not before its time"
    talk.clock.pass_time(minutes=2)
    fetch(talk)
    assert talk.rows("SELECT state FROM attachment") == [("kept",)]


def test_an_album_of_ten_is_one_complaint_with_ten_photos_also_late_ones(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    album, _ = talk.control.album(chat, 9)
    talk.turn()
    finish(talk, chat)
    talk.control.photo(chat, picture(), album=album)
    talk.turn()
    assert len(talk.rows("SELECT id FROM complaint")) == 1
    assert len(talk.rows("SELECT id FROM attachment")) == 10


def test_a_huge_file_is_named_kindly_and_the_complaint_goes_in(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.document(chat, name="video.mp4", mime="video/mp4", size=21_000_000)
    talk.turn()
    assert "video.mp4 lebih dari 20 MB" in talk.control.sent(chat)[-1]["text"]
    finish(talk, chat)
    assert talk.rows("SELECT id FROM attachment") == []


def test_a_voice_message_that_is_too_long_is_named_kindly_and_the_complaint_goes_in(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.voice(chat, seconds=301)
    talk.turn()
    assert "lebih dari 5 menit" in talk.control.sent(chat)[-1]["text"]
    talk.control.voice(chat, seconds=300)
    talk.turn()
    finish(talk, chat)
    assert talk.rows("SELECT kind FROM attachment") == [("voice",)]


def test_a_refused_file_is_told_in_the_chat_by_what_it_is_why_and_what_to_do(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.photo(chat, picture())
    talk.turn()
    talk.control.photo(chat, b"MZ no photo at all\xff")
    talk.turn()
    finish(talk, chat)
    fetch(talk)
    assert talk.rows("SELECT state, reason FROM attachment ORDER BY id") == [
        ("kept", None),
        ("refused", "unknown_type"),
    ]
    talk.post()
    told = talk.control.sent(chat)[-1]["text"]
    assert "Foto 2 bukan jenis berkas yang kami terima. Kirim foto, PDF" in told and "MRL-" in told
    fetch(talk)
    talk.post()
    assert sum("Foto 2 bukan" in said for said in texts_of(talk.control.sent(chat))) == 1, "once"


def test_a_file_that_can_never_be_fetched_is_told_too(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.photo(chat, picture())
    talk.turn()
    finish(talk, chat)
    for _ in range(MOST_TRIES):
        talk.control.fail("error", method="download", code=502)
        fetch(talk)
        talk.clock.pass_time(hours=8)
    assert talk.rows("SELECT state, reason FROM attachment") == [("refused", "unreachable")]
    talk.post()
    assert "Foto 1 tidak bisa kami ambil" in talk.control.sent(chat)[-1]["text"]


def test_what_a_file_was_called_is_written_down_nowhere(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.document(chat, b"%PDF-1.7", name="RINA_KENARI.pdf", mime="application/pdf")
    talk.turn()
    assert "KENARI" not in str(talk.rows("SELECT report, state FROM chat_draft"))
    finish(talk, chat)
    database = talk.service.engine.url.database
    if talk.service.engine.dialect.name == "sqlite" and database:
        assert b"KENARI" not in Path(database).read_bytes()
