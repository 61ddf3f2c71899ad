"""Dated acts on units, posts and roles: `tanggap units|posts|roles ...`, each with `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.accounts.queries import account_by_login
from complaints_service.accounts.roles import end_role
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.people import OFFICE
from complaints_service.cli.setup import looking
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError, words
from complaints_service.people.members import structure
from complaints_service.people.models import Unit
from complaints_service.staffing import units as acts
from complaints_service.staffing.effects import Effect
from complaints_service.staffing.order import preview
from complaints_service.staffing.units import UnitOrder

_ACT = Callable[[Session, UnitOrder], tuple[Effect, ...]]
_DAY = click.DateTime(["%Y-%m-%d"])


@main.group()
def units() -> None:
    """Units of the office: the files name them once, afterwards they are renamed, moved and closed here."""


@main.group()
def posts() -> None:
    """Posts of the office: retitled and closed here."""


@main.group()
def roles() -> None:
    """Roles granted to accounts: given by the staff list, ended here."""


def _dated(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Says what it would do, and does nothing."),
        click.option("--reason", default=OFFICE, help="What it rests on, such as the number of a decree."),
        click.option("--on", "on", type=_DAY, help="The first day of the new state; default: today."),
    ):
        command = option(command)
    return command


@units.command("list")
@click.option("--on", "on", type=_DAY, help="As of this day; default: today.")
def list_units(on: datetime | None) -> None:
    """Lists every unit as of a day: code, name, and whether it is open."""
    service = standing()
    day = on.date() if on is not None else service.rulebook.local_date(clock.now())
    with looking(service) as session:
        for unit in structure(session, on=day).units:
            click.echo(f"{unit.code}\t{unit.name}\t{'' if unit.active else 'ditutup'}".rstrip())


@units.command("rename")
@click.argument("code")
@click.argument("name")
@_dated
def rename(code: str, name: str, **options: Any) -> None:
    """Gives a unit another name; what tells of days before goes on calling it as it was called then."""
    _do(options, lambda session, order: acts.rename_unit(session, code=code, name=name, order=order))


@units.command("move")
@click.argument("code")
@click.option("--under", required=True, help="The unit that is above it from then on.")
@_dated
def move(code: str, under: str, **options: Any) -> None:
    """Puts a unit under another one."""
    _do(options, lambda session, order: acts.move_unit(session, code=code, under=under, order=order))


@units.command("close")
@click.argument("code")
@_dated
def close(code: str, **options: Any) -> None:
    """Ends a unit that is empty, or on a later day: until then it tells what is still there."""
    _do(options, lambda session, order: acts.close_unit(session, code=code, order=order))


@units.command("open")
@click.argument("code")
@_dated
def open_again(code: str, **options: Any) -> None:
    """Opens a unit that was closed."""
    _do(options, lambda session, order: acts.open_unit(session, code=code, order=order))


@posts.command("rename")
@click.argument("code")
@click.argument("title")
@_dated
def retitle(code: str, title: str, **options: Any) -> None:
    """Gives a post another title."""
    _do(options, lambda session, order: acts.rename_post(session, code=code, title=title, order=order))


@posts.command("close")
@click.argument("code")
@_dated
def close_post(code: str, **options: Any) -> None:
    """Ends a post that nobody holds."""
    _do(options, lambda session, order: acts.close_post(session, code=code, order=order))


@posts.command("open")
@click.argument("code")
@_dated
def open_post(code: str, **options: Any) -> None:
    """Opens a post that was closed."""
    _do(options, lambda session, order: acts.open_post(session, code=code, order=order))


@roles.command("end")
@click.argument("login")
@click.argument("role", type=click.Choice(sorted(GRANTED_ROLES)))
@click.option("--unit", help="The unit it was granted over; without it: the whole office.")
@_dated
def end(login: str, role: str, unit: str | None, **options: Any) -> None:
    """Takes ROLE from LOGIN: --on is the first day without it."""

    def act(session: Session, order: UnitOrder) -> tuple[Effect, ...]:
        account = account_by_login(session, login=login)
        unit_id = session.scalar(select(Unit.id).where(Unit.code == unit)) if unit is not None else None
        if account is None or (unit is not None and unit_id is None):
            raise DomainError("not_granted", words("Peran itu tidak dipegang akun ini."))
        end_role(
            session,
            account_id=account.id,
            role=role,
            unit_id=unit_id,
            on=order.on,
            today=order.today,
            now=order.now,
            actor=order.actor,
        )
        said = words("%(login)s tanpa peran %(role)s sejak %(on)s.", login=login, role=role, on=str(order.on))
        return (Effect("account", said),)

    _do(options, act)


def _do(options: dict[str, Any], act: _ACT) -> None:
    """Does an act, or tries it, and says what it does."""
    service, now = standing(), clock.now()
    today = service.rulebook.local_date(now)
    on = options["on"].date() if options["on"] is not None else today
    order = UnitOrder(on=on, reason=options["reason"], now=now, today=today, actor=typist())

    def done(session: Session) -> tuple[Effect, ...]:
        if options["dry_run"]:
            return preview(session, lambda: act(session, order))
        return act(session, order)

    try:
        effects = writing(done, service.engine)
    except DomainError as error:
        for name, sentences in (error.fields or {}).items():
            click.echo(f"{name}: {'; '.join(map(str, sentences))}", err=True)
        raise click.ClickException(str(error.detail)) from None
    for effect in effects:
        click.echo(f"- {effect.words}")
    click.echo("Tidak ada yang disimpan." if options["dry_run"] else "Tersimpan.")
