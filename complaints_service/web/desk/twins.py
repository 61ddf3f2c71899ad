"""Reports that may be the same matter as a ticket: by what, what differs, and where they are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.intake.twins import NEAR_METRES, WORDS_ALIKE, Twin
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.web.ticket.words import place_name
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class TwinRow:
    """One report beside another: `why` it may be the same, `differs` what speaks against it.

    `merge_href`: the page on which the later one goes into the earlier; empty where the reader may not.
    """

    number: str
    title: str
    href: str
    received_at: datetime
    why: str
    differs: str
    merge_href: str = ""


def twin_rows(ticket: Ticket, twins: Sequence[Twin], *, rulebook: Rulebook, merges: bool) -> list[TwinRow]:
    """The rows, the likeliest first. `merges`: the reader may merge this ticket."""
    return [
        TwinRow(
            number=twin.ticket.number,
            title=twin.ticket.complaint.title,
            href=url_for("desk.ticket", number=twin.ticket.number),
            received_at=twin.ticket.received_at,
            why=_why(twin),
            differs=differs_words(ticket, twin.ticket, rulebook),
            merge_href=_merge_href(ticket, twin.ticket) if merges else "",
        )
        for twin in twins
    ]


def differs_words(ticket: Ticket, other: Ticket, rulebook: Rulebook) -> str:
    """A warning where two reports are not of one category or kelurahan; else empty."""
    told = []
    if other.category != ticket.category:
        told.append(
            _("kategori lain: %(name)s", name=rulebook.category(other.category).names.read(language()))
        )
    if other.kelurahan != ticket.kelurahan:
        told.append(_("kelurahan lain: %(name)s", name=place_name(rulebook, other.kelurahan)))
    return ", ".join(told)


def _why(twin: Twin) -> str:
    told = [_("foto sama")] if twin.photo else []
    if twin.far is not None and twin.far <= NEAR_METRES:
        told.append(_("%(far)s m dari sini", far=round(twin.far)))
    if twin.words >= WORDS_ALIKE:
        told.append(_("kata-katanya mirip"))
    return ", ".join(told)


def _merge_href(ticket: Ticket, other: Ticket) -> str:
    """The later one goes into the earlier, whichever of the two this is."""
    later, earlier = (ticket, other) if other.received_at <= ticket.received_at else (other, ticket)
    return url_for("desk.act", number=later.number, act="merge", into=earlier.number)
