"""The ways news of a complaint go, as its citizen sees them: never a whole address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.notify.citizens.subscriptions import EMAIL, Way, ways_of
from complaints_service.notify.routes import is_open
from complaints_service.tickets.queries import TicketView
from complaints_service.web.words.vocabulary import word_of


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """One way: `state` as in notify/citizens/subscriptions.py; one of the two addresses is empty."""

    name: str
    shown: str
    state: str
    words: str
    stop_href: str
    again_href: str


@dataclass(frozen=True)
class Ways:
    """All ways of one complaint, and where another is added; `add_href` is empty where none can be."""

    rows: tuple[WayRow, ...]
    anonymous: bool
    add_href: str
    has_mail: bool


def ways_page(session: Session, view: TicketView, *, now: datetime) -> Ways:
    """What the tracking page shows of them."""
    number = view.ticket.number
    anonymous = view.complaint.privacy == "anonymous"
    mails = is_open(session, route=EMAIL)
    rows = [_row(number, way, mails) for way in ways_of(session, number=number, now=now)]
    can_add = mails and not anonymous
    return Ways(
        tuple(rows),
        anonymous,
        url_for("hearing.post_address", number=number) if can_add else "",
        any(row.shown for row in rows),
    )


def masked(address: str) -> str:
    """An e-mail address that its owner recognises and nobody else learns."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if at else "…"


def _row(number: str, way: Way, mails: bool) -> WayRow:
    said = "" if way.state == "live" else word_of("way_state", way.state)
    # An address that takes nothing may be tried anew; a chat comes back by itself when its owner writes.
    again = way.state in ("ended", "waiting", "dead") if way.route == EMAIL else way.state == "ended"
    return WayRow(
        name=_("Surel") if way.route == EMAIL else way.route.capitalize(),
        shown=masked(way.address) if way.route == EMAIL else "",
        state=way.state,
        words=said,
        stop_href=url_for("hearing.post_stop", number=number, way=way.id)
        if way.state in ("live", "dead")
        else "",
        again_href=url_for("hearing.post_again", number=number, way=way.id)
        if again and (mails or way.route != EMAIL)
        else "",
    )
