"""Photos drawn anew: upright, on white, in the colours of every screen, and nothing but their pixels."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Sequence

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageMath, UnidentifiedImageError

from complaints_service.intake.cleaning.refusal import NotCleaned

#: What is decoded whole; a phone's largest photo in HEIC has 48 million pixels.
MOST_PIXELS = 60_000_000
#: A JPEG is decoded smaller than it is, so it may have more.
MOST_JPEG_PIXELS = 220_000_000
LONGEST_SIDE = 2560
QUALITY = 85

_ORIENTATION = 0x0112
#: What EXIF says of how the camera was held -> what sets the picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: How decoders say that they can't go on.
DECODERS_SAY = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, RuntimeError, ArithmeticError),
    struct.error,
)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
#: Frames of these are pages: whoever keeps the first alone loses the rest.
_PAGED = frozenset({"TIFF"})
#: A picture that differs less than this says nothing; a source that differs more than that said something.
_FLAT, _TELLING = 8, 32
#: Sixteen-bit greys that use less than this of their range are stretched, or they would be a black sheet.
_DEEP_RANGE = 4096

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # our own limits stand before anything is decoded


def redrawn(content: bytes) -> bytes:
    """A picture as a new JPEG, at most `LONGEST_SIDE` pixels a side. Raises NotCleaned."""
    try:
        drawn = _opened(content, cut_off=False)
    except NotCleaned as refused:
        if refused.code != "broken":
            raise
        # A photo that lacks its end shows what came before, and one grey where nothing came.
        drawn = _opened(content, cut_off=True)
        if not _varies(drawn.crop((0, drawn.height // 10, drawn.width, drawn.height)), _FLAT):
            raise
    made = io.BytesIO()
    # A copy of the pixels alone: `info` may still hold what the camera wrote.
    Image.frombytes("RGB", drawn.size, drawn.tobytes()).save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _opened(content: bytes, *, cut_off: bool) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = cut_off
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a library thinks of a stranger's file is not ours to log
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                return _drawn(picture)
    except UnidentifiedImageError as error:
        raise NotCleaned("unknown_type") from error
    except MemoryError as error:
        raise NotCleaned("too_many_pixels") from error
    except DECODERS_SAY as error:
        raise NotCleaned("broken") from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _drawn(picture: Image.Image) -> Image.Image:
    jpeg = picture.format in ("JPEG", "MPO")
    if picture.width * picture.height > (MOST_JPEG_PIXELS if jpeg else MOST_PIXELS):
        raise NotCleaned("too_many_pixels")
    if picture.format in _PAGED and getattr(picture, "n_frames", 1) > 1:
        raise NotCleaned("several_pages")
    if jpeg:
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    profile = picture.info.get("icc_profile")
    picture.load()
    source = _plain(picture)
    told = _varies(source)
    source.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = _on_white(_in_screen_colours(source, profile))
    if told and not _varies(drawn, _FLAT):
        raise NotCleaned("blank")
    upright = Image.frombytes("RGB", drawn.size, drawn.tobytes())
    # Asked after loading: some decoders turn the pixels themselves, and then say so here.
    orientation = picture.getexif().get(_ORIENTATION, 1)
    if orientation in _TURNS:
        upright = upright.transpose(_TURNS[orientation])
    return upright


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels in one of L, RGB, RGBA, CMYK: whatever else there is, without losing what it shows."""
    mode = picture.mode
    if mode.startswith("I") or mode == "F":
        return _eight_bits(picture)
    if "transparency" in picture.info or mode in ("RGBa", "LA", "La", "PA", "RGBA"):
        return picture.convert("RGBA")
    return picture if mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Greys of 16 or 32 bits as 8: cut to that, all but the darkest would be white or black."""
    deep = picture if picture.mode in ("I", "F") else picture.convert("I")
    low, high = (float(each) for each in deep.getextrema())  # type: ignore[arg-type]  # one band: two numbers
    if not high > low:
        return Image.new("L", picture.size, 255 if low else 0)
    if picture.mode != "F" and low >= 0 and high <= 65535 and high - low >= _DEEP_RANGE:
        low, high = 0.0, 65535.0
    scaled = ImageMath.lambda_eval(
        lambda given: given["float"](given["deep"]) * (255 / (high - low)) - low * 255 / (high - low),
        deep=deep,
    )
    return Image.Image.convert(scaled, "L")


def _in_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours that the profile means, in sRGB; without one that can be read, as they are."""
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    sheet = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(sheet, picture).convert("RGB")


def _varies(picture: Image.Image, more: int = _TELLING) -> bool:
    """Whether some band differs by more than so much within the picture."""
    extrema = picture.getextrema()
    bands: Sequence[tuple[float, float]] = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return any(high - low >= more for low, high in bands)
