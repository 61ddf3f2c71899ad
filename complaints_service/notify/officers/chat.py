"""An officer's chat: linked by a one-use code that only the signed-in session which made it may confirm."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, OfficerChat
from complaints_service.accounts.secrets import digest
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, words
from complaints_service.moment import Moment
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.known_routes import chat_routes
from complaints_service.notify.models import ChatLinkTry
from complaints_service.notify.officer_reach import settle_waiting
from complaints_service.notify.routes import serves
from complaints_service.notify.service import Recipient, open_routes
from complaints_service.office_stamp import until_changed
from config.rulebook import Rulebook

CODE_LIFE = timedelta(minutes=10)
#: So many codes a chat may send within the window, right and wrong ones alike.
MOST_TRIES, TRY_WINDOW = 5, timedelta(hours=1)
#: Crockford's letters: none looks like another. 28 of them are 140 bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 28, 4

#: A chat that is linked now.
LIVE_CHAT = OfficerChat.linked_at.is_not(None) & OfficerChat.ended_at.is_(None)


class NothingToConfirm(DomainError):
    """No chat sent this session's code in time, or it was answered already: all alike."""

    def __init__(self) -> None:
        super().__init__(
            "nothing_to_confirm", words("Tidak ada obrolan yang menunggu. Buat kode baru, lalu kirim lagi.")
        )


@dataclass(frozen=True)
class Offer:
    """A chat that sent this session's code and waits for a yes. `name`: how its owner calls themselves."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A linked chat. `dead_at`: since when it takes nothing from us."""

    account_id: int
    officer_id: int
    chat: str
    name: str
    since: datetime
    dead_at: datetime | None = None
    morning: bool = True


