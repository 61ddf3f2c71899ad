"""Commands for who complained: the office's key, reports of one person, forgetting somebody."""

from __future__ import annotations

import secrets

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.accounts.factor.apps import seal_apps_anew
from complaints_service.chats import talkers
from complaints_service.cli import setup as setting_up
from complaints_service.cli.ground import main, opened, standing, typist
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.moment import Moment
from complaints_service.notify import remarking
from complaints_service.notify.entered import service as entered
from complaints_service.passing import entered as other_offices
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.tickets.identity import erase_reporter
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.vault.finding import find_reports
from complaints_service.vault.keyring import read_keyring, use_keys
from complaints_service.vault.opening import IdentityReader
from complaints_service.vault.rotating import is_unfinished, wrap_anew
from config.private_files import write_private


@main.command("rotate-identity-key")
def rotate_identity_key() -> None:
    """Makes a new identity key and seals everything under it; stop the service first."""
    service = opened()
    try:
        setting_up.migrate(service)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    file = service.settings.identity_key_file
    keys = service.settings.identity_key.split()
    if not file.exists() or file.read_text(encoding="ascii").split() != keys:
        raise click.ClickException("Kunci ini datang dari TANGGAP_IDENTITY_KEY; pindahkan dulu ke berkasnya.")
    with db.reading(service.engine) as session:
        unfinished = is_unfinished(session)
    if not unfinished:
        keys = [secrets.token_urlsafe(48), *keys]
        write_private(file, "\n".join(keys))
    use_keys(service.engine, read_keyring("\n".join(keys)))

    def change(session: Session) -> int:
        sealed = wrap_anew(session)
        remarking.mark_anew(session)
        talkers.mark_anew(session)
        seal_apps_anew(session)
        entered.seal_anew(session)
        other_offices.seal_anew(session)
        return sealed

    sealed = writing(change, service.engine)
    older = file.with_name(f"{file.name}.old")
    write_private(older, "\n".join(keys[1:]))
    write_private(file, keys[0])
    click.echo(f"{sealed} identitas disegel dengan kunci baru. Cadangkan {file.name}, lalu jalankan layanan.")
    click.echo(f"{older.name} membuka cadangan lama saja: simpan bersama cadangan itu, hapus dari sini.")


@main.command("erase-identity")
@click.argument("number")
@click.option("--reason", required=True, help="Why; it stays in the audit record.")
def erase_identity(number: str, reason: str) -> None:
    """Forgets for good who complained under NUMBER; the report itself stays."""
    service, now = standing(), clock.now()

    def change(session: Session) -> None:
        moment = Moment(session=session, now=now, actor=typist(), rulebook=service.rulebook)
        fates = erase_reporter(moment, number=number, reason=reason)
        record_fates(session, fates=fates, now=now, rulebook=service.rulebook)

    try:
        writing(change, service.engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo("Nama, telepon, surel, dan jalur kabar laporan ini tidak bisa dibuka lagi.")


@main.command("find-identity")
@click.argument("contact")
@click.option("--purpose", required=True, help="What for; it stays in the audit record.")
def find_identity(contact: str, purpose: str) -> None:
    """Prints the numbers of reports that came with CONTACT, an e-mail address or a phone number."""
    service, now = standing(), clock.now()
    reader = IdentityReader(actor=typist(), purpose=purpose, now=now)
    restricted = select(Complaint.number).where(Complaint.restricted_at.is_not(None))
    numbers = writing(
        lambda session: find_reports(session, typed=contact, reader=reader, but=restricted), service.engine
    )
    for number in numbers:
        click.echo(number)
    click.echo(f"{len(numbers)} laporan.", err=True)
