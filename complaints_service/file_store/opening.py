"""The store that a setting names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from complaints_service.file_store.folder import FolderStore
from complaints_service.file_store.s3 import S3Store
from complaints_service.file_store.store import FileStore


@lru_cache(maxsize=8)
def open_store(url: str) -> FileStore:
    """The store of `TANGGAP_MEDIA_URL`; one client for a whole process, which its threads share."""
    if url.startswith("file:"):
        return FolderStore(Path(url.removeprefix("file:")))
    return S3Store(url)
