"""The draft as a request finds it, and the one way in which a step changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import words
from complaints_service.rulebooks.dating import dated
from complaints_service.rulebooks.editing.tables import office_of
from complaints_service.rulebooks.files import digest
from complaints_service.rulebooks.queries import KeptDraft, draft_of, files_in_force
from complaints_service.rulebooks.service import is_running, save_draft
from complaints_service.web.desk.opening.form import DraftChangeForm
from complaints_service.web.desk.opening.steps import CheckedDraft, checked
from complaints_service.web.shell.forms import Sent, Typed, submit

Answer = Response | tuple[Any, int]
Files = Mapping[str, str]


def draft_now(session: Session) -> KeptDraft:
    """The draft; where none was saved yet, the rules in force as its beginning."""
    return draft_of(session) or KeptDraft(edition=0, files=rules_in_force(session))


def rules_in_force(session: Session) -> Files:
    """The files of the rules that hold here now."""
    running = service()
    return files_in_force(session, release=running.release, folder=running.settings.rulebook)


@dataclass(frozen=True, kw_only=True)
class ReadyDraft:
    """The draft as it would hold: `files` dated in an office that runs, None while its day is missing.

    `found`: what the check says of these, or of the draft itself while that is broken.
    """

    draft: KeptDraft
    in_force: Files
    running: bool
    files: Files | None
    found: CheckedDraft

    @property
    def unchanged(self) -> bool:
        """Whether the draft says what holds already."""
        return digest(self.in_force) == digest(self.draft.files)


def ready_draft(session: Session) -> ReadyDraft:
    """The draft with its day; a day that has come meanwhile is none any more."""
    draft, in_force = draft_now(session), rules_in_force(session)
    today = service().rulebook.local_date(clock.now())
    running, on, found = is_running(session), draft.holds_from, checked(draft.files)
    files: Files | None = draft.files
    if running:
        ahead = on is not None and on > today
        files = draft.files if ahead else None
    if on is not None and files is not None and running and found.rulebook is not None:
        files = dated(in_force, draft.files, on=on, today=today)
        found = checked(files)
    return ReadyDraft(draft=draft, in_force=in_force, running=running, files=files, found=found)


def first_on(files: Files) -> date:
    """The first day of what is entered: that of the office itself."""
    found = office_of(files).get("effective_from")
    return found if isinstance(found, date) else service().rulebook.office.effective_from


def change_draft(
    reader: SignedIn,
    schema: DraftChangeForm,
    change: Callable[[Files, dict[str, Any]], Files],
    *,
    refused: Callable[[Typed], Any],
    done: str,
    form: str = "",
) -> Answer:
    """Changes the draft that was shown, and goes on; one that somebody else saved since is not touched."""

    def write(session: Session, typed: dict[str, Any]) -> None:
        files = change(draft_now(session).files, typed)
        save_draft(session, files=files, edition=typed["edition"], now=clock.now(), actor=reader.actor)

    said = words("Tersimpan di draf. Belum berlaku sampai dirilis.")
    return submit(schema, Sent(change=write, refused=refused, done=done, said=said, form=form))
