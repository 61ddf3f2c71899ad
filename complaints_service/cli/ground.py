"""What every command stands on: the settings, the application, and the group `tanggap`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask

from complaints_service import clock
from complaints_service.app import Incomplete, create_app, open_service
from complaints_service.cli import served
from complaints_service.cli import setup as setting_up
from complaints_service.edge.resources import KEY, Service
from complaints_service.edge.rulebook import by_rules_now
from complaints_service.errors import Actor, DomainError
from config.errors import RulebookErrors
from config.private_files import keep_private
from config.settings import Settings, SettingsError, close_files, load_settings, prepare_folders

CLI = Actor("cli", "cli")
_USER = re.compile(r"[A-Za-z0-9._@-]{1,32}")
Made = TypeVar("Made")
LINK_LIFE = timedelta(minutes=10)
KEPT = (
    "Versi buku aturan ini sudah dipakai tiket, tetapi isinya diubah di berkas: {names}. "
    "Layanan berjalan dengan versi yang tersimpan. "
    "Buat versi baru dengan effective_from yang lebih kemudian."
)


def settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment; ends the command naming every bad one.

    Without an environment of its own a command speaks of the service that was started here last: links lead
    to the port it serves.
    """
    environ = environ if environ is not None else served.remembered(os.environ, Path.cwd())
    keep_private()
    prepare_folders(environ, Path.cwd())
    try:
        found = load_settings(environ, Path.cwd())
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    close_files(found)
    return found


def application(environ: Mapping[str, str] | None = None) -> Flask:
    """The app of this environment, its database brought up to date; ends the command naming what is wrong."""
    app = _made(create_app, environ)
    app.extensions[KEY] = _prepared(app.extensions[KEY])
    return app


def opened(environ: Mapping[str, str] | None = None) -> Service:
    """The service of this environment, its database as it is found; ends the command naming what is wrong."""
    service = by_rules_now(_made(open_service, environ), now=clock.now())
    click.get_current_context().call_on_close(service.engine.dispose)
    return service


def standing(environ: Mapping[str, str] | None = None) -> Service:
    """The service of this environment, its database brought up to date."""
    return _prepared(opened(environ))


def _made(make: Callable[[Settings], Made], environ: Mapping[str, str] | None) -> Made:
    """What is made of the settings; every mistake of the rulebook and of the acts ends the command."""
    try:
        return make(settings(environ))
    except (RulebookErrors, Incomplete) as error:
        raise click.ClickException(str(error)) from None


def _prepared(service: Service) -> Service:
    """The service, its database brought up to date; ends the command with a sentence where that cannot be."""
    try:
        done = setting_up.prepare(service, now=clock.now())
    except (DomainError, RulebookErrors) as error:
        service.engine.dispose()
        said = error.detail if isinstance(error, DomainError) else error
        raise click.ClickException(str(said)) from None
    if done.kept:
        click.echo(KEPT.format(names=", ".join(done.kept)), err=True)
    return done.service


def typist(environ: Mapping[str, str] = os.environ) -> Actor:
    """Whoever types this command, as the record names them: `cli:` and their name on this machine.

    The one who used sudo, not root; the name is what the machine says of itself and proves nothing.
    """
    given = environ.get("SUDO_USER", "").strip() or environ.get("USER", "").strip()
    return Actor(f"cli:{given}", "cli") if _USER.fullmatch(given) else CLI


@click.group()
def main() -> None:
    """Tanggap: complaints, their clocks, and what the office learns from them."""
    keep_private()
