"""A meeting's points and actions in the reader's words; a ticket's title only for whoever may view it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import Rights
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.meetings import rules
from complaints_service.meetings.queries import ActionView, ItemView, MeetingView
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.web.performance.indicator_rows import Reader, short
from complaints_service.web.ticket.words import Badge, clock_name
from complaints_service.web.words.formats import (
    date_words,
    duration_words,
    instant_words,
    month_words,
    number_words,
    percent,
)
from complaints_service.web.words.vocabulary import name_of

#: Kinds of points in the order a meeting takes them.
KINDS = ("late", "at_risk", "time_lost", "contest", "indicator", "action", "thanks", "own")
#: Kinds whose reference is a ticket's number.
OF_TICKETS = frozenset({"late", "at_risk", "contest", "thanks"})


@dataclass(frozen=True, kw_only=True)
class AgendaPoint:
    """One point as a page shows it; `name` is its note's field."""

    title: str
    href: str
    words: str
    note: str
    name: str
    said: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Group:
    """The points of one kind; `more`: how many there were beyond these."""

    title: str
    points: Sequence[AgendaPoint]
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """One action in a list: what, whose, until when, and how it stands."""

    words: str
    href: str
    owner: str
    due: str
    badge: Badge
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingWords:
    """What the words of a page's points are made with."""

    rights: Rights
    reader: Reader
    zone: ZoneInfo
    today: date
    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[int, ActionView] = field(default_factory=dict)
    person: Callable[[int], str] = str
    unit: Callable[[str], str] = str
    in_view: frozenset[int] = frozenset()
    boards: Collection[str] = frozenset()


def groups(items: Sequence[ItemView], told: MeetingWords) -> list[Group]:
    """The points by kind; a ticket the reader may not view is left out."""
    found = []
    for kind in KINDS:
        mine = [item for item in items if item.kind == kind]
        points = [point for point in (_point(item, told) for item in mine) if point is not None]
        more = max((int(item.data.get("more", 0)) for item in mine), default=0)
        if points:
            found.append(Group(name_of("agenda_kind", kind), points, more))
    return found


def note_field(item: ItemView) -> str:
    """The name of the field that a point's note is written in."""
    return f"note:{item.kind}:{item.reference}"


def meeting_title(meeting: MeetingView, told: MeetingWords) -> str:
    """What a meeting is called."""
    if meeting.kind == "regular":
        return _("Rapat %(unit)s", unit=told.unit(meeting.unit))
    first, second = told.person(meeting.chair_id), told.person(meeting.other_id or meeting.chair_id)
    return _("Dialog %(first)s dan %(second)s", first=first, second=second)


def meeting_badge(meeting: MeetingView) -> Badge:
    """How a meeting stands."""
    shapes = {"planned": "on", "held": "done", "cancelled": "stop"}
    return Badge(shapes[meeting.state], name_of("meeting_state", meeting.state))


def action_badge(state: str, due_on: date, today: date) -> Badge:
    """How an action stands; past its day it is late."""
    if state == "open" and due_on < today:
        return Badge("late", _("Terlambat"))
    shapes = {"open": "on", "done": "done", "dropped": "stop"}
    return Badge(shapes[state], name_of("action_state", state))


def action_row(action: ActionView, told: MeetingWords) -> ActionRow:
    """One action in a list."""
    return ActionRow(
        words=action.words,
        href=url_for("actions.action", action_id=action.id),
        owner=told.person(action.owner_id),
        due=due_words(action, told),
        badge=action_badge(action.state, action.due_on, told.today),
        outcome=action.outcome or "",
    )


def due_words(action: ActionView, told: MeetingWords) -> str:
    """Until when, and the day first agreed where it was moved."""
    due = _("paling lambat %(day)s", day=_day(action.due_on, told))
    if action.first_due_on == action.due_on:
        return due
    return _("%(due)s, semula %(first)s", due=due, first=_day(action.first_due_on, told))


