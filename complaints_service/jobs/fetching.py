"""Fetches files that citizens sent by chat and keeps them; no transaction is open meanwhile."""

from __future__ import annotations

import logging
from contextlib import ExitStack

from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.transaction import writing
from complaints_service.file_store.opening import open_store
from complaints_service.file_store.store import FileStore
from complaints_service.intake import attachments
from complaints_service.intake.attachments import Wanted
from complaints_service.intake.file_news import tell_refused
from complaints_service.intake.likeness import likeness, note_likeness, without_likeness
from complaints_service.intake.media import MOST_BYTES, FileRefused, Gate
from complaints_service.intake.scanning import ScannerAway, scanner_at
from complaints_service.jobs.work import Shift
from complaints_service.notify.known_routes import chat_routes
from complaints_service.notify.senders import Fetcher, NoSuchFile, NotFetched

logger = logging.getLogger(__name__)


def fetch_files(shift: Shift) -> None:
    """Fetches what is due; what cannot be fetched stays wanted, and its complaint goes on without it."""
    for route in chat_routes():
        with db.reading(shift.engine) as session:
            due = attachments.files_due(session, route=route.code, now=clock.now())
        fetcher = route.side.fetcher(shift.settings) if due else None
        if fetcher is None:
            continue
        with ExitStack() as line:
            line.callback(fetcher.close)
            for attachment_id, wanted in due:
                _fetch(shift, fetcher, attachment_id, wanted)


def _fetch(shift: Shift, fetcher: Fetcher, attachment_id: int, wanted: Wanted) -> None:
    try:
        if (wanted.size or 0) > MOST_BYTES:
            raise NoSuchFile("too_large")
        gate = _gate(shift)
        kept = gate.keep(gate.check(fetcher.fetch(wanted.source), name=""))
    except (FileRefused, NoSuchFile) as refused:
        reason = refused.code

        def settle(session: Session) -> None:
            _refuse(session, shift, attachment_id, reason)

    except (NotFetched, OSError) as error:
        logger.warning("file %s not fetched: %s", attachment_id, _why(error))

        def settle(session: Session) -> None:
            if attachments.put_off(session, attachment_id=attachment_id, now=clock.now()):
                _refuse(session, shift, attachment_id, "unreachable")

    else:

        def settle(session: Session) -> None:
            attachments.keep_file(session, attachment_id=attachment_id, kept=kept, now=clock.now())

    writing(settle, shift.engine)


def scan_held(shift: Shift) -> None:
    """Asks the scanner about files it could not judge when they came; a harmful one is deleted and told."""
    try:
        for path in _gate(shift).look_again():
            writing(lambda session, path=path: _found_harmful(session, shift, path), shift.engine)  # type: ignore[misc]
    except ScannerAway as error:
        logger.warning("files stay held: the scanner gives no verdict (%s)", error)


def _found_harmful(session: Session, shift: Shift, path: str) -> None:
    for attachment_id in attachments.files_at(session, path=path):
        _refuse(session, shift, attachment_id, "infected")


def _refuse(session: Session, shift: Shift, attachment_id: int, reason: str) -> None:
    """Notes it and tells the citizen's chats and mail; what was refused before is told once."""
    now = clock.now()
    if attachments.refuse_file(session, attachment_id=attachment_id, reason=reason, now=now):
        tell_refused(session, attachment_id=attachment_id, rulebook=shift.rulebook, now=now)


def _gate(shift: Shift) -> Gate:
    return Gate(open_store(shift.settings.media_url), scanner_at(shift.settings.clamd))


def _why(error: NotFetched | OSError) -> str:
    """The kind alone: what a library says may hold the address, and that a token."""
    return str(error) if isinstance(error, NotFetched) else type(error).__name__


def look_at_pictures(shift: Shift, *, most: int = 100) -> None:
    """Works out how each kept picture looks, a hundred at a time; nothing is open while one is decoded."""
    with db.reading(shift.engine) as session:
        unseen = without_likeness(session, most=most)
    store = open_store(shift.settings.media_url)
    found = [(one, _looks(store, path)) for one, path in unseen]

    def change(session: Session) -> None:
        for attachment_id, looks in found:
            note_likeness(session, attachment_id=attachment_id, found=looks)

    if found:
        writing(change, shift.engine)


def _looks(store: FileStore, path: str) -> str:
    """How a picture looks; empty for one that is gone. Raises OSError while the store is away."""
    try:
        return likeness(store.read(path))
    except FileNotFoundError:
        return ""
