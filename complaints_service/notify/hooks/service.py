"""Adds, lists, rotates and removes hooks, and makes the signed call that a claimed letter to one is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, NotFound, invalid, words
from complaints_service.notify.hooks.models import Hook
from complaints_service.notify.hooks.signing import hook_secret, signed_headers
from complaints_service.notify.known_routes import HOOK
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.senders import Letter
from complaints_service.notify.service import Recipient
from complaints_service.office_stamp import until_changed
from complaints_service.outside import is_outside
from complaints_service.texts import text_problem

#: So long the secret before signs beside the new one.
BOTH_SIGN = timedelta(days=1)
#: What a receiver did not take by then is no news any more.
NEWS_LASTS = timedelta(days=3)
LONGEST_URL, LONGEST_NAME = 500, 60


def add_hook(
    session: Session, *, url: str, name: str, here: bool, key: bytes, now: datetime, actor: Actor
) -> tuple[Hook, str]:
    """A new hook and its secret, shown once. Raises Invalid for an address that is never called."""
    if len(url) > LONGEST_URL or not is_outside(url, here=here):
        raise invalid("url", words("Alamat ini tidak bisa dipanggil. Pakai alamat https yang terbuka umum."))
    if name and (problem := text_problem(name, maximum=LONGEST_NAME)):
        raise invalid("name", problem)
    hook = Hook(url=url, name=name, created_at=now, generation=1)
    session.add(hook)
    session.flush()
    _record(session, hook, "hook.added", now=now, actor=actor)
    return hook, hook_secret(key, hook_id=hook.id, generation=1)


def rotate_hook(session: Session, *, hook_id: int, key: bytes, now: datetime, actor: Actor) -> str:
    """Another secret; the one before goes on for a day. Raises NotFound."""
    hook = _live(session, hook_id)
    hook.generation, hook.rotated_at = hook.generation + 1, now
    _record(session, hook, "hook.rotated", now=now, actor=actor)
    return hook_secret(key, hook_id=hook.id, generation=hook.generation)


def remove_hook(session: Session, *, hook_id: int, now: datetime, actor: Actor) -> None:
    """It is called no more, what waits for it included. Raises NotFound."""
    hook = _live(session, hook_id)
    hook.ended_at = now
    _record(session, hook, "hook.removed", now=now, actor=actor)


def live_hooks(session: Session) -> Sequence[Hook]:
    """The hooks that are called."""
    return session.scalars(select(Hook).where(Hook.ended_at.is_(None)).order_by(Hook.id)).all()


@until_changed
def hooks_called(session: Session) -> tuple[Recipient, ...]:
    """The same as those a letter goes to."""
    return tuple(Recipient(HOOK.code, str(hook.id), "id") for hook in live_hooks(session))


def hook_letter(session: Session, *, claimed: Claimed, key: bytes, now: datetime) -> Letter | None:
    """The signed call of a claimed letter; None where its hook is gone, or it is no news any more."""
    hook = session.get(Hook, int(claimed.address))
    if hook is None or hook.ended_at is not None or claimed.created_at < now - NEWS_LASTS:
        return None
    body = json.dumps(claimed.params, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    headers = signed_headers(
        _secrets(hook, key, now), call_id=f"msg_{claimed.key[:32]}", at=now, body=body.encode()
    )
    return Letter(
        key=claimed.key,
        kind=claimed.kind,
        number=claimed.number,
        address=hook.url,
        language=claimed.language,
        subject="",
        text=body,
        footer="",
        office="",
        written_at=claimed.created_at,
        params=headers,
    )


def _secrets(hook: Hook, key: bytes, now: datetime) -> list[str]:
    signs = [hook.generation]
    if hook.rotated_at is not None and now < hook.rotated_at + BOTH_SIGN:
        signs.append(hook.generation - 1)
    return [hook_secret(key, hook_id=hook.id, generation=each) for each in signs]


def _live(session: Session, hook_id: int) -> Hook:
    hook = session.get(Hook, hook_id, with_for_update=True)
    if hook is None or hook.ended_at is not None:
        raise NotFound("hook")
    return hook


def _record(session: Session, hook: Hook, kind: str, *, now: datetime, actor: Actor) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"hook:{hook.id}", data={"url": hook.url})
