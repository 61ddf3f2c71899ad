"""The media folder: files kept by their hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from complaints_service.intake.attachments import Kept
from complaints_service.intake.file_content import ENDINGS, safe_content


def keep_content(folder: Path, content: bytes) -> Kept:
    """Writes what may be kept, named by its hash, whole or not at all. Raises FileRefused, OSError."""
    safe, mime = safe_content(content)
    return keep_safe(folder, safe, mime)


def keep_safe(folder: Path, safe: bytes, mime: str) -> Kept:
    """Writes what `safe_content` has let through. Raises OSError."""
    name = hashlib.sha256(safe).hexdigest()
    path = Path(name[:2]) / f"{name}.{ENDINGS[mime]}"
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, aside = tempfile.mkstemp(dir=target.parent)  # mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(safe)
        file.flush()
        os.fsync(file.fileno())
    Path(aside).replace(target)
    return Kept(str(path), len(safe), mime)
