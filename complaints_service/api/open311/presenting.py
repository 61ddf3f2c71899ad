"""Services, requests and updates as GeoReport has them: no names, no exact place, no words but released ones.

Only whoever shows a report's own token reads what was said and exactly where.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from complaints_service.api.presenting import instant
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.openness.released import PublicWords
from complaints_service.tickets.ledger.models import OPEN_STATES
from complaints_service.tickets.public.open_reports import OpenReport, OpenUpdate
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.where import place_now
from config.entries.office import Category

#: When what is offered here changed last.
CHANGESET = "2026-11-30T00:00:00Z"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery_row(*, demo: bool) -> dict[str, Any]:
    """Where this interface is, what it speaks, and how one comes by a key."""
    office = service().rulebook.office
    contact = ", ".join(
        part for part in (office.names.read(language()), office.address, office.phone) if part
    )
    return {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": service().settings.base_url,
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{service().settings.base_url}/open311/v2",
                "changeset": CHANGESET,
                "type": "test" if demo else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def service_row(category: Category) -> dict[str, Any]:
    """A category as a service that can be asked for."""
    tongue = language()
    return {
        "service_code": category.code,
        "service_name": category.names.read(tongue),
        "description": category.hint.read(tongue),
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": ",".join(category.keywords_en if tongue == "en" else category.keywords),
        "group": service().rulebook.vocabulary.name("kind", category.kind, tongue),
    }


def definition_row(category: Category) -> dict[str, Any]:
    """What a service asks besides: the questions of its category, which nobody has to answer."""
    tongue = language()
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": True,
                "code": question.code,
                "datatype": "string",
                "required": False,
                "datatype_description": question.hint.read(tongue) if question.hint else None,
                "order": order,
                "description": question.ask.read(tongue),
                "values": [],
            }
            for order, question in enumerate(category.questions, 1)
        ],
    }


class Teller:
    """What many rows of an answer say alike, in one language: each looked up once."""

    def __init__(self, tongue: str) -> None:
        asked = service()
        rulebook, words = asked.rulebook, asked.rulebook.vocabulary
        self.base_url = asked.settings.base_url
        self.office = rulebook.office.names.read(tongue)
        self.kelurahan = {each.code: each for each in rulebook.kelurahan}

        def said(state: str, reason: str | None) -> str:
            told = words.name("state", state, tongue)
            known = reason is not None and words.knows("close_reason", reason)
            return f"{told}: {words.word('close_reason', reason or '', tongue)}" if known else told

        self.said = cache(said)
        self.category = cache(lambda code: rulebook.category(code).names.read(tongue))


def request_row(
    report: OpenReport, *, promised: datetime | None, released: PublicWords | None, teller: Teller
) -> dict[str, Any]:
    """What anybody may know of a report: its words as an officer released them, and the answer."""
    row = _row(
        teller,
        number=report.number,
        state=report.state,
        reason=report.close_reason,
        category=report.category,
        kelurahan=report.kelurahan,
        times=(report.received_at, report.changed_at, promised),
        point=report.point,
    )
    if released is None:
        return row
    picture = f"{teller.base_url}/terbuka/laporan/{released.code}/foto/1"
    return {
        **row,
        "description": released.text,
        "status_notes": f"{row['status_notes']}. {released.answer}"
        if released.answer
        else row["status_notes"],
        "media_url": picture if released.pictured else None,
    }


def own_row(view: TicketView) -> dict[str, Any]:
    """A report for whoever has its token: with its words and its exact place."""
    ticket, place = view.ticket, place_now(view.ticket, view.events)
    resolution = view.assessment.clocks.get("resolution")
    row = _row(
        Teller(language()),
        number=ticket.number,
        state=ticket.state,
        reason=ticket.close_reason,
        category=ticket.category,
        kelurahan=ticket.kelurahan,
        times=(ticket.received_at, ticket.changed_at, resolution.due_at if resolution else None),
        point=place.point,
    )
    street = place.address or None
    return {**row, "description": view.complaint.text, "address": street or row["address"]}


def update_row(update: OpenUpdate, *, teller: Teller) -> dict[str, Any]:
    """What became of a report at one time."""
    return {
        "update_id": str(update.id),
        "service_request_id": update.number,
        "status": _status(update.state),
        "updated_datetime": instant(update.at),
        "description": teller.said(update.state, None),
        "media_url": None,
    }


def _row(
    teller: Teller,
    *,
    number: str,
    state: str,
    reason: str | None,
    category: str,
    kelurahan: str | None,
    times: tuple[datetime, datetime, datetime | None],
    point: tuple[float, float] | None,
) -> dict[str, Any]:
    received, changed, promised = times
    where = teller.kelurahan.get(kelurahan or "")
    return {
        "service_request_id": number,
        "status": _status(state),
        "status_notes": teller.said(state, reason),
        "service_name": teller.category(category),
        "service_code": category,
        "description": None,
        "agency_responsible": teller.office,
        "service_notice": None,
        "requested_datetime": instant(received),
        "updated_datetime": instant(changed),
        "expected_datetime": instant(promised),
        "address": where.name if where else None,
        "address_id": kelurahan,
        "zipcode": where.postcode if where else None,
        "lat": point[0] if point else None,
        "long": point[1] if point else None,
        "media_url": None,
    }


def _status(state: str) -> str:
    return "open" if state in OPEN_STATES else "closed"
