"""Which entry of a ledger a paper is of, and how its number is written. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from config.entries.office import holds_on
from config.entries.papers import PaperTemplate
from config.rulebook import Rulebook
from sla import Event

#: By which entries a person gives a ticket on within the office, and to another agency.
ENTRIES: Mapping[str, frozenset[str]] = {
    "disposition": frozenset({"ticket.assigned", "ticket.handed_over", "ticket.routed"}),
    "referral": frozenset({"ticket.referred"}),
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def entry_of(kind: str, history: Sequence[Event]) -> Event | None:
    """The last entry by which a person did what a sort of paper is of; what a rule did has no paper."""
    found = [each for each in history if each.kind in ENTRIES[kind] and each.by.startswith("person:")]
    return found[-1] if found else None


def template_on(rulebook: Rulebook, kind: str, on: date) -> PaperTemplate | None:
    """What a sort of paper says on a local day; None where the office has none."""
    held = [one for one in rulebook.papers if one.code == kind and holds_on(one, on)]
    return held[-1] if held else None


def number_words(pattern: str, *, place: int, on: date) -> str:
    """ "007/DISP/MRL/XI/2026"."""
    return pattern.format(urut=f"{place:03d}", bulan=_ROMAN[on.month - 1], tahun=on.year)
