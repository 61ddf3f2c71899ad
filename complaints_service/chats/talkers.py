"""Who talks in a chat, sealed: the chat itself, and what the citizen calls themselves while they tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.chats.models import ChatDraft
from complaints_service.chats.report import Contact, DraftReport, read_report
from complaints_service.vault.marks import address_mark
from complaints_service.vault.opening import open_passing
from complaints_service.vault.sealing import seal_passing

_NOBODY = asdict(Contact(name=None, phone=None, email=None))


def without_contact(report: DraftReport) -> dict[str, Any]:
    """A report as it is kept: who tells it lies sealed beside it."""
    return {**report.as_json(), "contact": _NOBODY}


def seal_talker(session: Session, *, mark: str, chat: str, report: DraftReport | None) -> bytes:
    """The chat, and who tells the report that is open in it."""
    contact = _NOBODY if report is None else asdict(report.contact)
    return seal_passing(session, mark=mark, text=json.dumps({"chat": chat, "contact": contact}))


def with_contact(session: Session, told: Mapping[str, Any], *, mark: str, sealed: bytes) -> DraftReport:
    """A report as it was kept, with who tells it. Raises UnreadableReport."""
    return read_report({**told, "contact": _opened(session, mark, sealed)["contact"]})


def chat_of(session: Session, *, mark: str, sealed: bytes) -> str:
    """The chat as its route knows it."""
    return str(_opened(session, mark, sealed)["chat"])


def mark_anew(session: Session) -> None:
    """Gives every chat its mark under the new key of the office."""
    for row in session.scalars(select(ChatDraft)).all():
        said = open_passing(session, mark=row.chat, sealed=row.sealed)
        mark = address_mark(session, route=row.route, address=json.loads(said)["chat"])
        mine = (ChatDraft.route == row.route, ChatDraft.chat == row.chat)
        sealed = seal_passing(session, mark=mark, text=said)
        session.execute(update(ChatDraft).where(*mine).values(chat=mark, sealed=sealed))


def _opened(session: Session, mark: str, sealed: bytes) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(open_passing(session, mark=mark, sealed=sealed))
    return opened
