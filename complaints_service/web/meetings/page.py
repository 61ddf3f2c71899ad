"""The pages of meetings, put together from what was read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal import agenda
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.measurement.indicators.queries import board_units
from complaints_service.meetings import queries, rules
from complaints_service.meetings.attendance import reasons_of
from complaints_service.meetings.calendar_file import Appointment
from complaints_service.meetings.models import Meeting
from complaints_service.meetings.queries import MeetingView
from complaints_service.meetings.recurring import next_start
from complaints_service.papers.minutes import minutes_of
from complaints_service.people import queries as people
from complaints_service.people.rights import sees
from complaints_service.web.meetings.words import (
    OF_TICKETS,
    MeetingWords,
    action_row,
    groups,
    meeting_badge,
    meeting_title,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.words import Badge

#: How often a meeting comes again, in words.
REPEAT_WORDS = {"": "", "weekly": marked("Tiap minggu"), "monthly": marked("Tiap bulan")}
#: The form of a meeting's own page that holds its boxes.
WORK = "work"


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """One meeting in a list."""

    title: str
    href: str
    starts_at: object
    place: str
    badge: Badge


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who belongs to a meeting, whether they were there (None: not written down), and why not."""

    id: int
    name: str
    title: str
    present: bool | None
    chairs: bool
    reason: str


def told_of(session: Session, rights: Rights, look: Look) -> MeetingWords:
    """The names a page of meetings needs."""
    cards = people.officer_cards(session)
    units = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)

    def person(officer_id: int) -> str:
        return cards[officer_id].name if officer_id in cards else ""

    return MeetingWords(
        rights=rights,
        reader=look.reader,
        zone=look.calendar.zone,
        today=look.rulebook.local_date(look.now),
        person=person,
        unit=units.unit,
        in_view=frozenset(card.id for card in cards.values() if sees(rights, card)),
    )


def mine_first(units: Collection[str], mine: str | None, name: Callable[[str], str]) -> list[str]:
    """Units by name, one's own leading."""
    return sorted(units, key=lambda code: (code != mine, name(code)))


def listing_page(signed_in: SignedIn, look: Look) -> str:
    """The meetings one may see, and one's own open actions."""
    rights = signed_in.rights
    with reading() as session:
        found = queries.meetings_of(session, rights=rights)
        told = told_of(session, rights, look)
        mine = (
            queries.open_actions(session, owner_ids=[rights.officer_id])
            if rights.officer_id is not None
            else []
        )
    lines = {
        state: [_line(each, told) for each in found if (each.state == "planned") == (state == "planned")]
        for state in ("planned", "over")
    }
    lines["planned"].reverse()
    return page(
        "meetings/rapat.html",
        planned=lines["planned"],
        over=lines["over"],
        actions=[action_row(each, told) for each in mine],
        actions_href=url_for("actions.listing"),
        new_href=url_for("meetings.new") if rules.may_plan_any(rights) else None,
    )


def planning_page(signed_in: SignedIn, look: Look, typed: Typed) -> str:
    """The form to plan a meeting."""
    rights = signed_in.rights
    with reading() as session:
        told = told_of(session, rights, look)
        cards = people.officer_cards(session, ids=rights.subordinate_officers)
    units = mine_first(rights.subordinate_units, rights.unit_code, told.unit)
    whom = [
        *((f"unit:{code}", _("Rapat %(unit)s", unit=told.unit(code))) for code in units),
        *(
            (f"person:{card.id}", _("Dialog dengan %(name)s, %(unit)s", name=card.name, unit=card.unit_name))
            for card in cards.values()
            if card.active
        ),
    ]
    return page(
        "meetings/rapat_baru.html",
        whom=whom,
        repeats=[(code, _(said)) for code, said in REPEAT_WORDS.items() if code],
        form=typed.values,
        errors=typed.errors,
        action=url_for("meetings.post_new"),
        back_href=url_for("meetings.listing"),
    )


