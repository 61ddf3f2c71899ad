"""Whom a complaint that is handed in accuses, and whom it merely mentions: it is kept from both."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.people.directory import Directory
from complaints_service.routing.naming import roll_of
from complaints_service.tickets.opening.draft import Draft
from config.rulebook import Rulebook

#: Answers to "is it about staff or the office?" by which a complaint is treated as one that is.
PROTECTING = ("yes", "unsure")


@dataclass(frozen=True, kw_only=True)
class About:
    """Holder references; `staff`: it is about staff, whoever that may be."""

    staff: bool
    accused: tuple[str, ...]
    mentioned: tuple[str, ...]


def about(draft: Draft, *, directory: Directory, rulebook: Rulebook, about_staff: bool) -> About:
    """Whom a draft is about. `about_staff`: its category is."""
    staff = about_staff or draft.about_office in PROTECTING
    roll, wary = roll_of(rulebook, directory), staff or bool(draft.about)
    said = "\n".join((draft.text, *draft.answers.values()))
    text = roll.read(said, kelurahan=draft.place.kelurahan, wary=wary)
    # An address names units as places; a person named there is kept from it all the same.
    beside = roll.read(draft.place.address or "", kelurahan=draft.place.kelurahan, wary=wary)
    named = [*text.references, *(each for each in beside.references if each.startswith("person:"))]
    # History keeps the department it had, whatever its words.
    if draft.unit is not None:
        named = [each for each in named if each.startswith("person:")]
    elif wary or text.accusing or beside.accusing:
        return About(staff=staff, accused=tuple(dict.fromkeys((*draft.about, *named))), mentioned=())
    mentioned = tuple(dict.fromkeys(each for each in named if each not in draft.about))
    return About(staff=staff, accused=draft.about, mentioned=mentioned)
