"""Tickets as JSON. Towards citizens a holder is a unit, never a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from complaints_service.places.links import map_addresses
from complaints_service.places.place import Place
from complaints_service.tickets.ledger.contests import contests_of
from complaints_service.tickets.ledger.ending_requests import ending_requests_of
from complaints_service.tickets.ledger.handover_requests import requests_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import ListedHead
from complaints_service.tickets.opening.answers import answers_of
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.where import place_now
from complaints_service.vault.opening import OpenedIdentity
from sla import Verdict


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict with every number it rests on."""
    return {
        "clock": verdict.clock,
        "status": verdict.status,
        "reason": verdict.reason,
        "paused": verdict.paused,
        "due_at": instant(verdict.due_at),
        "breached_at": instant(verdict.breached_at),
        "stopped_at": instant(verdict.stopped_at),
        "used_seconds": verdict.used_seconds,
        "remaining_seconds": verdict.remaining_seconds,
        "policy_version": verdict.policy_version,
        "calendar_version": verdict.calendar_version,
    }


def tracked_json(view: TicketView, *, holder: str, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a citizen's client shows of a complaint; `holder` names a unit."""
    clocks = []
    told = {clock: one for clock, one in view.assessment.clocks.items() if one.status != "no_target"}
    spans = view.own_spans(list(told))
    for clock, verdict in told.items():
        because = [
            {
                "start": instant(span.start),
                "end": instant(span.end),
                "counted": span.counted,
                "kind": span.kind,
                "holder": _without_person(span.holder, view),
                "reason": span.reason_code,
                "name": span.name,
            }
            for span in spans[clock]
        ]
        clocks.append({**verdict_json(verdict), "because": because})
    return {
        "number": view.ticket.number,
        "status": view.ticket.state,
        "close_reason": view.ticket.close_reason,
        "title": view.complaint.title,
        "text": view.complaint.text,
        "privacy": view.complaint.privacy,
        "answers": _answers(view),
        "category": view.ticket.category,
        "kelurahan": view.ticket.kelurahan,
        "place": _place(place_now(view.ticket, view.events)),
        "received_at": instant(view.ticket.received_at),
        "holder": holder,
        "due_at": instant(view.ticket.due_at),
        "as_of": instant(view.as_of),
        "version": view.ticket.version,
        "next": list(view.acts),
        "messages": [
            {
                "seq": message.seq,
                "at": instant(message.at),
                "act": message.act,
                "text": message.text,
                "by": "citizen" if message.author == "citizen" else "office",
            }
            for message in view.messages
        ],
        "files": list(files),
        "clocks": clocks,
    }


def ticket_json(view: TicketView, *, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A ticket for officers: ledger, custody, clocks, conversation, and what this officer may do."""
    complaint = view.complaint
    place = place_now(view.ticket, view.events)
    return {
        **_head(view),
        "place": {**_place(place), "links": map_addresses(*place.point) if place.point else {}},
        "text": complaint.text,
        "privacy": complaint.privacy,
        "channel": complaint.channel,
        "answers": _answers(view),
        "acts": list(view.acts),
        "events": _events(view),
        "messages": [
            {
                "seq": entry.seq,
                "at": instant(entry.at),
                "by": entry.author,
                "act": entry.act,
                "text": entry.text,
            }
            for entry in view.messages
        ],
        "files": list(files),
        "clocks": [verdict_json(verdict) for verdict in view.assessment.clocks.values()],
        "rounds": [verdict_json(verdict) for verdict in view.assessment.rounds],
        "lives": [verdict_json(verdict) for verdict in view.assessment.lives],
        "custody": _custody(view),
        "contests": _contests(view),
        "handover_requests": _handover_requests(view),
        "ending_requests": _ending_requests(view),
    }


def _answers(view: TicketView) -> list[dict[str, str]]:
    return [
        {"code": code, "asked": asked.read(view.complaint.language), "answer": answer}
        for code, asked, answer in answers_of(view.events)
    ]


def reporter_json(opened: OpenedIdentity) -> dict[str, Any]:
    """Who complained, for whoever said what for."""
    return {**asdict(opened.details), "erased": opened.erased}


def row_json(ticket: Ticket | ListedHead, title: str) -> dict[str, Any]:
    """One line of a list."""
    return {
        "number": ticket.number,
        "title": title,
        "status": ticket.state,
        "kind": ticket.kind,
        "category": ticket.category,
        "kelurahan": ticket.kelurahan,
        "unit": ticket.unit,
        "holder": ticket.holder_officer_id,
        "received_at": instant(ticket.received_at),
        "due_at": instant(ticket.due_at),
        "due_clock": ticket.due_clock,
        "voices": ticket.voices,
        "version": ticket.version,
    }


def _place(place: Place) -> dict[str, Any]:
    """Where it is, as one value."""
    return {
        "lat": place.lat,
        "lng": place.lng,
        "accuracy": place.accuracy,
        "origin": place.origin,
        "kelurahan": place.kelurahan,
        "address": place.address,
    }


def _events(view: TicketView) -> list[dict[str, Any]]:
    """The ledger, entry by entry."""
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": instant(event.at),
            "recorded_at": instant(event.recorded_at),
            "by": event.by,
            "data": dict(event.data),
        }
        for event in view.events
    ]


def _custody(view: TicketView) -> dict[str, Any]:
    """Whose the working time was, summed and span by span."""
    return {
        "total_seconds": view.assessment.custody.total_seconds,
        "holders": dict(view.assessment.custody.totals),
        "spans": [
            {
                "start": instant(span.start),
                "end": instant(span.end),
                "holder": span.holder,
                "seconds": span.seconds,
            }
            for span in view.assessment.custody.spans
        ],
    }


def _contests(view: TicketView) -> list[dict[str, Any]]:
    """What was contested, and what was decided."""
    return [
        {
            "contest": contest.number,
            "by": contest.by,
            "from": instant(contest.start),
            "until": instant(contest.end),
            "reason": contest.reason,
            "upheld": contest.upheld,
            "holder": contest.holder or contest.named,
            "decided_by": contest.decided_by,
            "decided_at": instant(contest.decided_at),
            "answer": contest.answer,
        }
        for contest in contests_of(view.events)
    ]


def _handover_requests(view: TicketView) -> list[dict[str, Any]]:
    """Who asked to hand it over, and what became of it."""
    return [
        {
            "request": asked.number,
            "by": asked.by,
            "to": asked.to,
            "reason": asked.reason,
            "at": instant(asked.at),
            "outcome": asked.outcome,
            "decided_by": asked.decided_by,
            "answer": asked.answer,
        }
        for asked in requests_of(view.events)
    ]


def _ending_requests(view: TicketView) -> list[dict[str, Any]]:
    """Who asked to refuse or stop it, and what became of it."""
    return [
        {
            "request": asked.number,
            "by": asked.by,
            "act": asked.act,
            "reason": asked.reason,
            "message": asked.message,
            "at": instant(asked.at),
            "outcome": asked.outcome,
            "decided_by": asked.decided_by,
            "answer": asked.answer,
        }
        for asked in ending_requests_of(view.events)
    ]


def _head(view: TicketView) -> dict[str, Any]:
    return {**row_json(view.ticket, view.complaint.title), "as_of": instant(view.as_of)}


def _without_person(holder: str | None, view: TicketView) -> str | None:
    return "office" if holder and holder.startswith("person:") else holder
