"""The canonical form of what was written, and its digest. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from complaints_service.dates import in_utc

#: What stands in the place of a digest once the row is gone.
GONE = "gone"
SALT_BYTES = 16
_FORM_LENGTH = 16


def key_text(values: Sequence[object]) -> str:
    """A row's key as it is written down beside its digest."""
    return "/".join(str(value) for value in values)


@cache
def form_code(columns: Sequence[str]) -> str:
    """A short name for the columns a digest is over."""
    return hashlib.sha256(",".join(columns).encode()).hexdigest()[:_FORM_LENGTH]


def digest_of(record: str, part: str, key: str, columns: Mapping[str, Any], *, salt: str = "") -> str:
    """SHA-256 over the record's name, its key, and its columns; HMAC-SHA-256 where there is a salt.

    The key is within it: the words of two messages that were swapped no longer fit.
    """
    content = _said({"record": record, "part": part, "key": key, "columns": dict(columns)}).encode()
    if salt:
        return hmac.digest(bytes.fromhex(salt), content, "sha256").hex()
    return hashlib.sha256(content).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")


#: The one way in which what was written is put into words, made once.
_said = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain).encode
