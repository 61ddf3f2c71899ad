"""Kept files against the digests they are named by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.file_store.store import FileStore
from complaints_service.intake.models import Attachment


def check_files(session: Session, media: FileStore) -> Iterator[tuple[int, str]]:
    """Each kept file that is gone or has other bytes than it was kept with, by its attachment's id."""
    kept = select(Attachment.id, Attachment.path).where(Attachment.state == "kept").order_by(Attachment.id)
    for attachment_id, path in session.execute(kept):
        try:
            found = hashlib.sha256(media.read(path or "")).hexdigest()
        except FileNotFoundError:
            yield attachment_id, "its file is not in the media folder"
            continue
        except OSError as error:
            yield attachment_id, f"its file cannot be read: {error}"
            continue
        if found != PurePath(path or "").stem:
            yield attachment_id, "its file is not what was kept"
