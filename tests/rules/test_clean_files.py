"""What is kept of a file: every kind that is taken, with a marker in every place where it speaks of itself."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable

import av
import pikepdf
import pytest
from PIL import Image

from complaints_service.intake.cleaning.kinds import ENDINGS, cleaned
from complaints_service.intake.cleaning.refusal import NotCleaned
from tests.support import marked_files as marked

#: Every kind that is taken: how it is made, and what it is kept as.
TAKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    **{name: (getattr(marked, name), "image/jpeg") for name in marked.PICTURES},
    "mp4": (lambda: marked.film("mp4"), "video/mp4"),
    "mp4 hevc": (lambda: marked.film("mp4", video="libx265"), "video/mp4"),
    "mov": (lambda: marked.film("mov"), "video/quicktime"),
    "3gp": (lambda: marked.film("3gp", video="h263"), "video/3gpp"),
    "m4a": (lambda: marked.media("ipod", sound="aac"), "audio/mp4"),
    "mp3": (marked.mp3, "audio/mpeg"),
    "opus": (lambda: marked.ogg("libopus"), "audio/ogg"),
    "vorbis": (lambda: marked.ogg("vorbis"), "audio/ogg"),
    "wav": (marked.wav, "audio/wav"),
    "pdf": (marked.pdf, "application/pdf"),
}


def frames(content: bytes) -> dict[str, int]:
    """How many pictures and pieces of sound a player gets out of it."""
    found = {}
    for kind in ("video", "audio"):
        with av.open(io.BytesIO(content)) as container:
            if getattr(container.streams, kind):
                found[kind] = sum(1 for _ in container.decode(**{kind: 0}))
    return found


def opens(content: bytes, mime: str) -> None:
    """It opens, and shows or says something."""
    if mime == "image/jpeg":
        with Image.open(io.BytesIO(content)) as picture:
            low, high = picture.convert("L").getextrema()
            assert high - low > 100
            assert not picture.getexif() and not set(picture.info) - {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
            }
    elif mime == "application/pdf":
        with pikepdf.open(io.BytesIO(content)) as document:
            assert not document.check_pdf_syntax()
            assert set(document.pages[0].Resources.XObject.keys()) == {"/Photo", "/Form"}
            photo = pikepdf.PdfImage(document.pages[0].Resources.XObject.Photo).as_pil_image()
            low, high = photo.convert("L").getextrema()
            assert high - low > 100
    else:
        assert all(count >= 3 for count in frames(content).values()) and frames(content)


@pytest.mark.parametrize("name", TAKEN)
def test_no_marker_of_what_a_file_says_of_itself_is_kept_and_it_still_opens(name: str) -> None:
    make, kind = TAKEN[name]
    given = make()
    assert marked.MARK in given
    kept, mime = cleaned(given)
    assert mime == kind
    assert marked.MARK not in kept
    assert marked.MARK.decode().encode("utf-16-be") not in kept
    opens(kept, mime)
    if mime == "application/pdf":
        assert marked.MARK not in marked.shown_of_pdf(kept)
    again, same = cleaned(kept)
    assert same == mime, "what was made anew is taken as what it is"
    assert len(again) <= len(kept) + 64


def test_every_kind_that_is_kept_is_tried() -> None:
    assert {mime for _, mime in TAKEN.values()} | {"text/plain"} == set(ENDINGS)


@pytest.mark.parametrize(
    ("kind", "video", "sound"),
    [("mp4", "libx264", "aac"), ("mov", "libx264", "aac"), ("mp4", "libx265", "aac"), ("3gp", "h263", "aac")],
)
def test_a_film_loses_no_picture_and_no_sound(kind: str, video: str, sound: str) -> None:
    given = marked.media(kind, video=video, sound=sound)
    kept, _ = cleaned(given)
    assert frames(kept) == frames(given)
    assert b"x264 - core" not in kept and b"x265 (build" not in kept, "what encoders write into the picture"


@pytest.mark.parametrize("name", ["mp4", "mov", "m4a"])
def test_a_film_does_not_say_when_it_was_made(name: str) -> None:
    """Its heads tell when film, track and medium were made and changed, in seconds since 1904."""
    given = bytearray(TAKEN[name][0]())
    made = struct.pack(">I", 3_870_000_000)
    for head in re.finditer(rb"mvhd|tkhd|mdhd", bytes(given)):
        assert given[head.end()] == 0, "times of 32 bits"
        given[head.end() + 4 : head.end() + 12] = made * 2
    kept, _ = cleaned(bytes(given))
    heads = list(re.finditer(rb"mvhd|tkhd|mdhd", kept))
    assert {head[0] for head in heads} == {b"mvhd", b"tkhd", b"mdhd"}
    assert {kept[head.end() + 4 : head.end() + 12] for head in heads} == {bytes(8)}


@pytest.mark.parametrize("wide", [False, True])
def test_places_are_mended_wherever_the_tables_stand(wide: bool) -> None:
    """What is kept has its tables in front; here they are in front already, also with places of 64 bits."""
    given, _ = cleaned(marked.media("mp4", video="libx264", sound="aac"))
    if wide:
        given = marked.with_wide_places(given)
        assert b"co64" in given and b"stco" not in given
    kept, _ = cleaned(given + b"\0\0\0\x20free" + marked.MARK * 4)
    assert marked.MARK not in kept
    assert frames(kept) == frames(given) != {}


def test_a_track_that_shows_and_says_nothing_is_left_out() -> None:
    given = marked.media("mp4", video="libx264", sound="aac", words=True)
    assert b"tx3g" in given and marked.MARK in given[given.index(b"mdat") : given.index(b"moov")]
    kept, _ = cleaned(given)
    assert b"tx3g" not in kept and marked.MARK not in kept
    assert set(frames(kept)) == {"video", "audio"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (lambda: marked.media("mp4", video="libx264", movflags="frag_keyframe+empty_moov"), "in_pieces"),
        (lambda: marked.media("mov", video="mjpeg", pixels="yuvj420p"), "not_cleanable"),
        (lambda: b"PK\x03\x04\xff\xfe", "unknown_type"),
        (lambda: b"\x1aE\xdf\xa3\xff webm", "unknown_type"),
        (lambda: b"{\\rtf1{\\info{\\author KENARI}}}", "unknown_type"),
        (lambda: b"BEGIN:VCARD\r\nFN:KENARI\r\n", "unknown_type"),
        (lambda: b"%PDF-1.7\nno more", "broken"),
        (lambda: locked(), "locked"),
        (lambda: layered(), "hidden_layers"),
    ],
)
def test_what_cannot_be_made_anew_is_refused_by_name(given: Callable[[], bytes], code: str) -> None:
    with pytest.raises(NotCleaned) as refused:
        cleaned(given())
    assert refused.value.code == code


def locked() -> bytes:
    """A document that opens with a password alone."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(marked.pdf())) as document:
        document.save(file, encryption=pikepdf.Encryption(user="1234", owner="5678"))
    return file.getvalue()


def layered() -> bytes:
    """A document that hides a layer."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(marked.pdf())) as document:
        layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("x")))
        document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
        document.save(file)
    return file.getvalue()
