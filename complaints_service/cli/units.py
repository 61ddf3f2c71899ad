"""Dated acts on units and posts: `tanggap units list|rename|close|open`, `tanggap posts rename`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.people import OFFICE
from complaints_service.cli.setup import looking
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.people.models import Unit
from complaints_service.staffing import units as acts
from complaints_service.staffing.units import UnitOrder

_ACT = Callable[[Session, UnitOrder], None]


@main.group()
def units() -> None:
    """Units of the office: the files name them once, afterwards they are renamed and closed here."""


@main.group()
def posts() -> None:
    """Posts of the office: retitled here."""


def _dated(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--reason", default=OFFICE, help="What it rests on, such as the number of a decree."),
        click.option(
            "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Since which day; default: today."
        ),
    ):
        command = option(command)
    return command


@units.command("list")
def list_units() -> None:
    """Lists every unit: code, name, and whether it is open."""
    with looking(standing()) as session:
        for unit in session.scalars(select(Unit).order_by(Unit.code)):
            click.echo(f"{unit.code}\t{unit.name}\t{'' if unit.active else 'ditutup'}".rstrip())


@units.command("rename")
@click.argument("code")
@click.argument("name")
@_dated
def rename(code: str, name: str, on: datetime | None, reason: str) -> None:
    """Gives a unit another name, on every page at once."""
    _do(on, reason, lambda session, order: acts.rename_unit(session, code=code, name=name, order=order))


@units.command("close")
@click.argument("code")
@_dated
def close(code: str, on: datetime | None, reason: str) -> None:
    """Ends a unit that nobody works in and nothing lies in: nothing is routed there any more."""
    _do(on, reason, lambda session, order: acts.close_unit(session, code=code, order=order))


@units.command("open")
@click.argument("code")
@_dated
def open_again(code: str, on: datetime | None, reason: str) -> None:
    """Opens a unit that was closed."""
    _do(on, reason, lambda session, order: acts.open_unit(session, code=code, order=order))


@posts.command("rename")
@click.argument("code")
@click.argument("title")
@_dated
def retitle(code: str, title: str, on: datetime | None, reason: str) -> None:
    """Gives a post another title."""
    _do(on, reason, lambda session, order: acts.rename_post(session, code=code, title=title, order=order))


def _do(on: datetime | None, reason: str, act: _ACT) -> None:
    service, now = standing(), clock.now()
    since = on.date() if on is not None else service.rulebook.local_date(now)
    order = UnitOrder(on=since, reason=reason, now=now, actor=typist())
    try:
        writing(lambda session: act(session, order), service.engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo("Tersimpan.")
