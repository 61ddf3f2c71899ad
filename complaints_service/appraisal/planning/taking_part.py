"""Who takes part in the dialogue about a plan, and the draft as it lies open to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.parties import party
from complaints_service.appraisal.planning.models import PlanRemark, PlanVersion
from complaints_service.appraisal.planning.queries import plan_version
from complaints_service.appraisal.planning.rules import may_act
from complaints_service.appraisal.planning.setting import Placement, placement_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.errors import Actor, DomainError, NotFound, words
from complaints_service.people.queries import OfficerCard, names_of_officers, officer_card


def civil_servant(session: Session, officer_id: int, on: date) -> tuple[OfficerCard, Placement]:
    """An officer who has plans, and where they stand; NotFound or DomainError for anyone else."""
    card = officer_card(session, officer_id=officer_id)
    if card is None or not card.active:
        raise NotFound("plan")
    if not card.is_civil_servant:
        raise DomainError(
            "no_plan_for_non_asn",
            words("Pegawai non-ASN tidak memakai SKP. Angka, umpan balik dan pelatihannya tetap dicatat."),
        )
    return card, placement_of(session, officer_id=officer_id, on=on)


def open_draft(
    session: Session, version_id: int, actor: Actor, on: date
) -> tuple[PlanVersion, PlanView, Placement]:
    """A draft for one who takes part in its dialogue; nobody else changes it until the transaction ends."""
    version = session.get(PlanVersion, version_id, with_for_update=True, populate_existing=True)
    view = plan_version(session, version_id=version_id)
    if version is None or view is None:
        raise NotFound("plan")
    _card, placement = civil_servant(session, view.officer_id, on)
    require_part(actor, view.officer_id, placement.rater_id)
    if version.state != "draft":
        raise DomainError(
            "not_a_draft",
            words("Versi ini sudah ditandatangani kedua pihak. Perubahan dibuat sebagai versi baru.")
            if version.state == "signed"
            else words("Draf ini sudah dibatalkan."),
        )
    return version, view, placement


def require_part(actor: Actor, officer_id: int, rater_id: int | None) -> None:
    """Refuses whoever is neither the officer nor the rater, as if there were no plan."""
    if not may_act(actor_id=actor.officer_id, officer_id=officer_id, rater_id=rater_id):
        raise NotFound("plan")


def require_seen(session: Session, version: PlanVersion, revision: int) -> None:
    """Refuses whoever has not seen the latest change, naming who made it."""
    if version.revision == revision:
        return
    last = session.execute(
        select(PlanRemark.officer_id)
        .where(PlanRemark.version_id == version.id, PlanRemark.kind == "change")
        .order_by(PlanRemark.id.desc())
    ).first()
    who = names_of_officers(session, ids=[last.officer_id])[last.officer_id] if last else ""
    raise DomainError(
        "plan_changed",
        words("Rencana ini baru saja diubah %(who)s. Tulisan Anda masih ada; baca dulu yang baru.", who=who),
    )


def officer_in(actor: Actor) -> int:
    """The officer who acts; NotFound for everyone else."""
    if actor.officer_id is None:
        raise NotFound("plan")
    return actor.officer_id


def reread(session: Session, version_id: int) -> PlanView:
    """The version as it stands after a change."""
    view = plan_version(session, version_id=version_id)
    if view is None:
        raise NotFound("plan")
    return view


def with_parties(session: Session, version: PlanVersion, view: PlanView, on: date) -> PlanView:
    """What is about to be signed, with the two as they are called and stand on the first signature's day.

    Whoever signs second signs what the first one did, also where that held no parties yet.
    """
    if version.digest is not None:
        return view
    parties = {"officer": party(session, officer_id=view.officer_id, on=on)}
    if view.rater_id is not None:
        parties["rater"] = party(session, officer_id=view.rater_id, on=on)
    return replace(view, parties={side: one.content() for side, one in parties.items() if one is not None})
