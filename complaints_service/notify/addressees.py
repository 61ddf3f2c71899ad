"""Whoever gets letters of the office time after time: a member of it, or an address outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from complaints_service.errors import Words, words
from complaints_service.notify.models import Outbox
from complaints_service.people.queries import officer_card
from complaints_service.texts import clean, text_problem

MOST_LETTERS = 200


@dataclass(frozen=True, kw_only=True)
class NewAddressee:
    """Somebody to choose: a member of the office, or the name and the address of somebody outside it."""

    officer_id: int | None
    called: str
    address: str

    @property
    def mailbox(self) -> str | None:
        """The address of somebody outside, as it is kept."""
        return None if self.officer_id is not None else self.address.casefold() or None


def addressee_name(session: Session, new: NewAddressee, problems: dict[str, list[Words]]) -> str:
    """How an addressee is called; `problems` gets what is wrong with the choice, by field."""
    if new.officer_id is not None:
        card = officer_card(session, officer_id=new.officer_id)
        if card is None or not card.active:
            problems["officer_id"] = [words("Pilih orang yang bekerja di sini.")]
            return ""
        if new.address or new.called:
            told = words("Pilih pegawai, atau tulis nama dan surel orang luar, bukan keduanya.")
            problems["officer_id"] = [told]
        return card.name
    if new.mailbox is None:
        problems["officer_id"] = [words("Pilih pegawai, atau tulis nama dan surel orang luar.")]
    if problem := text_problem(new.called, maximum=MOST_LETTERS, empty=words("Tulis namanya.")):
        problems["called"] = [problem]
    return clean(new.called)


def state_of_last(letter: str | None, *, any_yet: bool) -> str:
    """What the last letter, in this state of the outbox, came to: `new`, `waiting`, `sent` or `failed`."""
    if not any_yet:
        return "new"
    if letter in ("dead", "suppressed"):
        return "failed"
    # A letter that is no longer kept has left.
    return "sent" if letter in ("sent", None) else "waiting"


def withdraw(session: Session, *, key: str | None, reason: str, now: datetime) -> None:
    """The letter of somebody who is an addressee no more goes to nobody, while it waits."""
    session.execute(
        update(Outbox)
        .where(Outbox.key == key, Outbox.state.in_(("queued", "uncertain")))
        .values(state="suppressed", settled_at=now, reason=reason)
        .execution_options(synchronize_session=False)
    )
