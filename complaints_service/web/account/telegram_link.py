"""An officer's Telegram: a code to send to the bot, then a yes on this page and in this session alone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, request, url_for

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import NotFound, words
from complaints_service.notify.known_routes import TELEGRAM
from complaints_service.notify.officers import chat as officer_chat
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("linking", __name__, url_prefix="/telegram")


@dataclass(frozen=True)
class _Me:
    """The officer behind this browser session."""

    signed_in: SignedIn
    account_id: int
    officer_id: int
    session_id: str


@blueprint.get("")
def listing() -> str:
    """What is linked, what waits for a yes, or how to begin."""
    return _page(_me())


@blueprint.post("/kode")
def post_code() -> str:
    """Makes a code and shows it, this once."""
    me = _me()
    code = writing(
        lambda session: officer_chat.begin_link(
            session,
            account_id=me.account_id,
            officer_id=me.officer_id,
            session_id=me.session_id,
            now=clock.now(),
            actor=me.signed_in.actor,
        )
    )
    return _page(me, code)


@blueprint.post("/hubungkan")
def post_confirm() -> Response:
    """Links the chat that was shown."""
    me, typed = _me(), request.form.get("offer", "")
    offer_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    writing(
        lambda session: officer_chat.confirm_link(
            session,
            session_id=me.session_id,
            offer_id=offer_id,
            now=clock.now(),
            actor=me.signed_in.actor,
            rulebook=service().rulebook,
        )
    )
    tell(words("Obrolan terhubung. Kabar tiket Anda masuk ke sana."))
    return _back()


@blueprint.post("/tolak")
def post_decline() -> Response:
    """The chat that was shown is somebody else's."""
    me = _me()
    writing(
        lambda session: officer_chat.decline_link(
            session, session_id=me.session_id, now=clock.now(), actor=me.signed_in.actor
        )
    )
    tell(words("Obrolan itu tidak dihubungkan. Kodenya tidak berlaku lagi."))
    return _back()


@blueprint.post("/lepas")
def post_unlink() -> Response:
    """Unlinks the chat; it is told."""
    me = _me()
    writing(
        lambda session: officer_chat.end_link(
            session,
            account_id=me.account_id,
            now=clock.now(),
            actor=me.signed_in.actor,
            rulebook=service().rulebook,
        )
    )
    tell(words("Obrolan dilepas. Balasan dari sana tidak menjawab tiket lagi."))
    return _back()


def _me() -> _Me:
    """Whoever is signed in with a browser and works here; not there for others."""
    signed_in = officer()
    rights = signed_in.rights
    if signed_in.session_id is None or rights.officer_id is None:
        raise NotFound
    return _Me(signed_in, rights.account_id, rights.officer_id, signed_in.session_id)


def _page(me: _Me, code: str | None = None) -> str:
    with reading() as session:
        linked = officer_chat.link_of_account(session, account_id=me.account_id)
        offer = officer_chat.offer_to(session, session_id=me.session_id, now=clock.now())
    link = TELEGRAM.side.link_of(service().settings, code) if code else None
    return page(
        "account/telegram.html",
        name=me.signed_in.name,
        linked=linked,
        offer=offer,
        code=code,
        link=link,
        qr=qr(link) if link else None,
        minutes=int(officer_chat.CODE_LIFE.total_seconds()) // 60,
        here=url_for("linking.listing"),
        code_action=url_for("linking.post_code"),
        confirm_action=url_for("linking.post_confirm"),
        decline_action=url_for("linking.post_decline"),
        unlink_action=url_for("linking.post_unlink"),
    )


def _back() -> Response:
    return make_response(redirect(url_for("linking.listing"), 303))
