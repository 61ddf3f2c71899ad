"""Saving the draft of a rulebook, and releasing it: from that commit on it holds, in every process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.development.catalogue import catalogue
from complaints_service.development.service import seed_trainings
from complaints_service.errors import Actor, DomainError, invalid, words
from complaints_service.people.service import seed_units
from complaints_service.people.structure import structure
from complaints_service.rulebooks.arranging import arrange
from complaints_service.rulebooks.files import digest, office_code
from complaints_service.rulebooks.models import RulebookDraft, RulebookRelease
from complaints_service.rulebooks.queries import KeptDraft
from complaints_service.staffing.units import UnitOrder
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.rulebook_versions import (
    VersionChanged,
    changed_versions,
    enter_calendars,
    store_versions,
)
from config.rulebook import Rulebook


class DraftChanged(DomainError):
    """Somebody else saved the draft since this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "draft_changed",
            words(
                "Draf ini sudah disimpan orang lain sejak halaman Anda dibuka, jadi yang ini belum disimpan. "
                "Bandingkan dengan yang sekarang, lalu tekan sekali lagi."
            ),
        )


def save_draft(
    session: Session, *, files: Mapping[str, str], edition: int, now: datetime, actor: Actor
) -> int:
    """Keeps the draft; returns its new edition. Raises DraftChanged where it is not the one shown."""
    row = session.scalar(select(RulebookDraft).with_for_update())
    if (row.edition if row is not None else 0) != edition:
        raise DraftChanged
    if row is None:
        row = RulebookDraft(id=1)
        session.add(row)
    row.edition, row.files = edition + 1, dict(files)
    row.changed_by, row.changed_at = actor.ref, now
    row.proposed_by = row.proposed_at = None
    session.flush()
    return row.edition


def is_running(session: Session) -> bool:
    """Whether reports came in already: from then on rules have a date and are released by two people."""
    return session.scalar(select(Ticket.id).limit(1)) is not None


def date_draft(
    session: Session, *, draft: KeptDraft, edition: int, on: date, today: date, now: datetime, actor: Actor
) -> None:
    """Says from which day the draft's changes hold. Raises DraftChanged, Invalid for a day that has come."""
    if on <= today:
        raise invalid(
            "on", words("Pilih hari sesudah hari ini: laporan yang sudah masuk tetap pada janjinya.")
        )
    save_draft(session, files=draft.files, edition=edition, now=now, actor=actor)
    session.scalars(select(RulebookDraft)).one().holds_from = on
    session.flush()


def propose(session: Session, *, edition: int, rulebook: Rulebook, now: datetime, actor: Actor) -> None:
    """Asks somebody else to release the draft as it is. Raises DraftChanged, VersionChanged."""
    row = session.scalar(select(RulebookDraft).with_for_update())
    if row is None or row.edition != edition:
        raise DraftChanged
    if changed := changed_versions(session, versions=rulebook.versions()):
        raise VersionChanged(changed)
    row.proposed_by, row.proposed_at = actor.ref, now
    session.flush()
    record(
        session, now=now, actor=actor, kind="rulebook.proposed", subject="office", data={"edition": edition}
    )


def require_second(draft: KeptDraft, *, actor: Actor) -> None:
    """Whoever releases is not who asked for it. Raises DomainError."""
    if not draft.proposed_by:
        raise DomainError("not_proposed", words("Draf ini belum diajukan untuk dirilis."))
    if draft.proposed_by == actor.ref:
        raise DomainError(
            "own_proposal", words("Anda yang mengajukan draf ini. Orang lain yang berhak merilisnya.")
        )


def release(
    session: Session,
    *,
    draft: KeptDraft,
    files: Mapping[str, str],
    edition: int,
    rulebook: Rulebook,
    before: Rulebook,
    now: datetime,
    actor: Actor,
    holds_from: date | None = None,
) -> int:
    """Puts the draft in force; `rulebook` is what `files` say, `before` what held. Returns its number.

    `files`: those of the draft, and with a day `holds_from` as it is dated. They stay the draft, as what the
    next change begins with. Raises DraftChanged, VersionChanged, UndatedDecree, and what `arrange` raises.
    """
    save_draft(session, files=files, edition=edition, now=now, actor=actor)
    today = rulebook.local_date(now)
    order = UnitOrder(on=today, reason="", now=now, today=today, actor=actor)
    settle(session, rulebook=rulebook, now=now, actor=actor)
    arrange(session, rulebook=rulebook, before=before, order=order)
    session.scalars(select(RulebookDraft)).one().holds_from = None
    return keep_release(
        session, files=files, now=now, actor=actor, proposed_by=draft.proposed_by, holds_from=holds_from
    )


def keep_release(
    session: Session,
    *,
    files: Mapping[str, str],
    now: datetime,
    actor: Actor,
    proposed_by: str = "",
    holds_from: date | None = None,
) -> int:
    """Keeps files as the newest release, which every process goes by from then on; returns its number."""
    row = RulebookRelease(
        files=dict(files),
        sha256=digest(files),
        released_by=actor.ref,
        released_at=now,
        proposed_by=proposed_by or None,
        holds_from=holds_from,
    )
    session.add(row)
    session.flush()
    told = {
        "number": row.id,
        "sha256": row.sha256,
        "office": office_code(files),
        "proposed_by": row.proposed_by,
        "from": holds_from.isoformat() if holds_from is not None else None,
    }
    record(session, now=now, actor=actor, kind="rulebook.released", subject="office", data=told)
    return row.id


def settle(session: Session, *, rulebook: Rulebook, now: datetime, actor: Actor) -> None:
    """Lets the database know a rulebook: its versions, and the units, posts and trainings that are new.

    Raises UndatedDecree, VersionChanged.
    """
    enter_calendars(session, rulebook=rulebook, now=now)
    store_versions(session, versions=rulebook.versions(), now=now)
    units, positions = structure(rulebook)
    seed_units(session, units=units, positions=positions, now=now, actor=actor)
    trainings = catalogue(rulebook, rulebook.local_date(now))
    seed_trainings(session, trainings=trainings, now=now, actor=actor)


def drop_draft(session: Session, *, edition: int) -> None:
    """Throws the draft away. Raises DraftChanged where it is not the one that was shown."""
    row = session.scalar(select(RulebookDraft).with_for_update())
    if (row.edition if row is not None else 0) != edition:
        raise DraftChanged
    if row is not None:
        session.delete(row)
        session.flush()
