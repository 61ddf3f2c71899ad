"""A person's year of plans: for whom it is opened, who takes part in its dialogue, which version is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.planning.queries import plan_version, versions_of
from complaints_service.appraisal.planning.rules import may_act
from complaints_service.appraisal.planning.setting import Placement, placement_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view


@dataclass(frozen=True, kw_only=True)
class PlanYear:
    """A person's year as a reader opened it; `takes_part`: the reader is one of the two.

    `wanted`: the version that was asked for, where it was one. `placement` is None for who works here no
    more.
    """

    card: OfficerCard
    placement: Placement | None
    year: int
    versions: Sequence[PlanView]
    takes_part: bool
    wanted: PlanView | None = None

    @property
    def draft(self) -> PlanView | None:
        """The version that is being talked about."""
        return next((each for each in self.versions if each.state == "draft"), None)

    @property
    def signed(self) -> list[PlanView]:
        """The signed versions, the first in force first."""
        signed = [each for each in self.versions if each.state == "signed"]
        return sorted(signed, key=lambda each: each.effective_from)


def open_year(session: Session, rights: Rights, *, officer_id: int, year: int) -> PlanYear:
    """A person's year, for whoever may see the person. Raises NotFound."""
    card = member_in_view(session, rights, officer_id=officer_id)
    placement = placement_of(session, officer_id=officer_id, on=rights.on) if card.active else None
    part = placement is not None and may_act(
        actor_id=rights.officer_id, officer_id=officer_id, rater_id=placement.rater_id
    )
    versions = versions_of(session, officer_id=officer_id, year=year)
    return PlanYear(card=card, placement=placement, year=year, versions=versions, takes_part=part)


def open_dialogue(session: Session, rights: Rights, *, officer_id: int, year: int) -> PlanYear:
    """A person's year for one of the two. Raises NotFound."""
    opened = open_year(session, rights, officer_id=officer_id, year=year)
    if not opened.takes_part or not opened.card.is_civil_servant:
        raise NotFound("plan")
    return opened


def open_version(session: Session, rights: Rights, *, officer_id: int, version_id: int) -> PlanYear:
    """The year of a version, with the version `wanted`, for whoever may see the person. Raises NotFound."""
    found = plan_version(session, version_id=version_id)
    if found is None or found.officer_id != officer_id:
        raise NotFound("plan")
    opened = open_year(session, rights, officer_id=officer_id, year=found.year)
    return replace(opened, wanted=found)


def shown_version(versions: Sequence[PlanView], today: date) -> PlanView | None:
    """What a year's page shows: the draft, or what holds today, or else the newest."""
    for version in versions:
        if version.state == "draft":
            return version
    signed = [version for version in versions if version.state == "signed"]
    signed.sort(key=lambda version: version.effective_from)
    held = [version for version in signed if version.effective_from <= today]
    return next(iter(held[-1:] or signed[:1] or list(versions[-1:])), None)


def standing_in_time(plan: PlanView, versions: Sequence[PlanView], today: date) -> str:
    """Where a version stands: `draft`, `dropped`; a signed one `coming`, `holds`, `replaced` or `over`."""
    if plan.state != "signed":
        return plan.state
    if any(
        each.state == "signed" and plan.effective_from < each.effective_from <= today for each in versions
    ):
        return "replaced"
    if plan.effective_from > today:
        return "coming"
    return "holds" if plan.year == today.year else "over"
