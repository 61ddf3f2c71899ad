"""An officer's Telegram: a code to send to the bot, then a yes on this page and in this session alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right, needs
from complaints_service.edge.input.fields import Whole
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, Words, words
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import TELEGRAM
from complaints_service.notify.officers import chat as officer_chat
from complaints_service.notify.service import open_routes
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("chat_link", __name__, url_prefix="/telegram")


@dataclass(frozen=True)
class _Me:
    """The officer behind this browser session."""

    account_id: int
    officer_id: int
    session_id: str


def _me(_session: Session, rights: Rights) -> _Me:
    session_id = officer().session_id
    if session_id is None or rights.officer_id is None:
        raise NotFound
    return _Me(rights.account_id, rights.officer_id, session_id)


LINK_CHAT = Right(
    code="link_chat",
    who="members of the office, each their own chat, signed in with a browser",
    load=_me,
)


class OfferForm(FormSchema):
    """Which chat it was that the page showed."""

    offer_id = Whole(data_key="offer", load_default=0)


@blueprint.get("")
@needs(LINK_CHAT)
def listing(reader: SignedIn, me: _Me) -> str:
    """What is linked, what waits for a yes, or how to begin."""
    return _page(reader, me, Typed())


@blueprint.post("/kode")
@needs(LINK_CHAT)
def post_code(reader: SignedIn, me: _Me) -> Response | tuple[str, int]:
    """Makes a code and shows it, this once; pressed twice, the second one is in force."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        return officer_chat.begin_link(
            session,
            account_id=me.account_id,
            officer_id=me.officer_id,
            session_id=me.session_id,
            now=clock.now(),
            actor=reader.actor,
        )

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, me, typed),
            answer=lambda code: _page(reader, me, Typed(), code),
            keyed=False,
        ),
    )


@blueprint.post("/hubungkan")
@needs(LINK_CHAT)
def post_confirm(reader: SignedIn, me: _Me) -> Response | tuple[str, int]:
    """Links the chat that was shown."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        officer_chat.confirm_link(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            session_id=me.session_id,
            offer_id=typed["offer_id"],
        )

    said = words("Obrolan terhubung. Kabar tiket Anda masuk ke sana.")
    return submit(OfferForm(), _sent(reader, me, change, said))


@blueprint.post("/tolak")
@needs(LINK_CHAT)
def post_decline(reader: SignedIn, me: _Me) -> Response | tuple[str, int]:
    """The chat that was shown is somebody else's."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        officer_chat.decline_link(session, session_id=me.session_id, now=clock.now(), actor=reader.actor)

    said = words("Obrolan itu tidak dihubungkan. Kodenya tidak berlaku lagi.")
    return submit(FormSchema(), _sent(reader, me, change, said))


@blueprint.post("/lepas")
@needs(LINK_CHAT)
def post_unlink(reader: SignedIn, me: _Me) -> Response | tuple[str, int]:
    """Unlinks the chat; it is told."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        officer_chat.end_link(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            account_id=me.account_id,
        )

    said = words("Obrolan dilepas. Balasan dari sana tidak menjawab tiket lagi.")
    return submit(FormSchema(), _sent(reader, me, change, said))


def _sent(reader: SignedIn, me: _Me, change: Callable[[Session, dict[str, Any]], None], said: Words) -> Sent:
    return Sent(
        change=change,
        refused=lambda typed: _page(reader, me, typed),
        done=url_for("chat_link.listing"),
        said=said,
    )


def _page(reader: SignedIn, me: _Me, typed: Typed, code: str | None = None) -> str:
    with reading() as session:
        linked = officer_chat.link_of_account(session, account_id=me.account_id)
        offer = officer_chat.offer_to(session, session_id=me.session_id, now=clock.now())
        stands = TELEGRAM.code in open_routes(session)
    link = TELEGRAM.side.link_of(service().settings, code) if code else None
    return page(
        "account/telegram.html",
        name=reader.name,
        errors=typed.errors,
        linked=linked,
        offer=offer,
        stands=stands,
        code=code,
        link=link,
        qr=qr(link) if link else None,
        minutes=int(officer_chat.CODE_LIFE.total_seconds()) // 60,
        here=url_for("chat_link.listing"),
        code_action=url_for("chat_link.post_code"),
        confirm_action=url_for("chat_link.post_confirm"),
        decline_action=url_for("chat_link.post_decline"),
        unlink_action=url_for("chat_link.post_unlink"),
    )
