"""Reads the mailbox that citizens reply to, by IMAP, and remembers in the database how far it came.

No flag of the server is trusted: somebody who opens the mailbox in a mail program changes none of it. A
letter that was taken in before the place was written down is known by its Message-ID.
"""

from __future__ import annotations

import hashlib
import imaplib
import logging
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from complaints_service.edge.transaction import writing
from complaints_service.intake.mail.models import MailboxPlace
from complaints_service.intake.mail.reading import MOST_BYTES
from complaints_service.jobs.taking_mail import take_letter
from complaints_service.jobs.work import Shift

logger = logging.getLogger(__name__)
STEP_SECONDS = 20.0
#: So many letters in one turn; the next one goes on where this one ended.
MOST_AT_ONCE = 50
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def read_mailbox(shift: Shift) -> None:
    """Takes in what came since the last turn; where the server is away, the next turn asks again."""
    url = shift.settings.imap_url
    if not url:
        return
    try:
        with _signed_in(url) as client:
            _read(shift, client, url)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("mailbox not read: %s", type(error).__name__)


def _signed_in(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host, name, password = parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme == "imaps":
        client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=STEP_SECONDS
        )
    else:
        client = imaplib.IMAP4(host, parts.port or 143, timeout=STEP_SECONDS)
    try:
        client.login(name, password)
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()
        raise
    return client


def _read(shift: Shift, client: imaplib.IMAP4, url: str) -> None:
    folder = unquote(urlsplit(url).path.strip("/")) or "INBOX"
    answer, _count = client.select(f'"{folder}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error("no such folder")
    validity = _validity(client)
    mailbox = hashlib.sha256(_without_password(url).encode()).hexdigest()
    waiting = _uids(client)
    place = writing(lambda session: _place(session, mailbox, validity, waiting), shift.engine)
    for uid in [each for each in waiting if each > place.last_uid][:MOST_AT_ONCE]:
        raw = _letter(client, uid)
        if raw is not None:
            old = uid <= place.old_until
            outcome = take_letter(shift.engine, shift.rulebook, shift.settings, raw, old=old)
            logger.info("letter %s of the mailbox: %s", uid, outcome)
        writing(lambda session, uid=uid: _note(session, mailbox, uid), shift.engine)  # type: ignore[misc]


def _uids(client: imaplib.IMAP4) -> list[int]:
    _answer, found = client.uid("SEARCH", "ALL")
    return sorted(map(int, b" ".join(each for each in found if isinstance(each, bytes)).split()))


def _letter(client: imaplib.IMAP4, uid: int) -> bytes | None:
    """A letter's bytes, which stay unread on the server; None for one that is too large, or gone."""
    _answer, told = client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = next((found for each in told if isinstance(each, bytes) and (found := _SIZE.search(each))), None)
    if size is None or int(size[1]) > MOST_BYTES:
        logger.warning("letter %s of the mailbox is gone or too large", uid)
        return None
    _answer, parts = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return next((bytes(each[1]) for each in parts if isinstance(each, tuple)), None)


def _validity(client: imaplib.IMAP4) -> int:
    _code, told = client.response("UIDVALIDITY")
    return int(told[0]) if told and told[0] else 0


@dataclass(frozen=True)
class _Reached:
    """How far the mailbox was read, and up to where nobody is answered."""

    last_uid: int
    old_until: int


def _place(session: Session, mailbox: str, validity: int, waiting: list[int]) -> _Reached:
    """How far it was read; what lies in one that was never seen under this UIDVALIDITY is old."""
    place = session.get(MailboxPlace, mailbox)
    if place is None:
        place = MailboxPlace(mailbox=mailbox, validity=0, last_uid=0, old_until=0)
        session.add(place)
    if place.validity != validity:
        place.validity, place.last_uid, place.old_until = validity, 0, max(waiting, default=0)
    return _Reached(place.last_uid, place.old_until)


def _note(session: Session, mailbox: str, uid: int) -> None:
    session.get_one(MailboxPlace, mailbox).last_uid = uid


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}"