def meeting_page(signed_in: SignedIn, look: Look, found: MeetingView, typed: Typed) -> str:
    """One meeting as this reader may see it; what was typed stands in its fields."""
    rights, meeting_id = signed_in.rights, found.id
    with reading() as session:
        told = _told_of_meeting(session, rights, look, found)
        cards = people.officer_cards(session, ids=found.present)
        agreed = queries.actions_of_meeting(session, meeting_id=meeting_id)
        reasons = reasons_of(session, meeting_id=meeting_id)
        repeats = session.get_one(Meeting, meeting_id).repeats
        paper = minutes_of(session, meeting_id=meeting_id) if found.state == "held" else None
    open_ = found.state == "planned"
    leads = open_ and rules.may_lead(rights, found.access)
    written = set(map(whole_number, request.form.getlist("present"))) if typed.form == WORK else None
    guests = [
        Guest(
            id=card.id,
            name=card.name,
            title=card.title,
            present=card.id in written if written is not None else found.present[card.id],
            chairs=card.id == found.chair_id,
            reason=typed.values.get(f"absent:{card.id}", reasons.get(card.id, "")),
        )
        for card in cards.values()
    ]
    guests.sort(key=lambda guest: (not guest.chairs, guest.name))
    return page(
        "meetings/rapat_satu.html",
        title=meeting_title(found, told),
        meeting=found,
        badge=meeting_badge(found),
        chair=told.person(found.chair_id),
        groups=groups(found.items, told),
        guests=guests,
        actions=[action_row(each, told) for each in agreed],
        leads=leads,
        begun=look.now >= found.starts_at,
        adds=open_ and not leads and rules.may_add(rights, found.access),
        form=typed.values,
        errors=typed.errors,
        sent=typed.form,
        owners=[(str(guest.id), guest.name) for guest in guests],
        list_href=url_for("meetings.listing"),
        calendar_href=url_for("meetings.calendar", meeting_id=meeting_id),
        work_href=url_for("meetings.post_work", meeting_id=meeting_id),
        point_href=url_for("meetings.post_point", meeting_id=meeting_id),
        cancel_href=url_for("meetings.post_cancel", meeting_id=meeting_id),
        next_href=_next_href(found, repeats, rights, look),
        repeats=REPEAT_WORDS[repeats] and _(REPEAT_WORDS[repeats]),
        paper=paper.number if paper is not None else "",
        paper_href=url_for("minutes.document", meeting_id=meeting_id),
        make_href=url_for("minutes.make", meeting_id=meeting_id)
        if paper is None and found.state == "held" and rules.may_lead(rights, found.access)
        else "",
    )


def _next_href(found: MeetingView, repeats: str, rights: Rights, look: Look) -> str:
    """The form that proposes the next one of a meeting that comes again and is over, for who may plan it."""
    start = next_start(found.starts_at, repeats, look.calendar)
    theirs = found.chair_id == rights.officer_id or rules.may_plan(rights, found.unit)
    if start is None or found.state == "planned" or not theirs:
        return ""
    whom = f"unit:{found.unit}" if found.kind == "regular" else f"person:{found.other_id}"
    return url_for(
        "meetings.new",
        untuk=whom,
        mulai=f"{start:%Y-%m-%dT%H:%M}",
        tempat=found.place or "",
        ulang=repeats,
    )


def appointment_of(signed_in: SignedIn, look: Look, found: MeetingView) -> Appointment:
    """What a calendar of this reader is told of a meeting."""
    with reading() as session:
        told = _told_of_meeting(session, signed_in.rights, look, found)
    address = urljoin(service().settings.base_url, url_for("meetings.meeting", meeting_id=found.id))
    return Appointment(
        uid=f"rapat-{found.id}@{urlsplit(address).hostname}",
        revision=found.revision,
        title=meeting_title(found, told),
        starts_at=found.starts_at,
        place=found.place or "",
        address=address,
        cancelled=found.state == "cancelled",
    )


def _told_of_meeting(session: Session, rights: Rights, look: Look, found: MeetingView) -> MeetingWords:
    numbers = {item.reference for item in found.items if item.kind in OF_TICKETS}
    tickets = agenda.visible_tickets(session, numbers=numbers, rights=rights)
    ids = {int(item.reference) for item in found.items if item.kind == "action"}
    return replace(
        told_of(session, rights, look),
        tickets=tickets,
        boards=board_units(session, rights=rights),
        sentences=agenda.sentences(session, numbers=tickets),
        actions=queries.actions_by_id(session, ids=ids),
    )


def _line(meeting: MeetingView, told: MeetingWords) -> MeetingLine:
    return MeetingLine(
        title=meeting_title(meeting, told),
        href=url_for("meetings.meeting", meeting_id=meeting.id),
        starts_at=meeting.starts_at,
        place=meeting.place or "",
        badge=meeting_badge(meeting),
    )
