"""A trial as it is asked for: the rules it begins with, changed, and read as rules one can work by."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.rulebook import read_files
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import DomainError, invalid, words
from complaints_service.rulebooks.files import Files
from complaints_service.rulebooks.queries import draft_of, files_in_force
from complaints_service.rulebooks.trials.changes import TrialChanges, differing, tried_files
from complaints_service.rulebooks.trials.service import ask_trial
from complaints_service.web.performance.trials.form import DRAFT
from config.errors import RulebookErrors


def ask(session: Session, reader: SignedIn, typed: dict[str, Any]) -> int:
    """Asks for the trial that was typed. Raises Invalid naming the field, DomainError."""
    running, now = service(), clock.now()
    rulebook = running.rulebook
    _refuse_unknown("category", typed["category"], {each.code for each in rulebook.categories})
    _refuse_unknown("unit", typed["unit"], {each.code for each in rulebook.units})
    base = files_in_force(session, release=running.release, folder=running.settings.rulebook)
    files = _draft(session) if typed["base"] == DRAFT else base
    changes = TrialChanges(
        on_draft=typed["base"] == DRAFT, **{name: value for name, value in typed.items() if name != "base"}
    )
    tried = differing(tried_files(files, changes), base)
    if not tried:
        raise DomainError(
            "nothing_changed", words("Belum ada yang diubah dari aturan yang berlaku. Ubah sesuatu dulu.")
        )
    try:
        read_files({**base, **tried})
    except RulebookErrors as error:
        told = "; ".join(dict.fromkeys(str(each.message) for each in error.problems[:3]))
        raise DomainError(
            "trial_broken", words("Dengan perubahan ini aturannya tidak bisa dipakai: %(told)s", told=told)
        ) from None
    return ask_trial(
        session,
        changes=changes,
        files=tried,
        account_id=reader.rights.account_id,
        today=rulebook.local_date(now),
        now=now,
        actor=reader.actor,
    )


def _draft(session: Session) -> Files:
    found = draft_of(session)
    if found is None:
        raise invalid("base", words("Tidak ada draf aturan."))
    return found.files


def _refuse_unknown(field: str, typed: str, known: set[str]) -> None:
    if typed and typed not in known:
        raise invalid(field, words("Pilih salah satu dari daftar."))
