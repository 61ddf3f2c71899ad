"""Performs acts on tickets; every change is an append to the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows
from complaints_service.errors import Actor, NotFound
from complaints_service.idempotency import Key, first_answer, remember
from complaints_service.moment import Moment
from complaints_service.tickets import accusing
from complaints_service.tickets.access import roles_of
from complaints_service.tickets.acts import refusals
from complaints_service.tickets.acts.act import Act, ActCase, Request
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.acts.saying.to_others import ToOthers
from complaints_service.tickets.clocks.sweep import settle
from complaints_service.tickets.leave.service import note_leave
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.links import OwnerLinkNeeded
from complaints_service.tickets.moving import queue_if_gone
from complaints_service.tickets.news import citizen as citizen_news
from complaints_service.tickets.news import officers as officer_news
from complaints_service.tickets.news import queue as queue_news
from complaints_service.tickets.news import superiors as superior_news
from complaints_service.tickets.opening.continuing import By
from complaints_service.tickets.opening.survivor import merged_into
from complaints_service.tickets.unsent.leaving import leave_all, seen_after
from sla import Event


@dataclass(frozen=True, kw_only=True)
class Performed:
    """A ticket after an act, and the ledger entries the act wrote.

    `comes_from`: the number of the ticket it continues, where reopening that one came too late, or was split
    off from. `created`: it was done now; otherwise its key came before, and `first` was answered then.
    """

    ticket: Ticket
    events: tuple[Event, ...] = ()
    comes_from: str | None = None
    created: bool = True
    first: Mapping[str, Any] | None = None

    @property
    def answer(self) -> dict[str, Any]:
        """What a client is told: the ticket's number, state and version."""
        if self.first is not None:
            return dict(self.first)
        ticket = self.ticket
        told: dict[str, Any] = {"number": ticket.number, "status": ticket.state, "version": ticket.version}
        return told if self.comes_from is None else {**told, "comes_from": self.comes_from}


def perform(
    moment: Moment,
    *,
    number: str,
    request: Request,
    rights: Rights | None,
    tracking_key: bytes | None = None,
    key: Key | None = None,
    citizen: str = "citizen",
    leaving: bool = False,
) -> Performed:
    """Does one act on a ticket as an officer (`rights`), as its citizen or as a rule (`rights` None).

    `citizen`: what its citizen is to it, `reader` by a link that only reads and answers.
    A `key` that came before gets the first answer, and nothing is done: key and effect are one transaction,
    so a retry finds both or neither. Raises NotFound for a ticket that is absent or not theirs, DomainError
    `stale_version` or `act_not_allowed` (with what is allowed), one of the act's own conditions, and
    `invalid` naming the fields. `tracking_key` makes the secret of a new ticket where one is made.
    What was pressed before and has not left yet leaves first, so that a ledger keeps the order of pressing;
    `leaving`: it is such a letter itself.
    """
    if key is not None and (first := first_answer(moment.session, key=key)) is not None:
        known = moment.session.scalars(select(Ticket).where(Ticket.number == first["number"])).one()
        return Performed(ticket=known, created=False, first=first)
    ticket = ledger.lock(moment.session, number=number)
    if ticket is None:
        raise NotFound
    before_letters = ticket.version
    if not leaving and leave_all(moment, ticket=ticket, send=perform):
        request = seen_after(request, before=before_letters, ticket=ticket)
    act = act_of(request)
    by = By(moment.actor, moment.now, moment.rulebook, tracking_key)
    case = _permitted(moment.session, act, request, ticket=ticket, rights=rights, by=by, citizen=citizen)
    if act.instead and (new := act.instead(moment.session, case)) is not None:
        done = Performed(ticket=new, comes_from=ticket.number)
    else:
        around, before = act.surround(moment.session, case), ticket.holder_officer_id
        entries = [*act.events(request, around), *_named_by_citizen(moment, act, case)]
        [written] = ledger.append(moment, [LedgerChange(ticket, entries, case.history)])
        written += _settle_holder(moment, act, case, written)
        if act.afterwards:
            act.afterwards(moment.session, case, around)
        _tell(moment.session, act, case, written, into=around.into, before=before)
        done = Performed(ticket=ticket, events=tuple(written))
    if key is not None:
        remember(moment.session, key=key, answer=done.answer, now=moment.now)
    return done


