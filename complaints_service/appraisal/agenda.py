"""A meeting's agenda out of what the office knows: tickets, time, contests, figures, actions, thanks.

A unit's agenda says nothing of one person: no holder's name, no figure that fewer than three stand behind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, allows, roles_on_ticket
from complaints_service.appraisal.evaluating.planned import planned_of, told_of_person
from complaints_service.errors import NotFound
from complaints_service.measurement.facts.models import TicketFact
from complaints_service.measurement.indicators.loading import facts_of, of_unit, period, standing
from complaints_service.measurement.indicators.office_now import held_in_month
from complaints_service.measurement.indicators.queries import COMPARED_FROM, officer_month, unit_month
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.months import month_of, months_until
from complaints_service.meetings.queries import ActionView, MeetingView, meeting_before, open_actions
from complaints_service.meetings.queries import meeting as one_meeting
from complaints_service.meetings.rules import NewItem
from complaints_service.meetings.service import set_agenda
from complaints_service.people.queries import subtree
from complaints_service.survey.models import Rating
from complaints_service.survey.skm.queries import planned_actions
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket, accuses_somebody
from complaints_service.tickets.ledger.turns import OFFICE
from config.rulebook import Rulebook
from sla import Assessment

#: The most points of one kind; what is beyond is counted in the last one's `more`.
CAPS = {"late": 5, "at_risk": 5, "time_lost": 3, "contest": 3, "indicator": 3, "action": 12, "thanks": 3}
#: Less of a month's working time than this is not worth a meeting.
SMALLEST_SHARE = 0.05
#: Thanks of how long before, where there was no meeting before.
THANKS_BACK = timedelta(days=31)
#: A month needs this many days before its custody says where time goes.
SETTLED_DAYS = timedelta(days=14)
#: How many tickets with the nearest due are looked at.
LOOKED_AT = 80
GOOD = 3


def draw_up(
    session: Session, *, meeting: MeetingView, now: datetime, rulebook: Rulebook
) -> tuple[NewItem, ...]:
    """The points of a planned meeting as of now, in their order; own points are not among them.

    A unit's meeting is about the unit and what lies below it; a dialogue about the work of the one whom the
    chair speaks with.
    """
    other, units = meeting.other_id, sorted(subtree(session, code=meeting.unit))
    mine = Ticket.unit.in_(units) if other is None else Ticket.holder_officer_id == other
    since = meeting_before(session, meeting=meeting) or now - THANKS_BACK
    actions = _actions(session, meeting, rulebook)
    late, risky = _pressing(session, mine, now, rulebook)
    return tuple(
        item
        for items in (
            late,
            risky,
            _time_lost(session, units, now, rulebook) if other is None else [],
            _contests(session, mine),
            _off_target(session, units, other, now, rulebook),
            actions,
            _thanks(session, units, other, since, now),
        )
        for item in _capped(items)
    )


def draw_anew(
    session: Session, *, meeting_id: int, rights: Rights | None, now: datetime, rulebook: Rulebook
) -> None:
    """Draws a planned meeting's agenda up anew, for its leader. Raises NotFound, `meeting_over`."""
    meeting = one_meeting(session, meeting_id=meeting_id)
    if meeting is None:
        raise NotFound("meeting")
    items = draw_up(session, meeting=meeting, now=now, rulebook=rulebook)
    set_agenda(session, meeting_id=meeting_id, items=items, as_of=now, rights=rights)


def visible_tickets(session: Session, *, numbers: Collection[str], rights: Rights) -> Mapping[str, Ticket]:
    """Those of these tickets that a person may view, by number."""
    tickets = session.scalars(select(Ticket).where(Ticket.number.in_(numbers))).unique().all()
    histories = ledger.events_of(session, [ticket.id for ticket in tickets])
    return {
        ticket.number: ticket
        for ticket in tickets
        if allows(
            roles_on_ticket(rights, access_of(ticket, histories[ticket.id])),
            "view_ticket",
            ticket.complaint.privacy,
        )
    }


def sentences(session: Session, *, numbers: Collection[str]) -> Mapping[str, str]:
    """What citizens wrote to their ratings, by number; a meeting keeps no copy of it."""
    rows = session.execute(
        select(Ticket.number, Rating.comment)
        .join(Rating, Rating.ticket_id == Ticket.id)
        .where(Ticket.number.in_(numbers), Rating.comment.is_not(None))
    )
    return {number: comment for number, comment in rows if comment}


def _pressing(
    session: Session, mine: ColumnElement[bool], now: datetime, rulebook: Rulebook
) -> tuple[list[NewItem], list[NewItem]]:
    """Late tickets and those almost late, the nearest due first; one that accuses somebody is for few."""
    tickets = (
        session.scalars(
            select(Ticket)
            .where(
                mine,
                Ticket.turn == OFFICE,
                Ticket.due_at.is_not(None),
                Ticket.received_at <= now,
                ~accuses_somebody(),
            )
            .order_by(Ticket.due_at, Ticket.id)
            .limit(LOOKED_AT)
        )
        .unique()
        .all()
    )
    histories = ledger.events_of(session, [ticket.id for ticket in tickets])
    late, risky = [], []
    for ticket in tickets:
        judged = deadlines.judge(
            histories[ticket.id], rulebook=rulebook, policy_version=ticket.policy_version, as_of=now
        )
        due = ticket.due_at
        if due is None or ticket.due_clock is None:
            continue
        data = {"clock": ticket.due_clock, "due_at": due.isoformat()}
        if due < now:
            late.append(NewItem("late", ticket.number, data))
        elif _verdict(judged, ticket.due_clock, due) == "at_risk":
            risky.append(NewItem("at_risk", ticket.number, data))
    return late, risky


