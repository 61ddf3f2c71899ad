"""Keys of programs: `tanggap token LOGIN --scope S`, `tanggap token list`, `tanggap token revoke MARK`."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.keys import (
    DEFAULT_DAYS,
    MARK_LETTERS,
    MOST_DAYS,
    KeyCard,
    NewKey,
    issue_key,
    key_by_mark,
    keys_of,
    revoke_keys,
)
from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import account_by_login
from complaints_service.accounts.scopes import SCOPES
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.setup import looking
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError


class _Keys(click.Group):
    """`token LOGIN` makes a key: what is no command is a login."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, or `create` for whatever else stands first."""
        if args and args[0] not in self.commands:
            args = ["create", *args]
        return super().resolve_command(ctx, args)


@main.group(cls=_Keys, context_settings={"ignore_unknown_options": True})
def token() -> None:
    """Keys for programs: LOGIN --scope S makes one; see also list, revoke."""


@token.command("create")
@click.argument("login")
@click.option("--scope", "scopes", required=True, multiple=True, type=click.Choice(list(SCOPES)))
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=DEFAULT_DAYS, show_default=True)
@click.option("--name", default="", help="What the list knows it by, such as the program's.")
@click.option("--network", help="It works from addresses in here alone, such as 10.1.2.0/24.")
def create(login: str, scopes: tuple[str, ...], days: int, name: str, network: str | None) -> None:
    """Prints a key for a program that acts as LOGIN within these scopes; shown once."""
    service, now, typed_by = standing(), clock.now(), typist()
    new = NewKey(scopes=scopes, days=days, name=name, network=network)

    def change(session: Session) -> str:
        account = _account(session, login)
        return issue_key(session, account_id=account.id, new=new, now=now, actor=typed_by)

    try:
        key = writing(change, service.engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo(key)
    click.echo(f"Berlaku {days} hari. Tidak ditampilkan lagi.", err=True)


@token.command("list")
@click.argument("login", required=False)
@click.option("--all", "everything", is_flag=True, help="Also those that ended.")
def listing(login: str | None, everything: bool) -> None:
    """Lists keys: mark, login, scopes, made, until, last used, network, state, name. Never a key itself."""
    service, now = standing(), clock.now()
    with looking(service) as session:
        account_id = _account(session, login).id if login is not None else None
        cards = keys_of(session, account_id=account_id)
    for card in cards:
        if everything or card.in_force(now):
            click.echo(_line(card, now))


@token.command("revoke")
@click.argument("mark", required=False)
@click.option("--login", help="All keys of this account instead of one.")
def revoke(mark: str | None, login: str | None) -> None:
    """Stops the key of this MARK at once (see list), or all of an account."""
    if (mark is None) == (login is None):
        raise click.UsageError("MARK or --login.")
    service, now, typed_by = standing(), clock.now(), typist()

    def change(session: Session) -> int:
        if login is not None:
            account = _account(session, login)
            return revoke_keys(session, account_id=account.id, now=now, actor=typed_by)
        account_id, card = key_by_mark(session, mark=mark or "")
        return revoke_keys(session, account_id=account_id, mark=card.mark, now=now, actor=typed_by)

    try:
        stopped = writing(change, service.engine)
    except DomainError:
        raise click.ClickException(
            f"Tidak ada kunci {mark}: tulis {MARK_LETTERS} huruf pertamanya dari `tanggap token list`."
        ) from None
    click.echo(f"{stopped} kunci dicabut.")


def _account(session: Session, login: str) -> Account:
    account = account_by_login(session, login=login)
    if account is None:
        raise click.ClickException(f"Tidak ada akun {login}.")
    return account


def _line(card: KeyCard, now: datetime) -> str:
    state = "dicabut" if card.revoked_at else "berlaku" if card.in_force(now) else "lewat"
    used = card.last_used_on.isoformat() if card.last_used_on else "-"
    scopes = ",".join(code for code in SCOPES if code in card.scopes)
    days = (f"{card.created_at:%Y-%m-%d}", f"{card.expires_at:%Y-%m-%d}")
    cells = (card.mark, card.login, scopes, *days, used, card.network or "-", state, card.name or "-")
    return "\t".join(cells)
