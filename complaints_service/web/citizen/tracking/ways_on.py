"""Where a citizen turns from here: who is in charge, who looks at the office; with address and number."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.queries import TicketView
from complaints_service.web.citizen.tracking.bounds import law_was_broken
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class WayOn:
    """One door: `when` it is the right one, then who; `href` its page, `phone` as one reads it."""

    when: str
    name: str = ""
    detail: str = ""
    address: str = ""
    phone: str = ""
    href: str = ""


def ways_on(view: TicketView, rulebook: Rulebook) -> list[WayOn]:
    """The doors that are right for this report as it stands, the nearest first."""
    ticket, broken = view.ticket, law_was_broken(view)
    state, reason = ticket.state, ticket.close_reason
    ombudsman = agency_way("ombudsman", _("Tidak puas dengan kantor ini"), rulebook)
    if state in LIVE:
        return _when_late(rulebook, broken=broken)
    if state == "referred" and ticket.agency:
        return [agency_way(ticket.agency, _("Yang menangani sekarang"), rulebook), ombudsman]
    if state == "rejected" and reason in ("not_ours", "not_a_complaint"):
        return [_competent(view, rulebook), ombudsman]
    if state == "rejected" or (state == "cancelled" and reason != "withdrawn") or broken:
        return [ombudsman]
    return []


def agency_way(code: str, when: str, rulebook: Rulebook) -> WayOn:
    """An agency of the rulebook as a door."""
    agency, tongue = rulebook.agency(code), language()
    return WayOn(
        when=when,
        name=agency.names.read(tongue),
        detail=agency.handles.read(tongue),
        address=agency.address or "",
        phone=agency.phone or "",
        href=agency.contact or "",
    )


def _competent(view: TicketView, rulebook: Rulebook) -> WayOn:
    """Who is in charge of what it is about in the end; where it is this office, the door to all agencies."""
    owner = rulebook.agency(rulebook.category(view.ticket.category).owner)
    if owner.role == "self":
        return agency_way("sp4n_lapor", _("Diteruskan ke instansi yang berwenang"), rulebook)
    return agency_way(owner.code, _("Yang berwenang"), rulebook)


def _when_late(rulebook: Rulebook, *, broken: bool) -> list[WayOn]:
    """What one can do while it is worked on, in the order of its need; past the law the Ombudsman first."""
    law = _("Batas undang-undang sudah lewat") if broken else _("Lewat batas undang-undang")
    ombudsman = agency_way("ombudsman", law, rulebook)
    inspectorate = agency_way(rulebook.office.oversight_agency, _("Dugaan pungli"), rulebook)
    superior = WayOn(
        when=_("Lewat janji"), detail=_("atasan pemegang laporan melihatnya di daftar terlambat.")
    )
    return [ombudsman, inspectorate] if broken else [superior, inspectorate, ombudsman]