def _point(item: ItemView, told: MeetingWords) -> AgendaPoint | None:
    note, name = item.note or "", note_field(item)
    if item.kind in OF_TICKETS:
        ticket = told.tickets.get(item.reference)
        if ticket is None:
            return None
        href = url_for("desk.ticket", number=ticket.number)
        said = told.sentences.get(ticket.number, "") if item.kind == "thanks" else ""
        words = f"{ticket.number}. {_about_ticket(item, told)}"
        return AgendaPoint(
            title=ticket.complaint.title, href=href, words=words, note=note, name=name, said=said
        )
    if item.kind == "time_lost":
        title = name_of("held_by", str(item.data["holder"]))
        return AgendaPoint(
            title=title,
            href=_custody_href(item.data, told),
            words=_time_words(item.data, told),
            note=note,
            name=name,
        )
    if item.kind == "indicator":
        code = str(item.data["code"])
        title = INDICATORS[code].names.read(told.reader.language) if code in INDICATORS else code
        return AgendaPoint(
            title=title,
            href=_figure_href(item.data, told),
            words=_figure_words(item.data, told),
            note=note,
            name=name,
        )
    if item.kind == "action":
        return _action_point(item, told)
    by = str(item.data.get("by", ""))
    who = told.person(int(by.removeprefix("person:"))) if by.startswith("person:") else ""
    return AgendaPoint(
        title=str(item.data["words"]),
        href="",
        words=_("dari %(name)s", name=who) if who else "",
        note=note,
        name=name,
    )


def _about_ticket(item: ItemView, told: MeetingWords) -> str:
    if item.kind == "contest":
        return _("Ada waktu yang disanggah dan belum diputuskan.")
    if item.kind == "thanks":
        return _("Warga memberi nilai %(score)s dari 4.", score=item.data["score"])
    due = datetime.fromisoformat(item.data["due_at"])
    at = instant_words(due, zone=told.zone, language=told.reader.language, year=False, zone_name=False)
    return _("%(clock)s jatuh tempo %(at)s.", clock=clock_name(item.data["clock"]), at=at)


def _time_words(data: Mapping[str, Any], told: MeetingWords) -> str:
    reader = told.reader
    spent = duration_words(data["seconds"], day_seconds=reader.day_seconds, language=reader.language)
    return _(
        "%(spent)s, %(share)s dari waktu kerja %(month)s.",
        spent=spent,
        share=percent(data["share"], told.reader.language),
        month=month_words(data["month"], told.reader.language),
    )


def _custody_href(data: Mapping[str, Any], told: MeetingWords) -> str:
    return url_for("boards.board", period=data["month"]) if told.boards else ""


def _figure_words(data: Mapping[str, Any], told: MeetingWords) -> str:
    unit = INDICATORS[data["code"]].unit if data["code"] in INDICATORS else "count"
    kind, _sep, code = str(data["whose"]).partition(":")
    whose = told.unit(code) if kind == "unit" else told.person(int(code))
    return _(
        "%(whose)s, %(month)s: %(value)s, target %(target)s, n %(n)s.",
        whose=whose,
        month=month_words(data["month"], told.reader.language),
        value=short(unit, data["value"], told.reader) if data["value"] is not None else "–",
        target=short(unit, data["target"], told.reader),
        n=number_words(data["n"], told.reader.language),
    )


def _figure_href(data: Mapping[str, Any], told: MeetingWords) -> str:
    """Where a figure opens to its tickets, for whoever may see it there."""
    kind, _sep, key = str(data["whose"]).partition(":")
    if kind == "unit":
        if key not in told.boards:
            return ""
        return url_for("figures.board_evidence", indicator=data["code"], unit=key, period=data["month"])
    if int(key) not in told.in_view:
        return ""
    return url_for("figures.evidence", officer_id=int(key), indicator=data["code"], period=data["month"])


def _action_point(item: ItemView, told: MeetingWords) -> AgendaPoint:
    """An action as it was on the agenda, with how it stands now."""
    now = told.actions.get(int(item.reference))
    due_on = date.fromisoformat(item.data["due_on"])
    words = _(
        "%(name)s, paling lambat %(day)s",
        name=told.person(int(item.data["owner"])),
        day=_day(due_on, told),
    )
    href = ""
    if now is not None and rules.may_see_action(told.rights, now.access):
        href = url_for("actions.action", action_id=now.id)
    state = now.state if now is not None else "open"
    badge = action_badge(state, now.due_on if now is not None else due_on, told.today)
    return AgendaPoint(
        title=str(item.data["words"]), href=href, words=words, note=item.note or "", name=note_field(item),
        said=(now.outcome or "") if now is not None and href else "", badge=badge,
    )  # fmt: skip


def _day(on: date, told: MeetingWords) -> str:
    return date_words(on, told.reader.language, year=on.year != told.today.year)
