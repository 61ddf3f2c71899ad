"""Drafts told in a chat: kept with a version, moved by steps that count once, opened on the page."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, words
from complaints_service.intake.models import BotLease, ChatDraft, ChatStep
from complaints_service.tickets.ledger.numbers import secret_digest

#: Telegram keeps an update for a day; after a quiet week its ids may start anywhere.
STEPS_KEPT = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """The draft of a chat as it stands. Version 0: nothing is kept of this chat."""

    version: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)


class StaleDraft(DomainError):
    """Another step changed the draft meanwhile; carries how it reads now."""

    def __init__(self, told: Told) -> None:
        super().__init__(
            "stale_draft",
            words("Draf ini sudah berubah. Baca yang baru, lalu ulangi."),
            version=told.version,
            draft=dict(told.state),
        )


def told_in(session: Session, *, chat: str) -> Told:
    """The draft of a chat, with its version."""
    row = session.execute(select(ChatDraft.version, ChatDraft.state).where(ChatDraft.chat == chat)).first()
    return Told(row.version, row.state) if row else Told()


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
    """Drops ids that Telegram cannot deliver again."""
    session.execute(delete(ChatStep).where(ChatStep.at < now - STEPS_KEPT))


def keep_draft(
    session: Session,
    *,
    chat: str,
    seen: int,
    state: Mapping[str, Any] | None,
    page_token: str | None,
    now: datetime,
) -> int:
    """Writes the draft over the version that was seen; returns its new version, 0 where nothing is kept.

    `state` None drops all that is known of the chat. Raises StaleDraft.
    """
    if state is None:
        session.execute(delete(ChatDraft).where(ChatDraft.chat == chat, ChatDraft.version == seen))
        if (left := told_in(session, chat=chat)).version:
            raise StaleDraft(left)
        return 0
    values = {
        "version": seen + 1,
        "state": dict(state),
        "page_digest": secret_digest(page_token) if page_token else None,
        "updated_at": now,
    }
    if seen == 0 and told_in(session, chat=chat).version == 0:
        session.execute(insert(ChatDraft).values(chat=chat, **values))
        return 1
    changed = session.execute(
        update(ChatDraft).where(ChatDraft.chat == chat, ChatDraft.version == seen).values(**values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        raise StaleDraft(told_in(session, chat=chat))
    return seen + 1


def page_token(key: bytes, chat: str, draft: str) -> str:
    """What stands in the link that opens a chat's draft on the page: 128 bits, derived and never stored."""
    mac = hmac.new(key, f"draft:{chat}:{draft}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).rstrip(b"=").decode()


def draft_for_page(session: Session, *, token: str) -> Mapping[str, Any] | None:
    """The state of the draft that a link opens; None for any other string."""
    return session.scalar(select(ChatDraft.state).where(ChatDraft.page_digest == secret_digest(token)))


def finish_on_page(session: Session, *, token: str, now: datetime) -> str | None:
    """Ends a draft that was sent from the page, so that the chat does not send it too; its chat, or None."""
    row = session.scalar(
        select(ChatDraft).where(ChatDraft.page_digest == secret_digest(token)).with_for_update()
    )
    if row is None:
        return None
    row.version += 1
    row.state = {"language": row.state.get("language", "id"), "heard": row.state.get("heard", [])}
    row.page_digest = None
    row.updated_at = now
    return row.chat


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
