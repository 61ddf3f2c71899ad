"""What a paper says of a ticket. Nothing in it says who complained, whatever they chose: papers lie about."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.documents.parties import office_name, party
from complaints_service.appraisal.documents.words import NOTHING, DocumentWords, day
from complaints_service.audit.marks import is_demo
from complaints_service.moment import Moment
from complaints_service.papers.signing import signatory
from complaints_service.people.queries import unit_names
from complaints_service.places.place import place_words
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.public.openly import may_be_told
from complaints_service.tickets.public.redacting import NEVER, redacted
from complaints_service.tickets.queries import Seen, TicketView, desk_view
from complaints_service.tickets.where import place_now
from config.entries.papers import PaperTemplate
from config.rulebook import Rulebook
from sla import Event

#: What leads to somebody and helps nobody who is to act on the matter; where it is, stays.
_LEFT_OUT = NEVER | {"name"}


def paper_content(
    moment: Moment, seen: Seen, entry: Event, template: PaperTemplate, *, number: str, rights: Rights
) -> dict[str, Any]:
    """A paper in words, as it will stay; `entry`: by which the ticket went on."""
    session, rulebook = moment.session, moment.rulebook
    today = rulebook.local_date(moment.now)
    view = desk_view(session, seen, rights=rights, now=moment.now, rulebook=rulebook)
    openly = may_be_told(view.complaint.privacy, fold(view.events))
    told = DocumentWords.of(rulebook)
    fields = _fields(session, view, entry, told, openly=openly, rulebook=rulebook)
    on = rulebook.local_date(entry.at)
    signer = signatory(
        session, posts=template.signed_by, on=today, accused=access_of(view.ticket).accused_officers
    )
    return {
        "kind": template.code,
        "title": template.title,
        "number": number,
        "dated": day(today),
        "office": office_name(rulebook),
        "city": rulebook.office.city,
        "place": rulebook.office.city.removeprefix("Kota "),
        "name": rulebook.office.names.id,
        "address": " · ".join(filter(None, (rulebook.office.address, _phone(rulebook)))),
        "sample": is_demo(session),
        "nature": told.name("priority", view.ticket.priority)
        if openly
        else told.name("privacy", "confidential"),
        "subject": f"{fields['jenis']}, {fields['tempat']}",
        "facts": [
            ["Nomor laporan", fields["nomor"]],
            ["Diterima", fields["diterima"]],
            ["Jenis", fields["jenis"]],
            ["Tempat", fields["tempat"]],
            *([["Janji selesai", fields["janji"]]] if template.code == "disposition" else []),
            ["Pelapor", _reporter(view.complaint.privacy)],
        ],
        "from": _who(session, entry.by, on, rulebook),
        "to": _who(session, _receiver(entry), on, rulebook),
        "given": told.instant(entry.at),
        "said": redacted(view.complaint.text, kinds=_LEFT_OUT) if openly else "",
        "note": redacted(str(entry.data.get("reason") or ""), kinds=_LEFT_OUT) if openly else "",
        "opening": [line.format(**fields) for line in template.opening],
        "boxes": [line.format(**fields) for line in template.boxes],
        "closing": [line.format(**fields) for line in template.closing],
        "copies": list(template.copies),
        "signer": asdict(signer),
    }


def _phone(rulebook: Rulebook) -> str:
    return f"Telepon {rulebook.office.phone}" if rulebook.office.phone else ""


def _reporter(privacy: str) -> str:
    return "anonim" if privacy == "anonymous" else "ada pada kantor, tidak dicantumkan"


def _fields(
    session: Session, view: TicketView, entry: Event, told: DocumentWords, *, openly: bool, rulebook: Rulebook
) -> dict[str, str]:
    """What the paragraphs may name. What may not be told openly is placed by its kelurahan alone."""
    place = place_now(view.ticket, view.events)
    area = next((one.name for one in rulebook.kelurahan if one.code == place.kelurahan), "")
    due, on = view.assessment.clocks["resolution"].due_at, rulebook.local_date(entry.at)
    return {
        "nomor": view.ticket.number,
        "jenis": rulebook.category(view.ticket.category).names.id,
        "tempat": (place_words(place, rulebook) if openly else area) or "tempat belum diketahui",
        "diterima": told.instant(view.ticket.received_at),
        "janji": told.instant(due) if due else NOTHING,
        "dari": _who(session, entry.by, on, rulebook)[0],
        "kepada": _who(session, _receiver(entry), on, rulebook)[0],
        "kantor": rulebook.office.names.id,
    }


def _receiver(entry: Event) -> str:
    if agency := entry.data.get("agency"):
        return f"agency:{agency}"
    return str(entry.data["holder"])


def _who(session: Session, reference: str, on: date, rulebook: Rulebook) -> list[str]:
    """A person, a unit or an agency as an envelope names it: the name, then post and unit or the address."""
    kind, _sep, name = reference.partition(":")
    if kind == "agency":
        agency = rulebook.agency(name)
        return [agency.names.id, *([agency.address] if agency.address else [])]
    if kind == "unit":
        return [unit_names(session, on=on).get(name, name)]
    found = party(session, officer_id=int(name), on=on)
    return [NOTHING] if found is None else [found.name, f"{found.position}, {found.unit}"]
