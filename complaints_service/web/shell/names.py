"""How a page names who holds, writes and acts: officers see persons, citizens see units only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.people.structure import unit_title
from complaints_service.web.drawing.model import Audience, Holder
from config.errors import UnknownEntry
from config.rulebook import Rulebook
from sla import Event

#: What of an entry's data names somebody.
_NAMING = ("holder", "person", "to", "mention")


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names one page needs. `homes`: the unit in which a `person:` reference held the ticket."""

    audience: Audience
    units: Mapping[str, tuple[str, str]]
    officers: Mapping[int, OfficerCard]
    homes: Mapping[str, str]
    home: str
    rulebook: Rulebook

    def unit(self, code: str) -> str:
        """A unit's name in the reader's language."""
        return self.units.get(code, ("", code))[1]

    def person(self, officer_id: int) -> str:
        """A person's name, for officers; a unit's for citizens."""
        card = self.officers.get(officer_id)
        if self.audience == "citizen" or card is None:
            return self.unit(self.homes.get(f"person:{officer_id}", self.home))
        return card.name

    def holder(self, reference: str) -> Holder:
        """A holder reference as drawings and tables name it."""
        kind, _sep, name = reference.partition(":")
        if kind == "citizen":
            words = _("Menunggu Anda") if self.audience == "citizen" else _("Menunggu warga")
            return Holder("citizen", "", words, "citizen")
        if kind == "agency":
            return Holder(reference, "", self._agency(name), "agency")
        if kind == "unit":
            return Holder(reference, self.units.get(name, ("", ""))[0], self._queue(name), "queue")
        if kind == "person":
            return self._person(reference, int(name))
        words = _("Selesai, menunggu Anda") if self.audience == "citizen" else _("Selesai, menunggu warga")
        return Holder("nobody", "", words, "nobody")

    def named(self, reference: str) -> str:
        """A person or a unit as one speaks of them: a unit is no queue here."""
        kind, _sep, name = reference.partition(":")
        return self.unit(name) if kind == "unit" else self.holder(reference).name

    def author(self, reference: str) -> str:
        """Who wrote or acted: "Anda" or "Warga", a person or their unit, or the house itself."""
        if reference == "citizen":
            return _("Anda") if self.audience == "citizen" else _("Warga")
        if reference.startswith("person:"):
            return self.person(int(reference.removeprefix("person:")))
        return "Tanggap"

    def _person(self, reference: str, officer_id: int) -> Holder:
        card = self.officers.get(officer_id)
        if self.audience == "citizen" or card is None:
            code = self.homes.get(reference, self.home)
            initials, name = self.units.get(code, ("", code))
            return Holder(f"unit:{code}", initials, name, "person")
        return Holder(reference, card.initials, card.name, "person")

    def _queue(self, code: str) -> str:
        name = self.unit(code)
        if self.audience == "citizen" or code == self.rulebook.office.triage_unit:
            return name
        return _("Antrean %(unit)s", unit=name)

    def _agency(self, code: str) -> str:
        try:
            return self.rulebook.agency(code).names.read(language())
        except UnknownEntry:
            return code


def names_for(session: Session, *, events: Sequence[Event], audience: Audience, rulebook: Rulebook) -> Names:
    """The names of everyone in one ticket's ledger; a citizen's page never loads a person's."""
    return names_of(session, ledgers=[events], audience=audience, rulebook=rulebook)


def names_of(
    session: Session, *, ledgers: Collection[Sequence[Event]], audience: Audience, rulebook: Rulebook
) -> Names:
    """The names of everyone in several ledgers, in two queries at most."""
    homes = {
        str(event.data["holder"]): str(event.data["unit"])
        for events in ledgers
        for event in events
        if "holder" in event.data and "unit" in event.data
    }
    cards = {} if audience == "citizen" else people.officer_cards(session, ids=_officers(ledgers))
    last = [event for events in ledgers for event in events if "unit" in event.data]
    return Names(
        audience=audience,
        units=_unit_names(session, rulebook),
        officers=cards,
        homes=homes,
        home=str(last[-1].data["unit"]) if last else rulebook.office.triage_unit,
        rulebook=rulebook,
    )


def _officers(ledgers: Collection[Sequence[Event]]) -> set[int]:
    found: set[int] = set()
    for events in ledgers:
        for event in events:
            data = event.data
            for reference in (
                event.by,
                *(str(data.get(name, "")) for name in _NAMING),
            ):
                if reference.startswith("person:"):
                    found.add(int(reference.removeprefix("person:")))
            weighed = data.get("inputs") or {}
            kept_from = (*weighed.get("accused", ()), *weighed.get("mentioned", ()), *data.get("whom", ()))
            found.update(int(one[7:]) for one in kept_from if one.startswith("person:"))
            found.update(each["officer_id"] for each in data.get("alternatives", ()))
            found.update([data["officer"]] if data.get("officer") else [])
    return found


def _unit_names(session: Session, rulebook: Rulebook) -> dict[str, tuple[str, str]]:
    """Initials and name by code: what the office calls its units now, in English where it kept our name."""
    seeded = {unit.code: unit for unit in rulebook.units}
    found = {}
    for code, name in people.unit_names(session).items():
        unit = seeded.get(code)
        name = unit_title(code, name, rulebook=rulebook, language=language())
        initials = unit.initials if unit else "".join(word[0] for word in name.split()[:3]).upper()
        found[code] = (initials, name)
    return found
