"""Drafts told in a chat: kept with a version, moved by steps that count once, opened on the page."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.chats.models import BotLease, ChatDraft, ChatStep
from complaints_service.chats.report import DraftReport, up_to_date
from complaints_service.chats.talkers import chat_of, seal_talker, with_contact, without_contact
from complaints_service.errors import DomainError, words
from complaints_service.notify.route import Route
from complaints_service.tickets.ledger.numbers import secret_digest
from complaints_service.vault.marks import address_mark

#: No route brings an update later than this; after a quiet week its ids may start anywhere.
STEPS_KEPT = timedelta(days=3)
DRAFTS_KEPT = timedelta(days=30)
#: Of so many reports that a chat handed in their numbers are told to the conversation.
SENT_KEPT = 5


@dataclass(frozen=True)
class ChatStanding:
    """A chat as it stands. Version 0: nothing is kept of it.

    `report`: what is told of a report, None where none is open. `state` is the conversation's own. `sent`:
    the numbers of the reports handed in last, by their names in the chat.
    """

    version: int = 0
    report: DraftReport | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)

    def draft(self) -> dict[str, Any]:
        """What crosses the wire: the conversation's own members, and the report beside them."""
        report = None if self.report is None else self.report.as_json()
        return {**self.state, **({} if report is None else {"report": report})}


class StaleDraft(DomainError):
    """Another step changed the draft meanwhile; carries how it reads now."""

    def __init__(self, told: ChatStanding) -> None:
        super().__init__(
            "stale_draft",
            words("Draf ini sudah berubah. Baca yang baru, lalu ulangi."),
            version=told.version,
            draft=told.draft(),
        )


def told_in(session: Session, *, route: Route, chat: str) -> ChatStanding:
    """A chat as it stands, with its version."""
    kept = select(ChatDraft.version, ChatDraft.report, ChatDraft.state, ChatDraft.sent, ChatDraft.sealed)
    row = session.execute(kept.where(*_chat(session, route, chat))).first()
    if row is None:
        return ChatStanding()
    if row.report is None:
        return ChatStanding(row.version, None, row.state, row.sent)
    # What an older shape held for the conversation is its own again.
    told, private = up_to_date(row.report)
    state = {**row.state, **({"telling": private} if private else {})}
    report = with_contact(session, told, mark=_mark(session, route, chat), sealed=row.sealed)
    return ChatStanding(row.version, report, state, row.sent)


def _chat(session: Session, route: Route, chat: str) -> tuple[ColumnElement[bool], ...]:
    return (ChatDraft.route == route.code, ChatDraft.chat == _mark(session, route, chat))


def _mark(session: Session, route: Route, chat: str) -> str:
    return address_mark(session, route=route.code, address=chat)


def steps_taken(session: Session, *, bot: str, update_ids: Collection[int]) -> list[int]:
    """Those of the updates whose effect is committed already."""
    return sorted(
        session.scalars(
            select(ChatStep.update_id).where(ChatStep.bot == bot, ChatStep.update_id.in_(update_ids))
        )
    )


def note_steps(session: Session, *, bot: str, update_ids: Collection[int], now: datetime) -> None:
    """Marks updates as done; of two transactions that do so at once, one is refused by the key."""
    session.execute(insert(ChatStep), [{"bot": bot, "update_id": one, "at": now} for one in update_ids])


def forget_steps(session: Session, *, now: datetime) -> None:
    """Drops ids that no route delivers again."""
    session.execute(delete(ChatStep).where(ChatStep.at < now - STEPS_KEPT))


def forget_drafts(session: Session, *, now: datetime) -> None:
    """Drops chats in which nobody said anything for long: what was begun, who talks, what became of it."""
    session.execute(delete(ChatDraft).where(ChatDraft.updated_at < now - DRAFTS_KEPT))


def forget_number(session: Session, *, number: str) -> None:
    """Lets no chat know any more that a report of this number came from it."""
    said = cast(ChatDraft.sent, String).contains(number)
    for row in session.scalars(select(ChatDraft).where(said)):
        row.sent = {name: each for name, each in row.sent.items() if each != number}


