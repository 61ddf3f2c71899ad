"""Kept pictures in small, for lists: made once, beside the picture they are of."""

from __future__ import annotations

import io
from pathlib import Path

from complaints_service.errors import NotFound
from complaints_service.intake.media import write_whole

#: Pixels of the longer side: sharp at half a phone's width.
SIDE = 640
QUALITY = 72
#: How the name of one goes on after the digest of its picture.
SMALL_ENDING = ".small.jpg"


def small_picture(folder: Path, path: str) -> str:
    """Where the small one of a kept picture lies in the folder. Raises NotFound for one that is gone.

    What is kept was drawn by ourselves, so it is opened here, without a process of its own.
    """
    from PIL import Image  # heavy, and only this wants it

    found = Path(path).with_suffix(SMALL_ENDING)
    if not (folder / found).exists():
        try:
            with Image.open(folder / path, formats=("JPEG",)) as picture:
                picture.draft("RGB", (SIDE, SIDE))
                picture.thumbnail((SIDE, SIDE))
                made = io.BytesIO()
                picture.save(made, "JPEG", quality=QUALITY, optimize=True)
        except FileNotFoundError:
            raise NotFound("file") from None
        except OSError:  # what lies there is no picture any more: `verify` tells of it
            return path
        write_whole(folder / found, made.getvalue())
    return str(found)
