"""`tanggap verify`: whether everything still is what was written, signed and computed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.verification import verify_performance
from complaints_service.audit.signing.book import BOOK
from complaints_service.audit.written.checking import covered_since
from complaints_service.cli import setup as setting_up
from complaints_service.cli.ground import main, standing
from complaints_service.edge.resources import Service
from complaints_service.file_store.opening import open_store
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.sealed import verify_sealed
from complaints_service.measurement.checks.signed import (
    verify_anchors,
    verify_files,
    verify_signed,
    verify_sources,
)
from complaints_service.measurement.checks.verification import verify as verify_everything
from complaints_service.office_reports.verification import verify_issues
from complaints_service.papers.minutes import verify_minutes
from complaints_service.papers.verification import verify_papers

_FILE = click.Path(exists=True, path_type=Path)


@main.command()
@click.option("--public-key", type=_FILE, help="The key to trust, instead of those in the seal's folder.")
@click.option("--book", type=_FILE, help="A copy of the sealer's book, instead of the one in its folder.")
@click.option("--anchors", type=_FILE, help="Checkpoints kept outside: /segel's file or the day's letter.")
def verify(public_key: Path | None, book: Path | None, anchors: Path | None) -> None:
    """Checks all that is stored against ledger, digests, chains and checkpoints; exit 1 when broken."""
    service = standing()
    with setting_up.looking(service) as session:
        findings = findings_of(session, service, public_key=public_key, book=book, now=clock.now())
        if anchors is not None:
            findings += verify_anchors(session, anchors=anchors)
        since = _since(session)
    for finding in findings:
        click.echo(str(finding), err=True)
    for line in since:
        click.echo(line)
    click.echo(f"{len(findings)} temuan.")
    sys.exit(1 if findings else 0)


def findings_of(
    session: Session,
    service: Service,
    *,
    public_key: Path | None = None,
    book: Path | None = None,
    now: datetime,
) -> list[Finding]:
    """Everything that is not as it was written, signed and computed, as of an instant."""
    folder, media = service.settings.seal_folder, open_store(service.settings.media_url)
    findings = verify_everything(session, rulebook=service.rulebook, now=now)
    findings += verify_performance(session, media=media)
    findings += verify_issues(session)
    findings += verify_papers(session)
    findings += verify_minutes(session)
    findings += verify_files(session, media=media)
    findings += verify_sealed(session)
    findings += verify_sources(session, now=now)
    findings += verify_signed(session, keys=public_key or folder, book=book or folder / BOOK, now=now)
    return findings


def _since(session: Session) -> list[str]:
    """Which records are covered only since an upgrade; all others are from the moment they were written."""
    return [
        f"{record}: {rows} baris baru tercakup sejak {at.isoformat(timespec='minutes')}"
        for record, at, rows in covered_since(session)
    ]
