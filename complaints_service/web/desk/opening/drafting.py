"""The draft as a request finds it, and the one way in which a step changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import words
from complaints_service.rulebooks.editing.tables import office_of
from complaints_service.rulebooks.queries import KeptDraft, draft_of, files_in_force
from complaints_service.rulebooks.service import save_draft
from complaints_service.web.desk.opening.form import DraftChangeForm
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
