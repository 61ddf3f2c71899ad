"""Letters that did not certainly arrive, and the two decisions on each: send it again, or let it be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right, needs, office_right
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.notify.known_routes import route_name
from complaints_service.notify.trouble import Trouble, count_invented, held_routes
from complaints_service.tickets.undelivered import Undelivered, decide, letter_to_decide, undelivered
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of

blueprint = Blueprint("undelivered", __name__, url_prefix="/kiriman")
VIEW_LETTERS = office_right("view_letters")


def _letter(session: Session, rights: Rights, *, letter_id: int) -> Trouble:
    return letter_to_decide(session, outbox_id=letter_id, rights=rights)


SETTLE_LETTER = Right(
    code="settle_letters",
    who="administrator, dispatcher, manager of the ticket's unit; without a ticket, of the whole office",
    load=_letter,
)


@dataclass(frozen=True, kw_only=True)
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
@needs(VIEW_LETTERS)
def listing(reader: SignedIn) -> str:
    """What is in trouble, newest first, and which routes wait as a whole."""
    return _page(reader, Typed())


@blueprint.post("/<id:letter_id>/lagi")
@needs(SETTLE_LETTER)
def post_again(reader: SignedIn, _letter: Trouble, letter_id: int) -> Response | tuple[str, int]:
    """Has one letter sent once more."""
    return _decide(reader, letter_id, again=True)


@blueprint.post("/<id:letter_id>/biarkan")
@needs(SETTLE_LETTER)
def post_let_go(reader: SignedIn, _letter: Trouble, letter_id: int) -> Response | tuple[str, int]:
    """Lets one letter be."""
    return _decide(reader, letter_id, again=False)


def _decide(reader: SignedIn, letter_id: int, *, again: bool) -> Response | tuple[str, int]:
    def change(session: Session, _typed: dict[str, object]) -> None:
        decide(
            session,
            outbox_id=letter_id,
            again=again,
            rights=reader.rights,
            actor=reader.actor,
            now=clock.now(),
        )

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, typed),
            done=url_for("undelivered.listing"),
            said=words("Dikirim sekali lagi.") if again else words("Dibiarkan. Kiriman itu tidak diulang."),
        ),
    )


def _page(reader: SignedIn, typed: Typed) -> str:
    with reading() as session:
        letters = undelivered(session, rights=reader.rights)
        held = held_routes(session, now=clock.now())
        invented = count_invented(session)
    return page(
        "desk/kiriman.html",
        lines=[_line(one) for one in letters],
        held=[(_route(one.route), one.until, one.reason or "") for one in held],
        invented=invented,
        errors=typed.errors,
    )


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
        again_href=url_for("undelivered.post_again", letter_id=letter.id),
        let_go_href=url_for("undelivered.post_let_go", letter_id=letter.id),
    )


def _route(route: str) -> str:
    return route_name(route, language())
