"""A person's year of plans as a page opens it: for whom it is, and who takes part in its dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request

from complaints_service.accounts.access import Rights, may_see_person
from complaints_service.appraisal.planning.queries import plan_version, versions_of
from complaints_service.appraisal.planning.rules import may_act
from complaints_service.appraisal.planning.setting import Placement, placement_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.scope import Look


@dataclass(frozen=True)
class Opened:
    """A person's year as it was opened: who reads, whose plan it is, where they stand, and its versions."""

    reader: SignedIn
    look: Look
    card: OfficerCard
    placement: Placement | None
    year: int
    versions: Sequence[PlanView]

    @property
    def draft(self) -> PlanView | None:
        """The version that is being talked about."""
        return next((each for each in self.versions if each.state == "draft"), None)

    @property
    def signed(self) -> list[PlanView]:
        """The signed versions, the first in force first."""
        signed = [each for each in self.versions if each.state == "signed"]
        return sorted(signed, key=lambda each: each.effective_from)

    @property
    def takes_part(self) -> bool:
        """Whether the reader is one of the two."""
        return self.placement is not None and may_act(
            actor_id=self.reader.rights.officer_id,
            officer_id=self.card.id,
            rater_id=self.placement.rater_id,
        )


def may_see_matrix(rights: Rights, unit: str) -> bool:
    """Whether a person may see the plans of all who work under a unit's head: who leads it, its auditors."""
    return unit in rights.subordinate_units or rights.granted("auditor", unit)


def open_year(officer_id: int, year: int | None = None) -> Opened:
    """Whatever the reader may see of a person's year; 404 for whom it is not."""
    reader, look = officer(), Look()
    wanted = year or asked_year(look)
    with reading() as session:
        card = people.officer_card(session, officer_id=officer_id)
        if card is None or not may_see_person(reader.rights, officer_id, card.unit):
            abort(404)
        today = look.rulebook.local_date(look.now)
        placement = placement_of(session, officer_id=officer_id, on=today) if card.active else None
        versions = versions_of(session, officer_id=officer_id, year=wanted)
    return Opened(reader, look, card, placement, wanted, versions)


def open_dialogue(officer_id: int) -> Opened:
    """A person's year for one of the two; 404 for everyone else."""
    opened = open_year(officer_id)
    if not opened.takes_part or not opened.card.is_civil_servant:
        abort(404)
    return opened


def asked_year(look: Look) -> int:
    """The year asked for, or this one."""
    typed = request.values.get("tahun", "")
    this_year = look.rulebook.local_date(look.now).year
    return int(typed) if typed.isascii() and typed.isdigit() and 2000 <= int(typed) <= 2100 else this_year


def open_version(officer_id: int, version_id: int) -> tuple[Opened, PlanView]:
    """A version with its year, for whoever may see the person; 404 for everyone else and for none such."""
    officer()
    with reading() as session:
        found = plan_version(session, version_id=version_id)
    if found is None or found.officer_id != officer_id:
        abort(404)
    return open_year(officer_id, found.year), found


def open_draft(officer_id: int, version_id: int) -> tuple[Opened, PlanView]:
    """A draft for one of the two; 404 for everyone else and for what is no draft."""
    opened, found = open_version(officer_id, version_id)
    if not opened.takes_part or found.state != "draft":
        abort(404)
    return opened, found
