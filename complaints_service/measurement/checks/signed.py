"""Holds what is stored against what the sealer signed of it, and files against their digests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from complaints_service.audit.signing.anchors import check_anchors, read_anchors
from complaints_service.audit.signing.book import BadBook, read_book
from complaints_service.audit.signing.checking import check_signed
from complaints_service.audit.signing.keys import BadKey, PublicKeys, public_keys
from complaints_service.audit.sources import source_faults
from complaints_service.file_store.store import FileStore
from complaints_service.intake.checking import check_files
from complaints_service.measurement.checks.findings import Finding
from complaints_service.tickets.ledger.sealing import SEALED


def verify_signed(session: Session, *, keys: Path, book: Path, now: datetime) -> list[Finding]:
    """Every checkpoint against chains and book; `keys`: a public key, or the folder of them.

    Without a key nothing that was signed can be believed: that is a finding of its own for each checkpoint.
    """
    found: list[Finding] = []
    try:
        trusted = public_keys(keys)
    except BadKey as error:
        found.append(Finding("checkpoint", "key", str(error)))
        trusted = PublicKeys({})
    try:
        entered = read_book(book)
    except FileNotFoundError:
        entered = None
    except BadBook as error:
        found.append(Finding("checkpoint", "book", str(error)))
        entered = None
    faults = check_signed(session, tables=SEALED, keys=trusted, book=entered, now=now)
    return [*found, *(Finding("checkpoint", fault.subject, fault.detail) for fault in faults)]


def verify_anchors(session: Session, *, anchors: Path) -> list[Finding]:
    """Every checkpoint that was kept outside, against the chains themselves; also what is no anchor."""
    try:
        kept = read_anchors(anchors.read_bytes())
    except BadBook as error:
        return [Finding("anchor", "file", str(error))]
    if not kept:
        return [Finding("anchor", "file", f"{anchors} holds no anchor, so it proves nothing")]
    return [Finding("anchor", fault.subject, fault.detail) for fault in check_anchors(session, kept)]


def verify_sources(session: Session, *, now: datetime) -> Iterator[Finding]:
    """Every act of the record that tells another source than the one it was sealed with, or lost it early."""
    for fault in source_faults(session, now=now):
        yield Finding("source", f"audit {fault.event_id}", fault.what)


def verify_files(session: Session, *, media: FileStore) -> Iterator[Finding]:
    """Every kept file of a complaint: there, and with the bytes it was kept with."""
    for attachment_id, detail in check_files(session, media):
        yield Finding("file", f"attachment {attachment_id}", detail)
