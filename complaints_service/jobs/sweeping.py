"""Sweeps the store of files: no file stays that no row names."""

from __future__ import annotations

import logging
from collections.abc import Collection

from complaints_service import db
from complaints_service.appraisal.reporting.queries import evidence_at
from complaints_service.file_store.opening import open_store
from complaints_service.intake.attachments import attached_at
from complaints_service.intake.sweeping import sweep
from complaints_service.jobs.work import Shift

logger = logging.getLogger(__name__)


def sweep_files(shift: Shift) -> None:
    """Deletes files of forms that were never sent, once nothing can name them any more."""
    store = open_store(shift.settings.media_url)

    def named(paths: Collection[str]) -> set[str]:
        with db.reading(shift.engine) as session:
            return attached_at(session, paths=paths) | evidence_at(session, paths=paths)

    if swept := sweep(store, named=named, now=shift.now):
        logger.info("%s files swept that no form brought", swept)
