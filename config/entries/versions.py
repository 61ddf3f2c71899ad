"""A version of the rulebook as the database keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEntry:
    """One version as it is stored and compared: the same meaning gives the same bytes.

    `canonical_json` leaves out sources and ends of validity: neither changes what was decided under it.
    """

    kind: str
    code: str
    version: str
    effective_from: date
    canonical_json: str
    sha256: str
