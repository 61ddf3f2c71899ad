"""Backs the office up when its settings say it is time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from complaints_service import db
from complaints_service.backups.erased import add_erased
from complaints_service.backups.making import OfficeSource, make_backup
from complaints_service.backups.manifest import Manifest, backups_in, made_at
from complaints_service.backups.office_keys import BACKUP_KEY, backup_key
from complaints_service.edge.transaction import writing
from complaints_service.file_store.folder import FolderStore
from complaints_service.file_store.opening import open_store
from complaints_service.health.rules import BACKUP
from complaints_service.health.service import beat
from complaints_service.jobs.work import Shift
from complaints_service.personal_data.again import erased_reports

#: What an office keeps in files, by its names in a backup.
SEAL, RULEBOOK, MEDIA = "seal", "rulebook", "media"


def back_up_in_time(shift: Shift) -> None:
    """Makes a backup where a folder is set and the newest in it is old enough. Raises BackupFailed."""
    folder = shift.settings.backup_folder
    if folder is None:
        return
    due = shift.now - timedelta(hours=shift.settings.backup_every_hours)
    if all(made_at(newest) <= due for newest in backups_in(folder)[-1:]):
        back_up(shift, folder)


def back_up(shift: Shift, folder: Path) -> Manifest:
    """Makes a backup now, and writes down that there is one. Raises BackupFailed."""
    settings = shift.settings
    source = OfficeSource(
        office=shift.rulebook.office.names.id,
        engine=shift.engine,
        first={SEAL: FolderStore(settings.seal_folder)},
        after={RULEBOOK: FolderStore(settings.rulebook), MEDIA: open_store(settings.media_url)},
    )
    key = backup_key(settings.root / BACKUP_KEY)
    made = make_backup(source, folder, key=key, keep=settings.backup_keep, now=shift.now)
    tell_erased(shift, folder)
    writing(lambda session: beat(session, part=BACKUP, now=shift.now), shift.engine)
    return made


def tell_erased(shift: Shift, folder: Path) -> None:
    """Puts what is erased by now on the list beside the backups. Raises OSError."""
    with db.reading(shift.engine) as session:
        erased = erased_reports(session)
    if erased:
        add_erased(folder, erased, key=backup_key(shift.settings.root / BACKUP_KEY))
