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
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session

from complaints_service import db
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
    with db.reading(shift.engine) as session:
        place = session.get(MailboxPlace, mailbox)
        last = place.last_uid if place is not None and place.validity == validity else 0
    for uid in _after(client, last):
        raw = _letter(client, uid)
        if raw is not None:
            outcome = take_letter(shift.engine, shift.rulebook, shift.settings, raw)
            logger.info("letter %s of the mailbox: %s", uid, outcome)
        writing(lambda session, uid=uid: _note(session, mailbox, validity, uid), shift.engine)  # type: ignore[misc]


def _after(client: imaplib.IMAP4, last: int) -> Iterator[int]:
    _answer, found = client.uid("SEARCH", f"UID {last + 1}:*")
    words = b" ".join(each for each in found if isinstance(each, bytes)).split()
    # `n:*` names the last letter even where it comes before n (RFC 3501, 6.4.8).
    yield from sorted(uid for uid in map(int, words) if uid > last)[:MOST_AT_ONCE]


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


def _note(session: Session, mailbox: str, validity: int, uid: int) -> None:
    place = session.get(MailboxPlace, mailbox, with_for_update=True)
    if place is None:
        place = MailboxPlace(mailbox=mailbox, validity=validity, last_uid=uid)
        session.add(place)
    place.validity, place.last_uid = validity, uid


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}"
