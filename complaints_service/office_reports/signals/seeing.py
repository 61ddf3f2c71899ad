"""Whose signs a person may see: their own, of those below them, and as an auditor; and who dismisses one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, may_see_person, roles_on_ticket
from complaints_service.audit.service import record
from complaints_service.errors import Actor, NotFound, invalid, words
from complaints_service.office_reports.signals.finding import find_signs
from complaints_service.office_reports.signals.models import SignDismissal
from complaints_service.office_reports.signals.rules import SIGNALS, SeenSign, Signs
from complaints_service.people.queries import OfficerCard, officer_cards
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook

DISMISSED = "sign.dismissed"
MOST_LETTERS = 400


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How often one person had a sign of a sort, of `n` occasions, and all others together."""

    code: str
    officer_id: int
    times: int
    n: int
    others_times: int
    others_n: int


@dataclass(frozen=True, kw_only=True)
class ShownSign:
    """A sign for its reader; `number` is empty where there is no ticket they may open."""

    sign: SeenSign
    number: str
    dismissal: SignDismissal | None


@dataclass(frozen=True)
class SignsInView:
    """The signs of a month that a reader may see, how often each comes to each, and the people's names."""

    signs: Sequence[ShownSign]
    rates: Sequence[Rate]
    names: Mapping[int, str]


def signs_in_view(session: Session, *, month: str, rights: Rights, rulebook: Rulebook) -> SignsInView:
    """What of a month is worth a look, as far as its reader may see: of themselves and whom they lead."""
    signs = find_signs(session, month=month, rulebook=rulebook)
    cards = officer_cards(session, ids={officer_id for _code, officer_id in signs.occasions})
    people = {one for one, card in cards.items() if _sees(rights, card)}
    mine = [sign for sign in signs.found if sign.officer_id in people]
    tickets = _tickets(session, {sign.ticket_id for sign in mine if sign.ticket_id is not None})
    dismissed = {
        row.key: row
        for row in session.scalars(
            select(SignDismissal).where(SignDismissal.key.in_({sign.key for sign in mine}))
        )
    }
    shown = []
    for sign in mine:
        ticket = None if sign.ticket_id is None else tickets[sign.ticket_id]
        if ticket is not None and _accuses(rights, ticket):
            continue
        number = ticket.number if ticket is not None and _opens(rights, ticket) else ""
        shown.append(ShownSign(sign=sign, number=number, dismissal=dismissed.get(sign.key)))
    names = {one: cards[one].name for one in people}
    return SignsInView(shown, _rates(signs, people), names)


def dismiss(
    session: Session,
    *,
    key: str,
    month: str,
    reason: str,
    rights: Rights,
    now: datetime,
    actor: Actor,
    rulebook: Rulebook,
) -> None:
    """Says that a sign is nothing, with why; once. Raises NotFound, also of oneself, and Invalid `reason`."""
    seen = signs_in_view(session, month=month, rights=rights, rulebook=rulebook).signs
    found = next((one for one in seen if one.sign.key == key), None)
    if found is None or found.sign.officer_id == rights.officer_id:
        raise NotFound
    if found.dismissal is not None:
        raise invalid("reason", words("Tanda ini sudah dikesampingkan."))
    if problem := text_problem(reason, maximum=MOST_LETTERS, empty=words("Tulis alasannya.")):
        raise invalid("reason", problem)
    session.add(
        SignDismissal(
            key=key,
            officer_id=found.sign.officer_id,
            reason=clean(reason),
            dismissed_at=now,
            dismissed_by=actor.ref,
        )
    )
    session.flush()
    subject = f"person:{found.sign.officer_id}"
    record(session, now=now, actor=actor, kind=DISMISSED, subject=subject, data={"sign": key})


def _sees(rights: Rights, card: OfficerCard) -> bool:
    return may_see_person(rights, card.id, card.unit)


def _rates(signs: Signs, people: set[int]) -> list[Rate]:
    times = Counter((sign.code, sign.officer_id) for sign in signs.found)
    whole: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for (code, _officer), count in times.items():
        whole[code] += count
    for (code, _officer), count in signs.occasions.items():
        of[code] += count
    return [
        Rate(
            code=code,
            officer_id=officer_id,
            times=count,
            n=signs.occasions[code, officer_id],
            others_times=whole[code] - count,
            others_n=of[code] - signs.occasions[code, officer_id],
        )
        for code in SIGNALS
        for (sort, officer_id), count in sorted(times.items())
        if sort == code and officer_id in people
    ]


def _tickets(session: Session, ids: set[int]) -> dict[int, Ticket]:
    return {one.id: one for one in session.scalars(select(Ticket).where(Ticket.id.in_(ids))).unique()}


def _accuses(rights: Rights, ticket: Ticket) -> bool:
    access = access_of(ticket)
    return rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units


def _opens(rights: Rights, ticket: Ticket) -> bool:
    access = access_of(ticket)
    return allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
