"""Photos drawn anew: what was to be seen is still to be seen."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from complaints_service.intake.cleaning.kinds import cleaned
from complaints_service.intake.cleaning.pictures import LONGEST_SIDE
from complaints_service.intake.cleaning.refusal import NotCleaned
from tests.support.marked_files import MARK, drawing, exif, profile, saved


def drawn(content: bytes) -> Image.Image:
    """What is kept of a photo."""
    kept, mime = cleaned(content)
    assert mime == "image/jpeg"
    picture = Image.open(io.BytesIO(kept))
    picture.load()
    return picture


def grey(picture: Image.Image, across: float, down: float = 0.5) -> int:
    """How bright it is at a place, from 0 to 255."""
    place = (int(picture.width * across), int(picture.height * down))
    return int(picture.convert("L").getpixel(place))


def refused(content: bytes) -> str:
    with pytest.raises(NotCleaned) as why:
        cleaned(content)
    return why.value.code


def see_through() -> Image.Image:
    """Black words on nothing: the left half black, the right half not there."""
    picture = Image.new("RGBA", (64, 48), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 32, 48))
    return picture


def palette_with_nothing() -> bytes:
    """A palette of which one colour is see-through (tRNS)."""
    picture = Image.new("P", (64, 48), 1)
    picture.putpalette([0, 0, 0, 0, 0, 0])
    picture.paste(0, (0, 0, 32, 48))
    return saved(picture, "PNG", transparency=1)


def deep_grey(low: int, high: int) -> bytes:
    """A grey of sixteen bits."""
    picture = np.full((48, 64), high, dtype=np.uint16)
    picture[:, :32] = low
    return saved(Image.fromarray(picture), "PNG")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(saved(see_through(), "PNG"), id="RGBA"),
        pytest.param(saved(see_through().convert("LA"), "PNG"), id="LA"),
        pytest.param(saved(see_through(), "WEBP", lossless=True), id="WebP"),
        pytest.param(saved(see_through(), "TIFF"), id="TIFF"),
        pytest.param(saved(see_through(), "AVIF"), id="AVIF"),
        pytest.param(saved(see_through(), "GIF"), id="GIF"),
        pytest.param(palette_with_nothing(), id="palette with tRNS"),
        pytest.param(saved(drawing(mode="L"), "PNG", transparency=200), id="grey with tRNS"),
        pytest.param(deep_grey(0, 65535), id="sixteen bits"),
        pytest.param(deep_grey(100, 900), id="sixteen bits of which ten are used"),
        pytest.param(saved(drawing(mode="L").convert("F"), "TIFF"), id="floating greys"),
        pytest.param(saved(drawing().convert("1", dither=Image.Dither.NONE), "PNG"), id="one bit"),
        pytest.param(saved(drawing(mode="CMYK"), "JPEG"), id="CMYK"),
        pytest.param(saved(drawing(mode="I").point(lambda each: each * 200), "TIFF"), id="32 bits"),
    ],
)
def test_what_is_dark_stays_dark_and_what_is_not_there_is_white_paper(given: bytes) -> None:
    shown = drawn(given)
    assert grey(shown, 0.25) < 90 and grey(shown, 0.75) > 150


def test_a_photo_whose_content_is_gone_is_refused() -> None:
    white = Image.new("RGBA", (64, 48), (255, 255, 255, 0))
    white.paste((255, 255, 255, 255), (0, 0, 32, 48))
    assert refused(saved(white, "PNG")) == "blank"
    hidden = drawing(mode="RGBA")
    hidden.putalpha(0)
    assert refused(saved(hidden, "PNG")) == "blank"


def test_a_sheet_that_is_of_one_colour_is_what_was_sent() -> None:
    assert grey(drawn(saved(Image.new("RGB", (64, 48), "green"), "PNG")), 0.5) > 40


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize(
    ("orientation", "dark"), [(1, (0.2, 0.5)), (3, (0.8, 0.5)), (6, (0.5, 0.2)), (8, (0.5, 0.8))]
)
def test_a_photo_stands_upright(kind: str, orientation: int, dark: tuple[float, float]) -> None:
    options = {"exif": exif(orientation)} if kind != "TIFF" else {"tiffinfo": {274: orientation}}
    shown = drawn(saved(drawing(640, 480), kind, **options))
    assert shown.size == ((640, 480) if orientation in (1, 3) else (480, 640))
    light = (1 - dark[0], 1 - dark[1])
    assert grey(shown, *dark) < 80 < 150 < grey(shown, *light)


def test_a_photo_of_an_iphone_stands_upright() -> None:
    file = io.BytesIO()
    photo = pillow_heif.from_pillow(drawing(640, 480))
    photo.info["exif"] = exif(6)
    photo.save(file)
    shown = drawn(file.getvalue())
    assert shown.size == (480, 640) and grey(shown, 0.5, 0.2) < 80


@pytest.mark.parametrize(("width", "height"), [(8064, 6048), (12032, 9024)])
def test_a_photo_of_48_or_108_million_pixels_is_taken_small(width: int, height: int) -> None:
    shown = drawn(saved(Image.new("L", (width, height), 40).convert("RGB"), "JPEG", quality=20))
    assert max(shown.size) == LONGEST_SIDE


def test_a_photo_that_lacks_its_end_is_taken() -> None:
    whole = saved(drawing(640, 480), "JPEG")
    for cut in (1, 2, 40):
        shown = drawn(whole[:-cut])
        assert grey(shown, 0.2, 0.2) < 80 < 150 < grey(shown, 0.8, 0.2)


def test_a_photo_of_which_nothing_came_is_refused() -> None:
    whole = saved(drawing(640, 480), "JPEG")
    assert refused(whole[: whole.index(b"\xff\xda") + 14]) == "broken"


def test_pages_are_not_lost_in_silence() -> None:
    pages = io.BytesIO()
    drawing().save(pages, "TIFF", save_all=True, append_images=[drawing()])
    assert refused(pages.getvalue()) == "several_pages"


def test_a_moving_picture_shows_its_first() -> None:
    moving = io.BytesIO()
    drawing().save(moving, "GIF", save_all=True, append_images=[Image.new("RGB", (64, 48), "white")] * 3)
    assert grey(drawn(moving.getvalue()), 0.25) < 90


def test_two_photos_in_one_file_of_a_phone_are_one() -> None:
    file = io.BytesIO()
    drawing().save(file, "MPO", save_all=True, append_images=[drawing()])
    assert grey(drawn(file.getvalue()), 0.25) < 90


def test_a_bomb_is_refused_before_it_is_drawn() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    assert refused(bomb + chunk(b"IEND", b"")) == "too_many_pixels"


def test_colours_are_those_that_the_profile_means() -> None:
    assert grey(drawn(saved(drawing(), "JPEG", icc_profile=profile())), 0.25) < 80
    assert grey(drawn(saved(drawing(), "JPEG", icc_profile=MARK * 10)), 0.25) < 80, "one that can't be read"
