"""All that is kept of one report's citizen, as they get it: as JSON for programs, as PDF for people."""

from __future__ import annotations

import hashlib
from typing import Any

from complaints_service.appraisal.documents.parties import office_name
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.appraisal.documents.words import NOTHING, DocumentWords
from complaints_service.audit.marks import is_demo
from complaints_service.intake.attachments import attachments_of
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import ways_of
from complaints_service.personal_data.queries import own_requests
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.answers import answers_of
from complaints_service.tickets.queries import Seen, TicketView, own_view
from complaints_service.vault.looks import looks_at
from complaints_service.vault.opening import OWN, open_identity
from config.rulebook import Rulebook
from config.versions import canonical_json


def copy_of(moment: Moment, *, seen: Seen) -> dict[str, Any]:
    """What is kept of the citizen of this report, and who looked at it; nothing of other people."""
    session, ticket = moment.session, seen.ticket
    view = own_view(session, seen, now=moment.now, rulebook=moment.rulebook)
    opened = open_identity(session, number=ticket.number, reader=OWN)
    return {
        "report": _report(view),
        "person": {
            "name": opened.details.name,
            "phone": opened.details.phone,
            "email": opened.details.email,
            "erased": opened.erased,
        },
        "conversation": [
            {
                "at": one.at.isoformat(),
                "by": "citizen" if one.author == "citizen" else "office",
                "text": one.text,
            }
            for one in view.messages
        ],
        **_beside(moment, ticket),
    }


def _report(view: TicketView) -> dict[str, Any]:
    ticket, complaint = view.ticket, view.complaint
    place = ("kelurahan", "address", "lat", "lng")
    return {
        "number": ticket.number,
        "received_at": ticket.received_at.isoformat(),
        "channel": complaint.channel,
        "privacy": complaint.privacy,
        "state": ticket.state,
        "category": ticket.category,
        "title": complaint.title,
        "text": complaint.text,
        "answers": [[asked.id, answer] for _code, asked, answer in answers_of(view.events)],
        "place": {name: getattr(complaint, name) for name in place},
        "restricted": complaint.restricted_at is not None,
    }


def _beside(moment: Moment, ticket: Ticket) -> dict[str, Any]:
    """What is kept beside report and conversation, and who looked."""
    session, number = moment.session, ticket.number
    rating = session.get(Rating, ticket.id)
    files = attachments_of(session, ticket_id=ticket.id, for_citizen=True)
    asked = own_requests(session, ticket=ticket)
    return {
        "ways": [
            {"route": one.route, "address": one.address, "state": one.state}
            for one in ways_of(session, number=number, now=moment.now)
        ],
        "files": [
            {"kind": one.kind, "mime": one.mime, "size": one.size, "received_at": one.received_at.isoformat()}
            for one in files
        ],
        "rating": None if rating is None else {"score": rating.score, "comment": rating.comment},
        "looks": [
            {"at": one.at.isoformat(), "purpose": one.purpose} for one in looks_at(session, number=number)
        ],
        "requests": [
            {
                "kind": one.kind,
                "words": one.words,
                "asked_at": one.asked_at.isoformat(),
                "state": one.state,
                "reason": one.reason,
            }
            for one in asked
        ],
    }


def copy_pdf(moment: Moment, *, seen: Seen) -> bytes:
    """The same on paper, in the office's language."""
    rulebook, copied = moment.rulebook, copy_of(moment, seen=seen)
    told = DocumentWords.of(rulebook)
    report, person = copied["report"], copied["person"]
    content = {
        "title": "Salinan data pribadi",
        "office": office_name(rulebook),
        "city": rulebook.office.city,
        "name": rulebook.office.names.id,
        "address": rulebook.office.address or "",
        "number": report["number"],
        "made": told.instant(moment.now),
        "sample": is_demo(moment.session),
        "digest": hashlib.sha256(canonical_json(copied).encode()).hexdigest(),
        "person": [
            [head, person[name] or NOTHING]
            for head, name in (("Nama", "name"), ("Telepon", "phone"), ("Surel", "email"))
        ],
        "facts": [
            ["Nomor laporan", report["number"]],
            ["Diterima", told.instant(seen.ticket.received_at)],
            ["Kerahasiaan", told.name("privacy", report["privacy"])],
            ["Tempat", _place(copied, rulebook)],
            ["Isi", report["text"]],
            *[[asked, answer] for asked, answer in report["answers"]],
        ],
        "lists": [
            ["Jalur kabar", [f"{one['route']}: {one['address']}" for one in copied["ways"]]],
            ["Percakapan", [f"{_who(one['by'])}: {one['text']}" for one in copied["conversation"]]],
            ["Berkas", [f"{one['mime'] or one['kind']}, {one['size'] or 0} bita" for one in copied["files"]]],
            ["Siapa Anda dibuka untuk", [one["purpose"] for one in copied["looks"]]],
            ["Permintaan Anda", [f"{KIND_WORDS[one['kind']]}: {one['words']}" for one in copied["requests"]]],
        ],
    }
    return set_pdf("salinan_data", content, at=moment.now)


#: The kinds of requests on paper, which is Indonesian.
KIND_WORDS = {
    "access": "salinan",
    "correction": "pembetulan",
    "restriction": "pembatasan",
    "erasure": "penghapusan",
}


def _who(by: str) -> str:
    return "Anda" if by == "citizen" else "Kantor"


def _place(copied: dict[str, Any], rulebook: Rulebook) -> str:
    place = copied["report"]["place"]
    area = next((one.name for one in rulebook.kelurahan if one.code == place["kelurahan"]), "")
    return ", ".join(filter(None, (place["address"], area))) or NOTHING
