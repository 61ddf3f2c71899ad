"""Keeps the rulebook's versions, and refuses one that changed after tickets were judged by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.tickets.ledger.models import RulebookVersion, Ticket
from config.entries.versions import VersionEntry as Version
from config.restoring import restored
from config.rulebook import Rulebook
from sla import CalendarErrors, SlaError


class VersionChanged(DomainError):
    """Versions that tickets already used read differently now; names each."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            "rulebook_version_changed",
            words(
                "Versi buku aturan ini sudah dipakai tiket, isinya tidak boleh berubah: %(names)s. "
                "Buat versi baru dengan effective_from yang lebih kemudian.",
                names=", ".join(names),
            ),
        )


def changed_versions(session: Session, *, versions: Sequence[Version]) -> list[str]:
    """The versions, as `kind code version`, that tickets used and that are not what they were."""
    stored = {
        (row.kind, row.code, row.version): row.sha256 for row in session.scalars(select(RulebookVersion))
    }
    return [
        f"{version.kind} {version.code} {version.version}"
        for version in versions
        if stored.get((version.kind, version.code, version.version), version.sha256) != version.sha256
        and _used(session, version)
    ]


def as_stored(session: Session, *, rulebook: Rulebook) -> tuple[Rulebook, list[str]]:
    """The rulebook as tickets were judged by it, and the versions that were edited in place since.

    What they were is stored, so the service goes on by that. Raises VersionChanged where it cannot be read
    back.
    """
    changed = changed_versions(session, versions=rulebook.versions())
    if not changed:
        return rulebook, []
    stored = {
        (row.kind, row.code, row.version): row
        for row in session.scalars(select(RulebookVersion))
        if f"{row.kind} {row.code} {row.version}" in changed
    }
    before = restored(rulebook, {name: row.canonical_json for name, row in stored.items()})
    read = {(one.kind, one.code, one.version): one.sha256 for one in before.versions()}
    if lost := [" ".join(name) for name, row in stored.items() if read.get(name) != row.sha256]:
        raise VersionChanged(lost)
    return before, changed


class UndatedDecree(DomainError):
    """A later version of a calendar changes days past without saying when that was decreed."""

    def __init__(self, problems: Sequence[SlaError]) -> None:
        super().__init__(
            "decree_undated",
            words(
                "Hari yang sudah tiba dan baru ditambahkan ke kalender harus menyebut decreed_at: %(names)s.",
                names=", ".join(problem.key for problem in problems),
            ),
        )


def enter_calendars(session: Session, *, rulebook: Rulebook, now: datetime) -> None:
    """Tells the rulebook when each version of its calendars was stored here; others are entered now.

    Raises UndatedDecree.
    """
    stored = {
        (row.code, row.version): row.stored_at
        for row in session.scalars(select(RulebookVersion).where(RulebookVersion.kind == "calendar"))
    }
    try:
        rulebook.enter(stored, now=now)
    except CalendarErrors as refused:
        raise UndatedDecree(refused.problems) from None


def store_versions(session: Session, *, versions: Sequence[Version], now: datetime) -> None:
    """Keeps every version not kept yet. Raises VersionChanged."""
    if changed := changed_versions(session, versions=versions):
        raise VersionChanged(changed)
    for version in versions:
        same = (
            RulebookVersion.kind == version.kind,
            RulebookVersion.code == version.code,
            RulebookVersion.version == version.version,
        )
        if session.scalar(select(RulebookVersion.id).where(*same, RulebookVersion.sha256 == version.sha256)):
            continue
        session.execute(delete(RulebookVersion).where(*same))
        session.execute(
            insert(RulebookVersion).values(
                kind=version.kind,
                code=version.code,
                version=version.version,
                effective_from=version.effective_from,
                canonical_json=version.canonical_json,
                sha256=version.sha256,
                stored_at=now,
            )
        )


def _used(session: Session, version: Version) -> bool:
    if version.kind == "policy":
        condition = Ticket.policy_version == version.version
    else:
        condition = Ticket.received_at >= datetime.combine(version.effective_from, time.min, UTC)
    return session.scalar(select(Ticket.id).where(condition).limit(1)) is not None
