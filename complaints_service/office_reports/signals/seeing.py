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
from complaints_service.office_reports.signals.chance import OftenSeen, bound, chances, false_alarm
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
    """How often one person had a sign of a sort, of `n` occasions, and all others together.

    `chance`: of as many or more, if all did alike; `stands_out`: it is too small for that (`chance.py`).
    """

    code: str
    officer_id: int
    times: int
    n: int
    others_times: int
    others_n: int
    chance: float
    stands_out: bool


@dataclass(frozen=True, kw_only=True)
class ShownSign:
    """A sign for its reader; `number` is empty where there is no ticket they may open."""

    sign: SeenSign
    number: str
    dismissal: SignDismissal | None


@dataclass(frozen=True)
class SignsInView:
    """The signs of a month that a reader may see, how often each comes to each, and the people's names.

    `false_alarms`: by sort, in what part of the shuffled months somebody stood out wrongly.
    """

    signs: Sequence[ShownSign]
    rates: Sequence[Rate]
    names: Mapping[int, str]
    false_alarms: Mapping[str, float]


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
    often = _often(signs)
    rates = _rates(often, people)
    alarms = {code: false_alarm(often[code]) for code in {rate.code for rate in rates}}
    return SignsInView(shown, rates, names, alarms)


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


def _often(signs: Signs) -> dict[str, dict[int, OftenSeen]]:
    """By sort and person how often, of everybody who had the occasion or the sign."""
    times = Counter((sign.code, sign.officer_id) for sign in signs.found)
    found: dict[str, dict[int, OftenSeen]] = {code: {} for code in SIGNALS}
    for code, officer_id in sorted(times.keys() | signs.occasions.keys()):
        found[code][officer_id] = OftenSeen(times[code, officer_id], signs.occasions[code, officer_id])
    return found


def _rates(often: Mapping[str, Mapping[int, OftenSeen]], people: set[int]) -> list[Rate]:
    rates = []
    for code, each in often.items():
        chance, most = chances(each), bound(each)
        times, n = sum(one.times for one in each.values()), sum(one.n for one in each.values())
        rates += [
            Rate(
                code=code,
                officer_id=who,
                times=one.times,
                n=one.n,
                others_times=times - one.times,
                others_n=n - one.n,
                chance=chance[who],
                stands_out=chance[who] <= most,
            )
            for who, one in each.items()
            if one.times and who in people
        ]
    return rates


def _tickets(session: Session, ids: set[int]) -> dict[int, Ticket]:
    return {one.id: one for one in session.scalars(select(Ticket).where(Ticket.id.in_(ids))).unique()}


def _accuses(rights: Rights, ticket: Ticket) -> bool:
    access = access_of(ticket)
    return rights.officer_id in access.accused_officers or rights.unit_code in access.accused_units


def _opens(rights: Rights, ticket: Ticket) -> bool:
    access = access_of(ticket)
    return allows(roles_on_ticket(rights, access), "view_ticket", access.privacy)