def _verdict(judged: Assessment, clock: str, due: datetime) -> str:
    if clock == "next_response":
        return next((each.status for each in judged.rounds if each.due_at == due), "unknown")
    return deadlines.current(judged, clock)[0].status


def _time_lost(session: Session, units: Sequence[str], now: datetime, rulebook: Rulebook) -> list[NewItem]:
    """Where the month's working time went besides into somebody's hands, until the office called it done."""
    zone = rulebook.calendar(rulebook.office.calendar).zone
    month = month_of(now - SETTLED_DAYS, zone)
    held: dict[str, int] = {}
    for each in held_in_month(session, units=units, month=month):
        if each.holder == "nobody":
            continue
        held[each.holder] = held.get(each.holder, 0) + each.seconds
    total = sum(held.values())
    lost = sorted(((seconds, holder) for holder, seconds in held.items() if holder != "person"), reverse=True)
    return [
        NewItem(
            "time_lost",
            f"{month}/{holder}",
            {"month": month, "holder": holder, "seconds": seconds, "share": round(seconds / total, 4)},
        )
        for seconds, holder in lost
        if total and seconds / total >= SMALLEST_SHARE
    ]


def _contests(session: Session, mine: ColumnElement[bool]) -> list[NewItem]:
    """Tickets with spans nobody has decided about, the longest waiting first."""
    tickets = session.scalars(
        select(Ticket)
        .where(mine, Ticket.contests > 0, ~accuses_somebody())
        .order_by(Ticket.changed_at, Ticket.id)
    ).unique()
    return [NewItem("contest", ticket.number, {"count": ticket.contests}) for ticket in tickets]


def _off_target(
    session: Session, units: Sequence[str], officer_id: int | None, now: datetime, rulebook: Rulebook
) -> list[NewItem]:
    """Indicators of the last finished month that surely missed: units', in a dialogue those of the other."""
    zone = rulebook.calendar(rulebook.office.calendar).zone
    month = months_until(month_of(now, zone), 2)[0]
    if officer_id is not None:
        figures = officer_month(session, officer_id=officer_id, month=month, rulebook=rulebook)
        told = told_of_person(figures.values, planned_of(session, officer_id, month))
        missed = [value for value in told if value.judgement == "missed"]
        return [_indicator(value, month, f"person:{officer_id}") for value in missed]
    items = []
    for unit in units:
        figures = unit_month(session, unit=unit, month=month, rulebook=rulebook)
        missed = [value for value in figures.values if value.judgement == "missed"]
        if not missed:
            continue
        # One member alone behind a figure would be told to all colleagues.
        span = period(month, rulebook=rulebook, found=standing(session))
        facts = facts_of(session, subject=of_unit(unit), period=span)
        items += [
            _indicator(value, month, f"unit:{unit}")
            for value in missed
            if len(facts.owners(value.indicator.sort)) >= COMPARED_FROM
        ]
    return items


def _indicator(value: IndicatorValue, month: str, whose: str) -> NewItem:
    data = {"code": value.code, "whose": whose, "month": month, "value": value.value}
    return NewItem("indicator", f"{value.code}/{whose}"[:60], {**data, "target": value.target, "n": value.n})


def _actions(session: Session, meeting: MeetingView, rulebook: Rulebook) -> list[NewItem]:
    """What was agreed and is not settled, the earliest day first: the late ones lead."""
    other = meeting.other_id
    if other is None:
        # What is done about a survey's weakest elements is published, so the unit may talk of it.
        of_surveys = planned_actions(session)
        found = [
            each
            for each in open_actions(session, units=[meeting.unit])
            if each.shared or each.id in of_surveys
        ]
    else:
        found = [
            each
            for each in open_actions(session, owner_ids=[other, meeting.chair_id])
            if each.owner_id == other or _of_these_two(session, each, meeting)
        ]
    return [
        NewItem(
            "action",
            str(each.id),
            {"words": each.words, "due_on": each.due_on.isoformat(), "owner": each.owner_id},
        )
        for each in found
    ]


def _of_these_two(session: Session, action: ActionView, meeting: MeetingView) -> bool:
    """Whether an action was agreed in a dialogue of the same two."""
    if action.meeting_id is None or action.shared:
        return False
    agreed = one_meeting(session, meeting_id=action.meeting_id)
    return agreed is not None and set(agreed.present) == set(meeting.present)


def _thanks(
    session: Session, units: Sequence[str], officer_id: int | None, since: datetime, now: datetime
) -> list[NewItem]:
    """Good ratings with a sentence since the meeting before: the ticket, never the citizen."""
    query = (
        select(Ticket.number, Rating.score)
        .join(Rating, Rating.ticket_id == Ticket.id)
        .where(
            Rating.comment.is_not(None),
            Rating.score >= GOOD,
            Rating.rated_at.between(since, now),
            ~accuses_somebody(),
        )
        .order_by(Rating.score.desc(), Rating.rated_at.desc(), Ticket.id)
    )
    if officer_id is None:
        query = query.where(Ticket.unit.in_(units))
    else:
        query = query.join(TicketFact, TicketFact.ticket_id == Ticket.id).where(
            TicketFact.resolver_officer_id == officer_id
        )
    return [NewItem("thanks", number, {"score": score}) for number, score in session.execute(query)]


def _capped(items: Sequence[NewItem]) -> list[NewItem]:
    if not items:
        return []
    most = CAPS[items[0].kind]
    shown = list(items[:most])
    if len(items) > most:
        last = shown[-1]
        shown[-1] = NewItem(last.kind, last.reference, {**last.data, "more": len(items) - most})
    return shown
