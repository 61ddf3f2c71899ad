"""Commands of the seal: the sealer's process, one round of it, and the database's role for the others."""

from __future__ import annotations

import os
from pathlib import Path

import click

from complaints_service import clock
from complaints_service.audit.roles import grant_sealer, grant_service
from complaints_service.audit.signing.keys import BadKey, Signer, open_signer
from complaints_service.cli.ground import main, standing
from complaints_service.edge import logs
from complaints_service.edge.resources import Service
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.jobs import worker as timetable
from complaints_service.jobs.sealer import seal, sealing_job
from complaints_service.jobs.work import Shift
from config.settings import load_sealer_settings


def key_path() -> Path:
    """Where the sealer's key is, by this environment."""
    return load_sealer_settings(os.environ, Path.cwd()).seal_key


@main.command("sealer")
def sealer() -> None:
    """Seals and signs once a minute; the only process that opens the key."""
    logs.configure()
    signer = _signer()
    service = standing()
    timetable.serve(
        engine=service.engine,
        rulebook=service.rulebook,
        settings=service.settings,
        jobs=[sealing_job(signer)],
    )


@main.command("seal")
def seal_now() -> None:
    """Seals and signs everything there is now, once."""
    signer = _signer()
    seal_all(standing(), signer)
    click.echo(f"Disegel. Kunci {signer.key_id}.")


@main.command("grant-role")
@click.argument("role")
@click.option("--sealer", "for_sealer", is_flag=True, help="The role of the sealer instead of the service's.")
def grant_role(role: str, for_sealer: bool) -> None:
    """Gives a role of PostgreSQL what the service needs and no more; run it as the tables' owner."""
    grant = grant_sealer if for_sealer else grant_service
    try:
        writing(lambda session: grant(session, role=role), standing().engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo(f"Peran {role} siap.")


def seal_if_ours(service: Service) -> None:
    """Seals after a command that wrote a whole history, unless the key is another user's."""
    if key_is_ours():
        seal_all(service, _signer())


def key_is_ours() -> bool:
    """Whether this user has the sealer's key, or would make it."""
    key = key_path()
    return os.access(key, os.R_OK) if key.exists() else os.access(_standing_part(key), os.W_OK)


def _standing_part(path: Path) -> Path:
    """The nearest folder above a path that is there."""
    return next(parent for parent in path.parents if parent.exists())


def seal_all(service: Service, signer: Signer) -> None:
    """One round of the sealer, through all there is."""
    seal(
        Shift(service.engine, service.rulebook, service.settings, clock.now()),
        signer=signer,
        all_through=True,
    )


def _signer() -> Signer:
    try:
        return open_signer(key_path())
    except (BadKey, OSError) as error:
        raise click.ClickException(str(error)) from None
