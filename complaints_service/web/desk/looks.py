"""Who opened whose identity lately, and what for: the auditors' list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import officer_cards
from complaints_service.vault.looks import LISTED, MOST_A_DAY, IdentityLook, busy_readers, looks_since
from complaints_service.web.shell.pages import page

blueprint = Blueprint("looks", __name__)
VIEW_LOOKS = office_right("view_looks")


@dataclass(frozen=True, kw_only=True)
class LookRow:
    """One look: who, when, what for; `number` and `href` are empty for a search."""

    who: str
    at: datetime
    purpose: str
    number: str
    href: str


@blueprint.get("/audit/identitas")
@needs(VIEW_LOOKS)
def listing(_reader: SignedIn) -> str:
    """The looks of the last week, newest first, under whoever looked more often than usual."""
    with reading() as session:
        looks = looks_since(session, since=clock.now() - LISTED)
        names = _names(session, looks)
    busy = [_busy(names.get(by, by), times) for by, times in busy_readers(looks).items()]
    rows = [
        LookRow(
            who=names.get(each.by, each.by),
            at=each.at,
            purpose=each.purpose,
            number=each.number or "",
            href=url_for("desk.ticket", number=each.number) if each.number else "",
        )
        for each in looks
    ]
    return page("desk/identitas.html", rows=rows, busy=busy, most=MOST_A_DAY)


def _busy(who: str, times: int) -> str:
    return ngettext("%(who)s: %(num)s kali", "%(who)s: %(num)s kali", times, who=who)


def _names(session: Session, looks: Sequence[IdentityLook]) -> dict[str, str]:
    ids = {each.officer_id for each in looks if each.officer_id is not None}
    return {f"person:{one}": card.name for one, card in officer_cards(session, ids=ids).items()}
