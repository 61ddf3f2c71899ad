"""Every table of the service, gathered from the slices' models."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import MetaData

import complaints_service
from complaints_service.db import Base


def metadata() -> MetaData:
    """The shape that the models describe; importing each `models` module fills it."""
    for root in complaints_service.__path__:
        folder = Path(root)
        for path in sorted([*folder.rglob("models.py"), *folder.rglob("models/*.py")]):
            parts = path.relative_to(folder).with_suffix("").parts
            importlib.import_module(".".join(("complaints_service", *parts)).removesuffix(".__init__"))
    importlib.import_module("complaints_service.idempotency")  # one table, beside the one thing it is for
    return Base.metadata
