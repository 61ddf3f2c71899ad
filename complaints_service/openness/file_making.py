"""Makes and hands out the files of open data: kept once made, and made anew where points have gone since."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.openness.block_storing import BlockName, gone_blocks, points_without
from complaints_service.openness.exporting import FORMS, POINTED, file_body
from complaints_service.openness.models import OpenFile
from complaints_service.openness.queries import published
from config.rulebook import Rulebook


def keep_files(session: Session, *, now: datetime, rulebook: Rulebook, licence: str, all_anew: bool) -> None:
    """Makes the files and keeps them: all, or those that are missing or whose points are wrong by now."""
    gone = gone_blocks(session)
    for form in FORMS:
        kept = session.get(OpenFile, form)
        if all_anew or kept is None or not _still_right(kept, gone):
            session.merge(_made(session, form, gone, now=now, rulebook=rulebook, licence=licence))


def open_file(
    session: Session, form: str, *, now: datetime, rulebook: Rulebook, licence: str
) -> OpenFile | None:
    """The file in one form as it may be told now; None before anything was made.

    What was kept is not handed out where a report was kept from others since: then it is made on the spot.
    """
    kept = session.get(OpenFile, form)
    if kept is None or form not in POINTED:
        return kept
    gone = gone_blocks(session)
    if _still_right(kept, gone):
        return kept
    return _made(session, form, gone, now=now, rulebook=rulebook, licence=licence)


def _still_right(kept: OpenFile, gone: Set[BlockName]) -> bool:
    return kept.form not in POINTED or kept.without == _listed(gone)


def _made(
    session: Session, form: str, gone: Set[BlockName], *, now: datetime, rulebook: Rulebook, licence: str
) -> OpenFile:
    points = points_without(session, gone) if form in POINTED else {}
    body = file_body(form, published(session), points=points, rulebook=rulebook, licence=licence)
    return OpenFile(
        form=form,
        made_at=now,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
        without=_listed(gone) if form in POINTED else [],
    )


def _listed(gone: Set[BlockName]) -> list[Any]:
    return [[month, number] for month, number in sorted(gone)]
