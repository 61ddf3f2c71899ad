"""From where this request comes, for the record: its address in short, and what is signed in."""

from __future__ import annotations

from flask import g, has_request_context, request
from sqlalchemy.orm import Session

from complaints_service.audit.sources import CameFrom, shortened, tell_source

#: So much of a session's or a key's digest names it; it opens nothing.
_MARK_LETTERS = 12


def note_signed_in(kind: str, digest: str) -> None:
    """Remembers for this request what is signed in: `session` or `key`, by the digest it is kept under."""
    g.signed_in_mark = f"{kind[0]}-{digest[:_MARK_LETTERS]}"


def tell_the_record(session: Session) -> None:
    """Has what is written in a session tell from where this request comes; nothing outside a request."""
    if has_request_context():
        tell_source(session, _came_from)


def _came_from() -> CameFrom:
    return CameFrom(shortened(request.remote_addr or ""), g.get("signed_in_mark"))
