"""The articles an office relies on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReference:
    """An article we rely on, with the number it sets and how sure we are of it."""

    code: str
    citation: str
    summary: Bilingual
    status: str
    effective_from: date
    effective_until: date | None
    source: str
