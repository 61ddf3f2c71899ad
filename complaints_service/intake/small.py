"""Kept pictures in small, for lists: made once, beside the picture they are of."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from complaints_service.errors import NotFound
from complaints_service.file_store.store import FileStore

#: Pixels of the longer side: sharp at half a phone's width.
SIDE = 640
QUALITY = 72
#: How the name of one goes on after the digest of its picture.
SMALL_ENDING = ".small.jpg"


def small_picture(store: FileStore, path: str) -> str:
    """Where the small one of a kept picture lies in the store. Raises NotFound for one that is gone.

    What is kept was drawn by ourselves, so it is opened here, without a process of its own.
    """
    from PIL import Image  # heavy, and only this wants it

    found = str(PurePosixPath(path).with_suffix(SMALL_ENDING))
    if not store.has(found):
        try:
            content = store.read(path)
        except FileNotFoundError:
            raise NotFound("file") from None
        try:
            with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
                picture.draft("RGB", (SIDE, SIDE))
                picture.thumbnail((SIDE, SIDE))
                made = io.BytesIO()
                picture.save(made, "JPEG", quality=QUALITY, optimize=True)
        except OSError:  # what lies there is no picture any more: `verify` tells of it
            return path
        store.write(found, made.getvalue())
    return found