def keep_draft(
    session: Session,
    *,
    route: Route,
    chat: str,
    seen: int,
    report: DraftReport | None,
    state: Mapping[str, Any] | None,
    page: str | None,
    handed_in: str | None,
    now: datetime,
) -> int:
    """Writes a chat over the version that was seen; returns its new version, 0 where nothing is kept.

    `state` None drops all that is known of the chat. `page`: the token that opens the report on the page.
    `handed_in`: the number that the report seen has become. Raises StaleDraft.
    """
    if state is None:
        session.execute(delete(ChatDraft).where(*_chat(session, route, chat), ChatDraft.version == seen))
        if (left := told_in(session, route=route, chat=chat)).version:
            raise StaleDraft(left)
        return 0
    mark = _mark(session, route, chat)
    values: dict[str, Any] = {
        "version": seen + 1,
        "report": None if report is None else without_contact(report),
        "sealed": seal_talker(session, mark=mark, chat=chat, report=report),
        "state": dict(state),
        "page_digest": secret_digest(page) if page else None,
        "updated_at": now,
    }
    if seen == 0 and told_in(session, route=route, chat=chat).version == 0:
        session.execute(insert(ChatDraft).values(route=route.code, chat=mark, sent={}, **values))
        return 1
    if handed_in is not None:
        values["sent"] = _with_number(told_in(session, route=route, chat=chat), handed_in)
    changed = session.execute(
        update(ChatDraft).where(*_chat(session, route, chat), ChatDraft.version == seen).values(**values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        raise StaleDraft(told_in(session, route=route, chat=chat))
    return seen + 1


def _with_number(before: ChatStanding, number: str) -> dict[str, str]:
    """The numbers of the last reports: by them an edit or a late photo finds its complaint."""
    named = {before.report.id: number} if before.report is not None else {}
    return dict([*before.sent.items(), *named.items()][-SENT_KEPT:])


def page_token(key: bytes, chat: str, report: str) -> str:
    """What stands in the link that opens a chat's report on the page: 128 bits, derived and never stored.

    `chat` as its route calls it among all (`Route.own`).
    """
    mac = hmac.new(key, f"draft:{chat}:{report}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()


def draft_for_page(session: Session, *, token: str) -> DraftReport | None:
    """The report that a link opens; None for any other string."""
    row = session.scalar(select(ChatDraft).where(ChatDraft.page_digest == secret_digest(token)))
    if row is None or row.report is None:
        return None
    return with_contact(session, up_to_date(row.report)[0], mark=row.chat, sealed=row.sealed)


@dataclass(frozen=True)
class FinishedReport:
    """A report of a chat that was sent from the page: where it was told, and what it was by then."""

    route: str
    chat: str
    report: DraftReport


def finish_on_page(session: Session, *, token: str, now: datetime, forget: bool) -> FinishedReport | None:
    """Ends the report that a link opens and that the page is sending, so that the chat sends it no more.

    None where there is none: it was sent or given up in the chat. `forget`: nothing of the chat is kept.
    The conversation finds its report gone, and knows what to forget with it.
    """
    row = session.scalar(
        select(ChatDraft).where(ChatDraft.page_digest == secret_digest(token)).with_for_update()
    )
    if row is None or row.report is None:
        return None
    chat = chat_of(session, mark=row.chat, sealed=row.sealed)
    told = with_contact(session, up_to_date(row.report)[0], mark=row.chat, sealed=row.sealed)
    if forget:
        session.delete(row)
    else:
        row.version += 1
        row.report, row.sent, row.page_digest = None, {}, None
        row.sealed = seal_talker(session, mark=row.chat, chat=chat, report=None)
        row.updated_at = now
    return FinishedReport(row.route, chat, told)


@dataclass(frozen=True)
class Lease:
    """Whether the asker may poll, and until when somebody may."""

    held: bool
    until: datetime


def take_lease(session: Session, *, name: str, holder: str, seconds: int, now: datetime) -> Lease:
    """Lets one process of a bot poll; the one that has it may renew it, or end it with no seconds."""
    until = now + timedelta(seconds=seconds)
    mine = (BotLease.holder == holder) | (BotLease.until <= now)
    changed = session.execute(
        update(BotLease).where(BotLease.name == name, mine).values(holder=holder, until=until)
    )
    if changed.rowcount:  # type: ignore[attr-defined]
        return Lease(True, until)
    row = session.execute(select(BotLease.until).where(BotLease.name == name)).first()
    if row is not None:
        return Lease(False, row.until)
    session.execute(insert(BotLease).values(name=name, holder=holder, until=until))
    return Lease(True, until)
