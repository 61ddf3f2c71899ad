"""The hash chain: each link is the SHA-256 of the link before it and of one row.

A row that is edited, deleted or swapped with another no longer fits its link. The newest link, written
down elsewhere, also shows whether the whole chain was made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

#: The link before the first.
GENESIS = "0" * 64

#: A row's id, and the bytes it stands for.
Row = tuple[int, bytes]


@dataclass(frozen=True)
class Link:
    """One link of a chain, counted from 1 in the order of sealing."""

    position: int
    row_id: int
    previous: str
    digest: str


@dataclass(frozen=True)
class ChainFault:
    """A place where rows and chain disagree; `what` is changed, missing or broken.

    `changed`: the row is not the one that was sealed (edited, or swapped with another). `missing`: it is
    gone. `broken`: the row's link does not follow the one before it.
    """

    chain: str
    what: str
    row_id: int


def canonical(row: Mapping[str, Any]) -> bytes:
    """The one byte string of a row: JSON with sorted keys, instants as UTC seconds."""
    return json.dumps(
        dict(row), sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_instant
    ).encode()


def digest(previous: str, row: bytes) -> str:
    """The link that follows `previous` for a row's canonical bytes; 64 hexadecimal digits."""
    return hashlib.sha256(previous.encode() + b"\n" + row).hexdigest()


def row_digest(row: bytes) -> str:
    """The digest of one row by itself; 64 hexadecimal digits."""
    return hashlib.sha256(row).hexdigest()


def find_faults(
    chain: str, links: Iterable[Link], rows: Iterable[Row], erased: Mapping[int, str] = MappingProxyType({})
) -> list[ChainFault]:
    """Every disagreement between the links and the rows as they are now; unsealed rows are passed over.

    `links` come in order of position; `rows` in any order. `erased`: of rows whose words were erased, the
    digest of what stayed of each; the chain goes on over what was sealed.
    """
    by_row: dict[int, Link] = {}
    faults: list[ChainFault] = []
    previous, position = GENESIS, 0
    for link in links:
        if link.position != position + 1 or link.previous != previous:
            faults.append(ChainFault(chain, "broken", link.row_id))
        previous, position = link.digest, link.position
        by_row[link.row_id] = link
    for row_id, content in rows:
        found = by_row.pop(row_id, None)
        if row_id in erased:
            as_written = row_digest(content) == erased[row_id]
        else:
            as_written = found is None or digest(found.previous, content) == found.digest
        if not as_written:
            faults.append(ChainFault(chain, "changed", row_id))
    faults.extend(ChainFault(chain, "missing", row_id) for row_id in sorted(by_row))
    return faults


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    raise TypeError(f"no canonical form for {type(value).__name__}")
