"""Letters that did not certainly arrive, and the two decisions on each: send it again, or let it be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.access import may_in_office
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import NotFound, words
from complaints_service.notify.known_routes import route_name
from complaints_service.notify.trouble import count_invented, held_routes
from complaints_service.tickets.undelivered import Undelivered, decide, undelivered
from complaints_service.web.shell.pages import page, tell
from complaints_service.web.words.vocabulary import name_of

blueprint = Blueprint("letters", __name__, url_prefix="/kiriman")


@dataclass(frozen=True)
class _Line:
    """One letter as the page shows it; `again_href` is empty where nothing can arrive."""

    what: str
    number: str
    href: str
    route: str
    at: datetime
    state: str
    state_words: str
    reason: str
    again_at: datetime | None
    reachable: bool
    again_href: str
    let_go_href: str


@blueprint.get("")
def listing() -> str:
    """What is in trouble, newest first, and which routes wait as a whole."""
    signed_in, now = _deciding(), clock.now()
    with reading() as session:
        letters = undelivered(session, rights=signed_in.rights)
        held = held_routes(session, now=now)
        invented = count_invented(session)
    return page(
        "desk/kiriman.html",
        lines=[_line(one) for one in letters],
        held=[(_route(one.route), one.until, one.reason or "") for one in held],
        invented=invented,
    )


@blueprint.post("/<int:letter>/lagi")
def post_again(letter: int) -> Response:
    """Has one letter sent once more."""
    return _decide(letter, again=True)


@blueprint.post("/<int:letter>/biarkan")
def post_let_go(letter: int) -> Response:
    """Lets one letter be."""
    return _decide(letter, again=False)


def _decide(letter: int, *, again: bool) -> Response:
    signed_in = _deciding()
    writing(
        lambda session: decide(
            session,
            outbox_id=letter,
            again=again,
            rights=signed_in.rights,
            actor=signed_in.actor,
            now=clock.now(),
        )
    )
    tell(words("Dikirim sekali lagi.") if again else words("Dibiarkan. Kiriman itu tidak diulang."))
    return make_response(redirect(url_for("letters.listing"), 303))


def _deciding() -> SignedIn:
    signed_in = officer()
    if not may_in_office(signed_in.rights, "view_letters"):
        raise NotFound
    return signed_in


def _line(one: Undelivered) -> _Line:
    letter = one.letter
    dead = letter.state == "dead"
    return _Line(
        what=name_of("notice", letter.kind),
        number=letter.number or "",
        href=url_for("desk.ticket", number=letter.number) if one.opens else "",
        route=_route(letter.route),
        at=letter.created_at,
        state="late" if dead else "risk",
        state_words=_("Tidak terkirim") if dead else _("Tidak pasti sampai"),
        reason=letter.reason or "",
        again_at=letter.again_at,
        reachable=letter.reachable,
        again_href=url_for("letters.post_again", letter=letter.id),
        let_go_href=url_for("letters.post_let_go", letter=letter.id),
    )


def _route(route: str) -> str:
    return route_name(route, language())