def _named_by_citizen(moment: Moment, act: Act[Any], case: ActCase[Any]) -> list[NewEvent]:
    """Whom the citizen's words name: it is kept from them as well."""
    said = "\n".join(dict.fromkeys(text for text in (case.request.told, case.request.why) if text))
    if act.by != "citizen" or not said:
        return []
    return accusing.heard(moment, ticket=case.ticket, state=case.state, said=said)


def _settle_holder(
    moment: Moment, act: Act[Any], case: ActCase[Any], written: Sequence[Event]
) -> list[Event]:
    """Who has the ticket then is here, is not kept from it, and has their leave in its ledger."""
    ticket, so_far = case.ticket, [*case.history, *written]
    moved = accusing.move_away(moment, ticket=ticket, history=so_far, state=fold(so_far))
    if act.gives:
        moved += queue_if_gone(moment, ticket=ticket, history=[*so_far, *moved])
    if act.gives or moved:
        moved += note_leave(moment, ticket=ticket, history=[*so_far, *moved])
    return moved


def _permitted(
    session: Session,
    act: Act[Any],
    request: Request,
    *,
    ticket: Ticket,
    rights: Rights | None,
    by: By,
    citizen: str,
) -> ActCase[Any]:
    """The act's case on a locked ticket, after everything that may refuse it."""
    actor, now, rulebook = by.actor, by.now, by.rulebook
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    roles = roles_of(ticket, actor=actor, rights=rights, history=history, citizen=citizen)
    if not allows(roles, "view_ticket", ticket.complaint.privacy) and actor.ref != "rule":
        raise NotFound
    if roles == {"reader"} and not allows(roles, act.right) and allows({"citizen"}, act.right):
        raise OwnerLinkNeeded
    if ticket.sweep_at is not None and ticket.sweep_at <= now:
        settle(
            Moment(session=session, now=now, actor=Actor.rule(actor.origin), rulebook=rulebook),
            tickets=[ticket],
        )
        history = ledger.events_of(session, [ticket.id])[ticket.id]
    case = ActCase(request=request, ticket=ticket, state=fold(history), history=history, rights=rights, by=by)
    refusals.check(act, case, roles=roles)
    for refuse in act.conditions:
        refuse(case)
    return case


def _tell(
    session: Session,
    act: Act[Any],
    case: ActCase[Any],
    written: Sequence[Event],
    *,
    into: str | None,
    before: int | None,
) -> None:
    """Queues what the act is news of: to citizens, to whoever has the ticket now, to the queue it lies in."""
    ticket, actor, now, rulebook = case.ticket, case.actor, case.now, case.rulebook
    by = case.rights.officer_id if case.rights else None
    done = citizen_news.Done(
        ticket=ticket,
        unit=case.state.unit,
        duplicates=merged_into(session, numbers=case.state.duplicates),
        written=written,
        notice=act.notice,
        text=case.request.told,
        for_others=case.request.others_text if isinstance(case.request, ToOthers) else None,
        into=into,
    )
    citizen_news.tell_citizens(
        Moment(session=session, now=now, actor=actor, rulebook=rulebook),
        done=done,
    )
    news = officer_news.after_act(
        ticket=ticket,
        before=before,
        by=by,
        written=written,
        reason=case.request.why,
        zone=rulebook.office.zone,
    )
    news += officer_news.mentioned(ticket=ticket, by=by, written=written)
    officer_news.tell(session, news=news, actor=actor, now=now)
    superior_news.tell_superior(
        Moment(session=session, now=now, actor=actor, rulebook=rulebook),
        ticket=ticket,
        by=by,
        written=written,
    )
    if (queued := queue_news.landed(ticket, written)) is not None:
        queue_news.tell_queue(
            Moment(session=session, now=now, actor=actor, rulebook=rulebook),
            queued=queued,
            by=by,
        )
