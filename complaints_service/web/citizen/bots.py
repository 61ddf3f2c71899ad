"""Our bots, named on the pages: where one writes to one, and how a report is followed there by one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.notify.citizens.chat_codes import chat_code
from complaints_service.notify.known_routes import chat_routes, route_name
from complaints_service.notify.routes import is_open
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.web.shell.assets import qr


@dataclass(frozen=True)
class BotDoor:
    """A bot by the name of its route, the link that opens it, and the same as a QR code."""

    name: str
    href: str
    qr: Markup


def bot_doors(session: Session, *, code: str = "") -> list[BotDoor]:
    """The bots that answer now and whose name is known. `code`: what the link says when it opens one."""
    doors = []
    for route in chat_routes():
        href = route.side.link_of(service().settings, code)
        if href is not None and is_open(session, route=route.code):
            doors.append(BotDoor(route_name(route.code, language()), href, qr(href)))
    return doors


def follow_doors(session: Session, complaint: Complaint, *, now: datetime) -> list[BotDoor]:
    """Where its owner follows a report; none for an anonymous one, of which no chat is kept."""
    if complaint.privacy == "anonymous":
        return []
    key = service().settings.tracking_key
    code = chat_code(key, number=complaint.number, generation=complaint.secret_generation, now=now)
    return bot_doors(session, code=code)
