"""Performs acts on tickets; every change is an append to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, TicketAccess, allows, may, roles_on_ticket
from complaints_service.errors import Actor, NotFound, invalid, words
from complaints_service.tickets import acts
from complaints_service.tickets.acts import contest, receiving, refusals
from complaints_service.tickets.acts.conditions import Case, require_conditions
from complaints_service.tickets.clocks.sweep import settle
from complaints_service.tickets.leave.service import note_leave
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import states as workflow
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.news import citizen as citizen_news
from complaints_service.tickets.news import officers as officer_news
from complaints_service.tickets.news import queue as queue_news
from complaints_service.tickets.opening import continuing, merging, splitting
from config.rulebook import Rulebook
from sla import Event

#: Acts after which somebody else may have the ticket, or have it again.
_MAY_GIVE = frozenset({"take", "assign", "handover", "return", "reopen", "ask_reopening", "unmerge", "write"})


@dataclass(frozen=True)
class Performed:
    """A ticket after an act, and the ledger entries the act wrote.

    `comes_from`: the number of the ticket it continues, where reopening that one came too late, or was split
    off from.
    """

    ticket: Ticket
    events: tuple[Event, ...]
    comes_from: str | None = None


def access_of(ticket: Ticket, history: Sequence[Event] = ()) -> TicketAccess:
    """The facts of a ticket that decide who may do what with it; `history` tells who had it, who contests."""
    accused = [ref.split(":") for ref in ticket.accused]
    waiting = contest.undecided(history)
    return TicketAccess(
        unit=ticket.unit,
        holder=ticket.holder_officer_id,
        accused_officers=frozenset(int(name) for kind, name in accused if kind == "person"),
        accused_units=frozenset(name for kind, name in accused if kind == "unit"),
        privacy=ticket.complaint.privacy,
        former=contest.held_by(history),
        concerned=tuple(each.concerned for each in waiting if not each.unled),
        unled=tuple(each.concerned for each in waiting if each.unled),
    )


def perform(
    session: Session,
    *,
    number: str,
    request: acts.Request,
    actor: Actor,
    rights: Rights | None,
    now: datetime,
    rulebook: Rulebook,
    tracking_key: bytes | None = None,
) -> Performed:
    """Does one act on a ticket as an officer (`rights`), as its citizen or as a rule (`rights` None).

    Raises NotFound for a ticket that is absent or not theirs, DomainError `stale_version` or
    `act_not_allowed` (with what is allowed), one of the act's own conditions (conditions.py), and `invalid`
    naming the fields. `tracking_key` makes the secret of a new ticket where reopening comes too late.
    """
    ticket = ledger.lock(session, number=number)
    if ticket is None:
        raise NotFound
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    roles = roles_of(ticket, actor=actor, rights=rights, history=history)
    if not allows(roles, "view_ticket", ticket.complaint.privacy) and actor.ref != "rule":
        raise NotFound
    if ticket.sweep_at is not None and ticket.sweep_at <= now:
        settle(session, tickets=[ticket], now=now, rulebook=rulebook, actor=Actor.rule(actor.origin))
        history = ledger.events_of(session, [ticket.id])[ticket.id]
    refusals.check(request, ticket=ticket, history=history, roles=roles, now=now, rulebook=rulebook)
    state = fold(history)
    require_conditions(Case(request, ticket, state, history, actor.ref, rights, now, rulebook))
    by = continuing.By(actor, now, rulebook, tracking_key)
    if (new := _in_a_new_ticket(session, request, ticket, history, by)) is not None:
        if request.act == "split":
            queue_news.tell_of_part(
                session,
                part=new,
                reason=request.reason or "",
                by=rights.officer_id if rights else None,
                actor=actor,
                now=now,
                rulebook=rulebook,
            )
        return Performed(new, (), comes_from=ticket.number)
    if request.act == "merge":
        survivor = merging.survivor_of(session, ticket=ticket, typed=request.into)
        if rights is None or not may(rights, "merge", access_of(survivor)):
            raise invalid("into", words("Tiket ini tidak ada, atau bukan wewenang Anda."))
        request = replace(request, into=survivor.number)
    moment = receiving.moment_of(
        session,
        request=request,
        state=state,
        actor=actor,
        ticket=ticket,
        history=history,
        own_unit=rights.unit_code if rights else None,
        told=request.act in citizen_news.NOTICE,
    )
    had_it = ticket.holder_officer_id
    written = ledger.append(
        session,
        ticket=ticket,
        new=acts.events_for(request, moment),
        actor=actor,
        now=now,
        rulebook=rulebook,
        history=history,
    )
    if request.act in _MAY_GIVE:
        written += note_leave(
            session, ticket=ticket, history=[*history, *written], actor=actor, now=now, rulebook=rulebook
        )
    if request.act in ("merge", "unmerge"):
        merging.note_on_survivor(
            session,
            duplicate=ticket,
            survivor=request.into or state.into,
            actor=actor,
            now=now,
            rulebook=rulebook,
        )
    done = citizen_news.Done(request, ticket, state.unit, state.duplicates, written)
    citizen_news.tell_citizens(session, done=done, actor=actor, now=now, rulebook=rulebook)
    news = officer_news.after_act(
        ticket=ticket,
        before=had_it,
        by=rights.officer_id if rights else None,
        written=written,
        reason=request.text if request.act == "dispute" else request.reason,
        zone=rulebook.office.zone,
    )
    officer_news.tell(session, news=news, actor=actor, now=now)
    if (queued := queue_news.landed(ticket, written)) is not None:
        queue_news.tell_queue(
            session,
            queued=queued,
            by=rights.officer_id if rights else None,
            actor=actor,
            now=now,
            rulebook=rulebook,
        )
    return Performed(ticket, tuple(written))


def _in_a_new_ticket(
    session: Session, request: acts.Request, ticket: Ticket, history: Sequence[Event], by: continuing.By
) -> Ticket | None:
    """What an act makes a new ticket for: a matter of its own, or a reopening that comes too late."""
    reason = request.reason or ""
    if request.act == "split":
        return splitting.split_off(
            session, ticket=ticket, history=history, text=request.text or "", reason=reason, by=by
        )
    reopening = request.act in ("reopen", "ask_reopening")
    if reopening and continuing.too_late(ticket, history, now=by.now, rulebook=by.rulebook):
        return continuing.continue_in_new(session, ticket=ticket, history=history, reason=reason, by=by)
    return None


def roles_of(
    ticket: Ticket, *, actor: Actor, rights: Rights | None, history: Sequence[Event] = ()
) -> frozenset[str]:
    """The roles an actor has on a ticket: the citizen's own, a rule's, or those of a signed-in person."""
    if rights is not None:
        return roles_on_ticket(rights, access_of(ticket, history))
    return frozenset({"citizen"}) if actor.ref == "citizen" else frozenset()


def allowed_acts(ticket: Ticket, *, roles: frozenset[str]) -> list[str]:
    """The acts this state and these roles permit, in the order they are offered."""
    privacy = ticket.complaint.privacy
    return [
        code
        for code in (*workflow.OFFICE_ACTS, *workflow.CITIZEN_ACTS)
        if workflow.permits(code, ticket) and allows(roles, workflow.ACTS[code].right, privacy)
    ]
