"""Whether a report that is being sorted is another office's, by matter or place, and how it goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.passing.entered import installations, mailboxes
from complaints_service.places.outlines import find_place
from complaints_service.tickets.acts.holding.agencies import agencies
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.where import place_now


@dataclass(frozen=True, kw_only=True)
class OfferedOffices:
    """The offices it may be for: `options` (code, name); `told`: of each why, and how it goes there.

    `reason`: what its citizen may be told of it.
    """

    options: Sequence[tuple[str, str]]
    told: Sequence[str]
    reason: str


def elsewhere(session: Session, view: TicketView, category: str) -> OfferedOffices | None:
    """The other offices this report may be for; None where it is ours, or not the reader's to refer."""
    if "refer" not in view.acts:
        return None
    rulebook, tongue = service().rulebook, language()
    why: dict[str, str] = {}
    if (neighbour := _neighbour(view)) is not None:
        why[neighbour] = _("Titiknya di luar wilayah kita, ke arah sana.")
    if category:
        kind = rulebook.category(category)
        why.setdefault(kind.owner, _("Berwenang atas “%(category)s”.", category=kind.names.read(tongue)))
    known = agencies(rulebook)
    names = {code: rulebook.agency(code).names.read(tongue) for code in why if code in known}
    if not names:
        return None
    setting = service().environment.other_offices
    systems = installations(session, setting=setting)
    boxes = mailboxes(session, setting=setting)

    def how(code: str) -> str:
        if code in systems:
            return _("Langsung masuk ke sistemnya, dan warga tetap mengikutinya di sini.")
        if code in boxes:
            return _("Surat pelimpahannya dikirim ke %(email)s.", email=boxes[code])
        return _("Serahkan surat pelimpahannya sendiri.")

    return OfferedOffices(
        options=list(names.items()),
        told=[f"{name}: {why[code]} {how(code)}" for code, name in names.items()],
        reason=_(
            "Laporan ini urusan %(office)s, jadi kami teruskan ke sana.", office=next(iter(names.values()))
        ),
    )


def _neighbour(view: TicketView) -> str | None:
    """In whose area its point lies where that is not ours: it is uncertain, or our area has changed."""
    place = place_now(view.ticket, view.events)
    if place.point is None:
        return None
    found = find_place(*place.point, service().rulebook)
    return found.neighbour.code if found.outside and found.neighbour else None
