"""Dated acts on people: `tanggap people join|move|lead|leave|return|rename|list`, each with `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.models import Account
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.setup import looking
from complaints_service.edge.resources import Service
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.kinds import ACTING_KINDS, EMPLOYMENTS
from complaints_service.people.models import Officer, Position, Posting, Unit
from complaints_service.people.postings import covering
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import ActDone, StaffOrder, preview
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.moving import Desk

_ACTS = Callable[..., None]
#: What an act rests on where the command names nothing.
OFFICE = "perintah kantor"


@main.group()
def people() -> None:
    """Who joins, moves, leads a post as well, leaves, returns; from which day, and what that does."""


def _dated(command: _ACTS) -> _ACTS:
    """The options that every act has."""
    day = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--dry-run", is_flag=True, help="Says what it would do, and does nothing."),
        click.option("--reason", default=OFFICE, help="What it rests on, such as the number of a decree."),
        click.option("--on", "on", type=day, help="The first day of the new state; default: today."),
    ):
        command = option(command)
    return command


def _desk(command: _ACTS) -> _ACTS:
    """The options that say where open tickets go."""
    for option in (
        click.option("--rest", help="Who gets all other tickets; without it they go into the queue."),
        click.option("--give", multiple=True, metavar="NUMBER=PERSON", help="Who gets one ticket."),
        click.option("--along", multiple=True, metavar="NUMBER", help="A ticket that goes along."),
    ):
        command = option(command)
    return command


@people.command("join")
@click.argument("name")
@click.option("--employment", required=True, type=click.Choice(EMPLOYMENTS))
@click.option("--position", required=True)
@click.option("--unit")
@click.option("--nip")
@click.option("--code")
@click.option("--login")
@click.option("--rank")
@_dated
def join(name: str, login: str | None, position: str, employment: str, **options: Any) -> None:
    """Takes NAME on; with --login, `tanggap sign-in-link` opens the account."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        known = {key: options[key] for key in ("unit", "nip", "code", "rank")}
        facts = OfficerFacts(
            name=name, employment=employment, position=position, works_from=order.on, **known
        )
        return staffing.join(session, facts=facts, login=login, order=order)

    _do(act, options)


@people.command("move")
@click.argument("person")
@click.option("--position", required=True)
@click.option("--unit")
@_desk
@_dated
def move(person: str, position: str, unit: str | None, **options: Any) -> None:
    """Gives PERSON (NIP, code or login) another post; months before stay where they were."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        desk = _read_desk(session, options)
        who = _person(session, person)
        return staffing.move(session, officer_id=who, position=position, unit=unit, desk=desk, order=order)

    _do(act, options)


@people.command("lead")
@click.argument("person")
@click.option("--position", required=True)
@click.option("--kind", type=click.Choice(ACTING_KINDS), help="plt: a vacant post; plh: its holder is away.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day after.")
@click.option("--end", is_flag=True, help="Ends it instead, from --on.")
@_dated
def lead(
    person: str, position: str, kind: str | None, until: datetime | None, end: bool, **options: Any
) -> None:
    """Lets PERSON lead another post beside the own one (Plt., Plh.)."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        who = _person(session, person)
        if end:
            return staffing.end_lead(session, officer_id=who, position=position, order=order)
        return staffing.lead(
            session,
            officer_id=who,
            position=position,
            kind=kind or "",
            until_on=until.date() if until else None,
            order=order,
        )

    _do(act, options)


@people.command("leave")
@click.argument("person")
@_desk
@_dated
def leave(person: str, **options: Any) -> None:
    """Ends PERSON's service: desk, posts, roles, sessions, keys and chats, all at once."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        desk = _read_desk(session, options)
        return staffing.leave(session, officer_id=_person(session, person), desk=desk, order=order)

    _do(act, options)


@people.command("return")
@click.argument("person")
@click.option("--position", required=True)
@click.option("--unit")
@_dated
def come_back(person: str, position: str, unit: str | None, **options: Any) -> None:
    """Takes PERSON, who had left, on again; the account opens with a new link."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        who = _person(session, person)
        return staffing.come_back(session, officer_id=who, position=position, unit=unit, order=order)

    _do(act, options)


