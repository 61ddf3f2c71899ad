"""Forgets what is due, learns anew what was learned of it, and tells the folder of backups what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor
from complaints_service.intake.suggesting.service import lessons
from complaints_service.intake.sweeping import SPARED
from complaints_service.jobs.backing_up import tell_erased
from complaints_service.jobs.sweeping import sweep_files
from complaints_service.jobs.work import Shift, forget_past_terms, relearn_categories
from complaints_service.moment import Moment
from complaints_service.personal_data.again import erase_again
from complaints_service.personal_data.erasing import overwrite_gone


def forget(shift: Shift) -> None:
    """Erases what is due; where all the suggestion had learned was of it too, it learns anew at once."""
    had_learned = _has_learned(shift)
    forget_past_terms(shift)
    if had_learned and not _has_learned(shift):
        relearn_categories(shift)
    if shift.settings.backup_folder is not None:
        tell_erased(shift, shift.settings.backup_folder)


def erase_restored(shift: Shift, erased: Mapping[str, str], *, by: Actor) -> int:
    """Erases in a restored office what the list beside its backups names, and its files; how many reports."""

    def again(session: Session) -> int:
        moment = Moment(session=session, now=shift.now, actor=by, rulebook=shift.rulebook)
        return erase_again(moment, erased=erased)

    if done := writing(again, shift.engine):
        overwrite_gone(shift.engine)
        # Nobody is half way through a form here: no file has to be spared.
        sweep_files(replace(shift, now=shift.now + 2 * SPARED))
    return done


def _has_learned(shift: Shift) -> bool:
    with db.reading(shift.engine) as session:
        return bool(lessons(session))
