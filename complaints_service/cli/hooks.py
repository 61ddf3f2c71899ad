"""Hooks of other services: `tanggap hooks add URL`, `list`, `rotate ID`, `remove ID`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.setup import looking
from complaints_service.edge.resources import Service
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.notify.hooks.service import add_hook, live_hooks, remove_hook, rotate_hook

Done = TypeVar("Done")


@main.group()
def hooks() -> None:
    """Addresses of other services that hear, signed, what becomes of open reports."""


@hooks.command()
@click.argument("url")
@click.option("--name", default="", help="What the list knows it by, such as the service's.")
def add(url: str, name: str) -> None:
    """Calls URL from now on, and prints the secret its calls are signed with; shown once."""
    service = standing()
    settings = service.settings
    hook, secret = _done(
        service,
        lambda session: add_hook(
            session,
            url=url,
            name=name,
            here=settings.calls_this_machine,
            key=settings.tracking_key,
            now=clock.now(),
            actor=typist(),
        ),
    )
    click.echo(secret)
    click.echo(f"Kait {hook.id}. Rahasianya tidak ditampilkan lagi.", err=True)


@hooks.command("list")
def listing() -> None:
    """Lists hooks: number, address, since when, when its secret changed, name."""
    with looking(standing()) as session:
        for hook in live_hooks(session):
            changed = f"{hook.rotated_at:%Y-%m-%d}" if hook.rotated_at else "-"
            click.echo(
                "\t".join((str(hook.id), hook.url, f"{hook.created_at:%Y-%m-%d}", changed, hook.name or "-"))
            )


@hooks.command()
@click.argument("hook_id", type=int)
def rotate(hook_id: int) -> None:
    """Prints another secret of hook HOOK_ID; the one before signs beside it for a day."""
    service = standing()
    key, now, by = service.settings.tracking_key, clock.now(), typist()
    click.echo(
        _done(service, lambda session: rotate_hook(session, hook_id=hook_id, key=key, now=now, actor=by))
    )
    click.echo("Rahasia lama masih ikut menandatangani selama 24 jam.", err=True)


@hooks.command()
@click.argument("hook_id", type=int)
def remove(hook_id: int) -> None:
    """Calls hook HOOK_ID no more, at once."""
    service, now, by = standing(), clock.now(), typist()
    _done(service, lambda session: remove_hook(session, hook_id=hook_id, now=now, actor=by))
    click.echo("Tidak dipanggil lagi.")


def _done(service: Service, change: Callable[[Session], Done]) -> Done:
    try:
        return writing(change, service.engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
