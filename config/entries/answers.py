"""Answers an office offers its officers to begin a letter with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual

#: The acts whose words to the citizen may begin with a template.
TEMPLATE_ACTS = ("message", "question", "resolve", "reject")
#: What is filled in where a template names it in braces: who complained, the report's number and place, until
#: when its resolution is promised, and the unit that has it.
FIELDS = ("nama_warga", "nomor", "tempat", "janji", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedAnswer:
    """A template the rulebook offers to everybody; `category` None: for tickets of any.

    Its body may name the FIELDS in braces; they are filled in when it is used.
    """

    code: str
    names: Bilingual
    act: str
    category: str | None
    body: Bilingual
    effective_from: date
    effective_until: date | None
    source: str
