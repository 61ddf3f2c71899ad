"""Commands that hand out a way in: links to sign in, another token for the bot."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.factor.service import reset_second_step
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.queries import account_by_login
from complaints_service.cli import bot_token
from complaints_service.cli.ground import LINK_LIFE, main, standing, typist
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError, NotFound
from complaints_service.moment import Moment
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.tickets.links import replace_links
from config.env_file import read_env_file
from config.settings import telegram_token


@main.command("sign-in-link")
@click.argument("login")
def sign_in_link(login: str) -> None:
    """Prints a one-time link with which LOGIN chooses a password, also a forgotten one."""
    service, now = standing(), clock.now()

    def change(session):  # type: ignore[no-untyped-def]
        account = account_by_login(session, login=login)
        if account is None:
            raise click.ClickException(f"Tidak ada akun {login}.")
        return issue_one_time_link(
            session, account_id=account.id, purpose=SET_PASSWORD, ttl=LINK_LIFE, now=now, actor=typist()
        )

    click.echo(f"{service.settings.base_url}/sandi/{writing(change, service.engine)}")
    click.echo("Berlaku sekali, 10 menit.")


@main.group()
def accounts() -> None:
    """Accounts, for whoever stands at the machine."""


@accounts.command("reset-factor")
@click.argument("login")
def reset_factor(login: str) -> None:
    """Takes away the second step of LOGIN, also of the last administrator, and ends all that opened it."""
    service, now = standing(), clock.now()

    def change(session: Session) -> None:
        account = account_by_login(session, login=login)
        if account is None:
            raise click.ClickException(f"Tidak ada akun {login}.")
        reset_second_step(session, account_id=account.id, now=now, actor=typist())
        queue_account_letter(session, account_id=account.id, kind=SECOND_STEP, now=now)

    try:
        writing(change, service.engine)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo("Langkah kedua dilepas; kata sandinya tetap. Pasang yang baru setelah masuk.")


@main.command("new-link")
@click.argument("number")
def new_link(number: str) -> None:
    """Ends every link of report NUMBER and prints its owner's new one: after making sure who asks for it."""
    service, now = standing(), clock.now()
    key = service.settings.tracking_key

    def change(session):  # type: ignore[no-untyped-def]
        moment = Moment(session=session, now=now, actor=typist(), rulebook=service.rulebook)
        return replace_links(moment, number=number, key=key, why="asked")

    try:
        secret = writing(change, service.engine)
    except NotFound:
        raise click.ClickException(f"Tidak ada laporan {number}.") from None
    click.echo(f"{service.settings.base_url}/lacak/{secret}")
    click.echo("Semua tautan lama laporan ini mati. Berikan hanya kepada pelapornya.")


@main.command("telegram-token")
@click.option("--yes", is_flag=True, help="Also where it is not certain that the bot is the same.")
def new_telegram_token(yes: bool) -> None:
    """Takes another token of the Telegram bot from standard input and writes it into .env."""
    file = Path.cwd() / ".env"
    in_file = read_env_file(file)
    # Who changes a token by hand has read .env into no shell.
    service = standing({**in_file, **os.environ})
    at_hand, before = service.settings, service.settings.telegram_token
    try:
        token = telegram_token(_typed_secret("Token baru"))
    except ValueError:
        raise click.ClickException("Itu bukan token bot. Tidak ada yang diubah.") from None
    try:
        asked = bot_token.ask(token, before=before, api_url=at_hand.telegram_api_url)
        if not (asked.same or yes):
            raise click.ClickException(
                f"Token ini milik @{asked.bot.name}. {asked.doubt} Tidak ada yang diubah. "
                "Kalau memang bot itu yang dimaksud, ulangi dengan --yes."
            )
        bot_token.put(service, token=token, asked=asked, file=file, now=clock.now(), actor=typist())
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    except OSError as error:
        raise click.ClickException(f".env tidak bisa ditulis ({error.strerror}).") from None
    click.echo(f"Token @{asked.bot.name} tertulis di .env. Kunci bot dicabut, kabar yang tertahan dilepas.")
    elsewhere = before is not None and in_file.get(bot_token.SETTING) != before
    for line in bot_token.left_to_do(at_hand, asked=asked, elsewhere=elsewhere):
        click.echo(f"- {line}")


def _typed_secret(what: str) -> str:
    """One line of standard input, not shown where a person types it."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()
