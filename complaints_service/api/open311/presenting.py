"""Services, requests and updates as GeoReport has them: no names, no exact place, no words but released ones.

Only whoever shows a report's own token reads what was said and exactly where.
"""

from __future__ import annotations

from datetime import datetime
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


def request_row(
    report: OpenReport, *, promised: datetime | None, released: PublicWords | None, tongue: str
) -> dict[str, Any]:
    """What anybody may know of a report: its words as an officer released them, and the answer."""
    row = _row(
        tongue=tongue,
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
    picture = f"{service().settings.base_url}/terbuka/laporan/{released.code}/foto/1"
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
        tongue=language(),
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


def update_row(update: OpenUpdate, *, tongue: str) -> dict[str, Any]:
    """What became of a report at one time."""
    return {
        "update_id": str(update.id),
        "service_request_id": update.number,
        "status": _status(update.state),
        "updated_datetime": instant(update.at),
        "description": _said(update.state, None, tongue),
        "media_url": None,
    }


def _row(
    *,
    tongue: str,
    number: str,
    state: str,
    reason: str | None,
    category: str,
    kelurahan: str | None,
    times: tuple[datetime, datetime, datetime | None],
    point: tuple[float, float] | None,
) -> dict[str, Any]:
    rulebook = service().rulebook
    received, changed, promised = times
    where = next((one for one in rulebook.kelurahan if one.code == kelurahan), None)
    return {
        "service_request_id": number,
        "status": _status(state),
        "status_notes": _said(state, reason, tongue),
        "service_name": rulebook.category(category).names.read(tongue),
        "service_code": category,
        "description": None,
        "agency_responsible": rulebook.office.names.read(tongue),
        "service_notice": None,
        "requested_datetime": instant(received.replace(microsecond=0)),
        "updated_datetime": instant(changed.replace(microsecond=0)),
        "expected_datetime": instant(promised.replace(microsecond=0)) if promised else None,
        "address": where.name if where else None,
        "address_id": kelurahan,
        "zipcode": where.postcode if where else None,
        "lat": point[0] if point else None,
        "long": point[1] if point else None,
        "media_url": None,
    }


def _status(state: str) -> str:
    return "open" if state in OPEN_STATES else "closed"


def _said(state: str, reason: str | None, tongue: str) -> str:
    words = service().rulebook.vocabulary
    said = words.name("state", state, tongue)
    known = reason is not None and words.knows("close_reason", reason)
    return f"{said}: {words.word('close_reason', reason or '', tongue)}" if known else said
