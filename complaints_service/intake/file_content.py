"""What of a file may be kept: photos drawn anew without what the camera wrote, sound and documents."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from complaints_service.errors import Invalid, words

MOST_BYTES = 20_000_000
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2560
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF")
#: How a file begins -> what it is. Archives, pages and drawings that can hold scripts are not among them.
_BEGINNINGS = (
    (b"OggS", "audio/ogg"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
)
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/ogg": "ogg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "text/plain": "txt",
}


class FileRefused(Invalid):
    """The content is none that is kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__({"files": [words("Berkas ini tidak bisa kami simpan.")]}, code=code)


def safe_content(content: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their type, judged by the content alone. Raises FileRefused."""
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large")
    for beginning, mime in _BEGINNINGS:
        if content.startswith(beginning):
            return content, mime
    if content[4:8] == b"ftyp":
        return content, "video/mp4"
    if _is_plain_text(content):
        return content, "text/plain"
    return redrawn(content), "image/jpeg"


def redrawn(content: bytes) -> bytes:
    """A picture as a new JPEG: upright, at most `LONGEST_SIDE` pixels a side, nothing but its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_PICTURES) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise FileRefused("too_many_pixels")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused("unknown_type") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise FileRefused("broken") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    # A copy of the pixels alone: `info` may still hold what the camera wrote.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if "\x00" in text:
        return False
    # A browser takes what begins so for a page or a drawing, whatever it is called.
    return not text.lstrip("\ufeff \t\r\n").startswith("<")