def begin_link(
    session: Session, *, account_id: int, officer_id: int, session_id: str, now: datetime, actor: Actor
) -> str:
    """A fresh code, as it is shown and typed; what the account began before stops working."""
    session.execute(delete(OfficerChat).where(OfficerChat.account_id == account_id, _unconfirmed()))
    code = _draw()
    session.execute(
        insert(OfficerChat).values(
            account_id=account_id,
            officer_id=officer_id,
            session_id=session_id,
            code=digest(code),
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    _record(session, account_id, "chat_code.issued", now, actor)
    return "-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def offer_link(session: Session, *, route: str, chat: str, name: str, code: str, now: datetime) -> str:
    """A chat sent a code: `offered` to the session that made it, `wrong`, or `often` for one try too many.

    It links nothing. A code serves one chat; one conditional update decides which.
    """
    recent = (ChatLinkTry.route == route, ChatLinkTry.chat == chat, ChatLinkTry.at > now - TRY_WINDOW)
    if (session.scalar(select(func.count()).select_from(ChatLinkTry).where(*recent)) or 0) >= MOST_TRIES:
        return "often"
    session.execute(delete(ChatLinkTry).where(ChatLinkTry.at <= now - TRY_WINDOW))
    session.execute(insert(ChatLinkTry).values(route=route, chat=chat, at=now))
    found = session.scalar(
        update(OfficerChat)
        .where(OfficerChat.code == digest(_plain(code)), OfficerChat.expires_at > now, _unconfirmed())
        .values(code=None, route=route, chat=chat, chat_name=name)
        .returning(OfficerChat.id)
        .execution_options(synchronize_session=False)
    )
    return "wrong" if found is None else "offered"


def offer_to(session: Session, *, session_id: str, now: datetime) -> Offer | None:
    """The chat that waits for this session's yes, if one does."""
    row = session.scalar(select(OfficerChat).where(*_waiting(session_id, now)))
    return None if row is None else Offer(row.id, row.chat_name or "")


def confirm_link(moment: Moment, *, session_id: str, offer_id: int) -> None:
    """Links the chat that was shown; earlier links of it and of the officer end. Raises NothingToConfirm."""
    row = moment.session.scalar(
        select(OfficerChat)
        .where(OfficerChat.id == offer_id, *_waiting(session_id, moment.now))
        .with_for_update()
    )
    if row is None:
        raise NothingToConfirm
    for earlier in moment.session.scalars(
        select(OfficerChat).where(
            LIVE_CHAT, (OfficerChat.account_id == row.account_id) | _is(row.route, row.chat)
        )
    ).all():
        _end(
            moment,
            earlier,
        )
    moment.session.flush()
    row.linked_at = moment.now
    moment.session.flush()
    _record(moment.session, row.account_id, "chat.linked", moment.now, moment.actor)
    _tell(moment.session, row, "linked", moment.now, moment.rulebook)


def decline_link(session: Session, *, session_id: str, now: datetime, actor: Actor) -> None:
    """The chat that waits is not theirs: it and the code are forgotten."""
    gone = session.scalar(
        delete(OfficerChat).where(*_waiting(session_id, now)).returning(OfficerChat.account_id)
    )
    if gone is not None:
        _record(session, gone, "chat.declined", now, actor)


def end_link(moment: Moment, *, account_id: int) -> None:
    """Unlinks an account's chat, if it has one; what waited for the chat is not sent."""
    row = moment.session.scalar(
        select(OfficerChat).where(OfficerChat.account_id == account_id, LIVE_CHAT).with_for_update()
    )
    if row is not None:
        _end(
            moment,
            row,
        )


def link_of_account(session: Session, *, account_id: int) -> Linked | None:
    """The chat linked to an account."""
    return _linked(session, OfficerChat.account_id == account_id)


def link_of_chat(session: Session, *, route: str, chat: str) -> Linked | None:
    """The account a chat is linked to, if that is open."""
    return _linked(session, _is(route, chat))


def chat_stands(session: Session) -> bool:
    """Whether a sender of this installation serves some route of chats, so that one can be offered."""
    stands = open_routes(session)
    return any(route.code in stands for route in chat_routes())


def chats_of(session: Session, *, officers: Collection[int]) -> dict[int, Recipient]:
    """The linked chats of officers whose accounts are open, but for those that take nothing."""
    if not officers:
        return {}
    linked = _linked_chats(session)
    return {officer: linked[officer] for officer in officers if officer in linked}


@until_changed
def _linked_chats(session: Session) -> Mapping[int, Recipient]:
    rows = session.execute(
        select(OfficerChat.officer_id, OfficerChat.route, OfficerChat.chat, Account.language)
        .join(Account, Account.id == OfficerChat.account_id)
        .where(LIVE_CHAT, OfficerChat.dead_at.is_(None), Account.active)
    )
    return {
        officer: Recipient(route, chat, language) for officer, route, chat, language in rows if route and chat
    }


def chats_served(session: Session, *, officers: Collection[int], now: datetime) -> dict[int, Recipient]:
    """Like `chats_of`, without those whose route no sender serves now: for what must arrive some way."""
    found = chats_of(session, officers=officers)
    served = {
        route: serves(session, route=route, now=now) for route in {chat.route for chat in found.values()}
    }
    return {officer: chat for officer, chat in found.items() if served[chat.route]}


def _linked(session: Session, whose: ColumnElement[bool]) -> Linked | None:
    row = session.scalar(
        select(OfficerChat)
        .join(Account, Account.id == OfficerChat.account_id)
        .where(whose, LIVE_CHAT, Account.active)
    )
    if row is None or row.chat is None or row.linked_at is None:
        return None
    return Linked(
        account_id=row.account_id,
        officer_id=row.officer_id,
        chat=row.chat,
        name=row.chat_name or "",
        since=row.linked_at,
        dead_at=row.dead_at,
        morning=row.morning,
    )


def _end(moment: Moment, row: OfficerChat) -> None:
    settle_waiting(
        moment.session,
        route=row.route or "",
        chat=row.chat or "",
        reason="the chat was unlinked",
        now=moment.now,
        rungs_only=True,
    )
    row.ended_at = moment.now
    _record(moment.session, row.account_id, "chat.unlinked", moment.now, moment.actor)
    if row.dead_at is None:
        _tell(moment.session, row, "unlinked", moment.now, moment.rulebook)


def _tell(session: Session, row: OfficerChat, what: str, now: datetime, rulebook: Rulebook) -> None:
    account = session.get_one(Account, row.account_id)
    text = rulebook.text(f"officer.{what}", account.language, None, name=account.login)
    say(
        session,
        route=row.route or "",
        chat=row.chat or "",
        cause=f"officer_chat|{row.id}|{what}",
        sayings=[Saying({"text": text}, account.language)],
        now=now,
    )


def _is(route: str | None, chat: str | None) -> ColumnElement[bool]:
    return (OfficerChat.route == route) & (OfficerChat.chat == chat)


def _unconfirmed() -> ColumnElement[bool]:
    return OfficerChat.linked_at.is_(None)


def _waiting(session_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OfficerChat.session_id == session_id,
        OfficerChat.chat.is_not(None),
        OfficerChat.expires_at > now,
        _unconfirmed(),
    )


def _draw() -> str:
    # With a digit in it, so that no words of a citizen are ever taken for one.
    while (code := "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))).isalpha():
        continue
    return code


def _plain(typed: str) -> str:
    return typed.replace("-", "").upper()


def _record(session: Session, account_id: int, kind: str, now: datetime, actor: Actor) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"account:{account_id}", data={})
