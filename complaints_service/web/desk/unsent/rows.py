"""One's letters that have not left, as the desk shows them above everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import session as browser
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.problems import say
from complaints_service.edge.sign_in import SignedIn
from complaints_service.tickets.unsent.service import HELD, own_letters


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A letter that has not left; `seconds` until it does, 0 where it could not; `gone`: said once it has."""

    words: str
    text: str
    href: str
    verb: str
    seconds: int
    gone: str = ""


#: Until when this browser has a letter that may be taken back.
_UNTIL = "unsent_until"


def note_pressed() -> None:
    """This browser's next lists look for letters, until the one that was just pressed has left."""
    browser[_UNTIL] = (clock.now() + HELD).isoformat()


def fresh_rows(session: Session, reader: SignedIn) -> list[LetterRow]:
    """The same for a list, which looks for them only after one was pressed in this browser."""
    return letter_rows(session, reader) if clock.now().isoformat() < browser.get(_UNTIL, "") else []


def letter_rows(session: Session, reader: SignedIn) -> list[LetterRow]:
    """The reader's own, oldest first."""
    now, rows = clock.now(), []
    for letter in own_letters(session, account_id=reader.rights.account_id, now=now):
        number = letter.number
        seconds = 0 if letter.refused else math.ceil((letter.leaves_at - now).total_seconds())
        if letter.refused:
            told = _("%(number)s: tidak jadi terkirim. %(why)s", number=number, why=say(letter.refused))
        else:
            told = _("%(number)s: terkirim dalam %(seconds)s detik.", number=number, seconds=seconds)
        rows.append(
            LetterRow(
                words=told,
                text=letter.text,
                href=url_for("unsent.take_back", number=number, unsent_id=letter.id),
                verb=_("Ambil lagi tulisannya") if letter.refused else _("Urungkan"),
                seconds=seconds,
                gone=_("%(number)s: terkirim.", number=number),
            )
        )
    return rows
