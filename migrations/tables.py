"""Every table of the service, gathered from the slices' models."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import MetaData

import complaints_service
from complaints_service.db import Base

#: What one of the two databases alone has for looking words up, beside what the models describe.
_FOR_SEARCH = ("ticket_words_index", "ix_ticket_words_stems")


def is_compared(_thing: object, name: str | None, *_how: object) -> bool:
    """Whether models and database must agree on something of this name."""
    return not (name or "").startswith(_FOR_SEARCH)


def metadata() -> MetaData:
    """The shape that the models describe; importing each `models` module fills it."""
    for root in complaints_service.__path__:
        folder = Path(root)
        for path in sorted([*folder.rglob("models.py"), *folder.rglob("models/*.py")]):
            parts = path.relative_to(folder).with_suffix("").parts
            importlib.import_module(".".join(("complaints_service", *parts)).removesuffix(".__init__"))
    importlib.import_module("complaints_service.idempotency")  # one table, beside the one thing it is for
    return Base.metadata