@people.command("rename")
@click.argument("person")
@click.option("--name")
@click.option("--nip")
@click.option("--employment", type=click.Choice(EMPLOYMENTS))
@click.option("--rank", help="Pangkat/golongan, such as 'Penata, III/c'.")
@_dated
def rename(person: str, **options: Any) -> None:
    """Says what PERSON is called from a day on: name, NIP, employment, rank."""

    def act(session: Session, order: StaffOrder) -> ActDone:
        called = {key: options[key] for key in ("name", "nip", "employment", "rank")}
        return staffing.rename(session, officer_id=_person(session, person), order=order, **called)

    _do(act, options)


@people.command("list")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day; default: today.")
def listing(on: datetime | None) -> None:
    """Lists who stands where on a day: NIP or code, name, post, unit, since, until."""
    service = standing()
    day = on.date() if on else service.rulebook.local_date(clock.now())
    with looking(service) as session:
        for line in _listed(session, day):
            click.echo(line)


@dataclass(frozen=True)
class _Asked:
    """The options of an act that every act has."""

    on: date
    reason: str
    dry_run: bool


def _do(act: Callable[[Session, StaffOrder], ActDone], options: dict[str, Any]) -> None:
    """Does an act, or tries it, and says what it does."""
    service, now = standing(), clock.now()
    on = options["on"].date() if options["on"] else service.rulebook.local_date(now)
    asked = _Asked(on, options["reason"], options["dry_run"])
    try:
        done = writing(lambda session: _done(session, act, asked, service, now), service.engine)
    except DomainError as error:
        for name, sentences in (error.fields or {}).items():
            click.echo(f"{name}: {'; '.join(map(str, sentences))}", err=True)
        raise click.ClickException(str(error.detail)) from None
    for effect in done.effects:
        click.echo(f"- {effect.words}")
    click.echo("Tidak ada yang disimpan." if asked.dry_run else "Tercatat.")


def _done(
    session: Session,
    act: Callable[[Session, StaffOrder], ActDone],
    asked: _Asked,
    service: Service,
    now: datetime,
) -> ActDone:
    order = StaffOrder(
        on=asked.on, reason=asked.reason, rights=None, now=now, actor=typist(), rulebook=service.rulebook
    )
    if asked.dry_run:
        return preview(session, lambda: act(session, order))
    return act(session, order)


def _person(session: Session, named: str) -> int:
    """The member with this NIP, code or login; ends the command where that is not one person."""
    found = session.scalars(
        select(Officer.id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .where(or_(Officer.nip == named, Officer.code == named, Account.login == named.lower()))
        .distinct()
    ).all()
    if len(found) != 1:
        raise click.ClickException(f"Tidak ada petugas dengan NIP, kode, atau nama masuk {named}.")
    return found[0]


def _read_desk(session: Session, options: dict[str, Any]) -> Desk:
    given: dict[str, int] = {}
    for each in options["give"]:
        number, _sep, person = each.partition("=")
        given[_number(number)] = _person(session, person)
    rest = options["rest"]
    return Desk(
        frozenset(_number(each) for each in options["along"]),
        given,
        _person(session, rest) if rest else None,
    )


def _number(typed: str) -> str:
    number = read_number(typed)
    if number is None:
        raise click.ClickException(f"Bukan nomor laporan: {typed}.")
    return number


def _listed(session: Session, on: date) -> list[str]:
    rows = session.execute(
        select(
            Officer.nip,
            Officer.code,
            Officer.name,
            Position.code,
            Unit.code,
            Posting.kind,
            Posting.from_on,
            Posting.until_on,
        )
        .select_from(Posting)
        .join(Officer, Officer.id == Posting.officer_id)
        .join(Position, Position.id == Posting.position_id)
        .join(Unit, Unit.id == Posting.unit_id)
        .where(covering(on))
        .order_by(Unit.code, Position.is_head.desc(), Officer.name, Posting.id)
    )
    acting = {"plt": "Plt. ", "plh": "Plh. "}
    return [
        "\t".join(
            [nip or code or "-", name, acting.get(kind, "") + post, unit, begun.isoformat(), f"{until or ''}"]
        )
        for nip, code, name, post, unit, kind, begun, until in rows
    ]
