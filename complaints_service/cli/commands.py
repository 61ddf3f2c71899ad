"""The `tanggap` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask

from complaints_service import clock
from complaints_service.accounts.links import SET_PASSWORD, issue_api_token, issue_one_time_link
from complaints_service.accounts.queries import account_by_login
from complaints_service.app import Incomplete, create_app, incomplete
from complaints_service.appraisal.verification import verify_performance
from complaints_service.cli import bot_token
from complaints_service.cli import setup as setting_up
from complaints_service.cli.processes import Program, supervise
from complaints_service.edge import logs
from complaints_service.edge.resources import KEY, Service
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, DomainError
from complaints_service.jobs import worker as timetable
from complaints_service.measurement.checks.verification import verify as verify_everything
from complaints_service.measurement.facts.service import rebuild
from complaints_service.moment import Moment
from complaints_service.people.leave_file import read_leave
from complaints_service.people.staff_file import read_staff
from complaints_service.people.staff_import import import_staff
from complaints_service.replay.boston311 import importing as boston
from complaints_service.replay.demo import office as demo_office
from complaints_service.tickets.clocks.explanation import explained
from complaints_service.tickets.clocks.what_if import what_if as judged_otherwise
from complaints_service.tickets.clocks.what_if import what_if_lines
from complaints_service.tickets.leave.file import import_leave
from config.env_file import read_env_file
from config.errors import RulebookErrors
from config.settings import Settings, SettingsError, load_settings, prepare_folders, telegram_token

CLI = Actor("cli", "cli")
LINK_LIFE = timedelta(minutes=10)


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment; ends the command naming every bad one."""
    prepare_folders(environ, Path.cwd())
    try:
        return load_settings(environ, Path.cwd())
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def application(environ: Mapping[str, str] = os.environ) -> Flask:
    """The app of this environment; ends the command naming every mistake of the rulebook and of the acts."""
    try:
        return create_app(settings(environ))
    except (RulebookErrors, Incomplete) as error:
        raise click.ClickException(str(error)) from None


def standing(environ: Mapping[str, str] = os.environ) -> Service:
    """The service of this environment, its database brought up to date."""
    service: Service = application(environ).extensions[KEY]
    click.get_current_context().call_on_close(service.engine.dispose)
    setting_up.prepare(service, now=clock.now())
    return service


@click.group()
def main() -> None:
    """Tanggap: complaints, their clocks, and what the office learns from them."""


@main.command()
def init() -> None:
    """Creates or updates the database and loads the rulebook's units."""
    standing()
    click.echo("Basis data siap.")


@main.command("check-config")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def check_config(directory: Path | None) -> None:
    """Reports every mistake of the rulebook, with file and key, and what acts and event kinds lack."""
    if lacks := incomplete():
        for each in lacks:
            click.echo(each, err=True)
        sys.exit(1)
    try:
        rulebook = office_rulebook(directory or settings().rulebook)
    except RulebookErrors as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    if directory is None:
        try:
            changed = setting_up.changed(application().extensions[KEY], rulebook, now=clock.now())
        except DomainError as error:
            click.echo(str(error.detail), err=True)
            sys.exit(1)
        if changed:
            click.echo(f"Sudah dipakai tiket, tidak boleh berubah: {', '.join(changed)}.", err=True)
            sys.exit(1)
    click.echo(f"Buku aturan {rulebook.office.code} tidak bermasalah.")


@main.command()
@click.option("--days", default=90, show_default=True)
@click.option("--complaints", default=600, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last simulated day; default: today.")
def demo(days: int, complaints: int, seed: int, until: datetime | None) -> None:
    """Fills an empty database with a sample office and its complaints."""
    service = standing()
    asked = demo_office.Demo(
        days=days, complaints=complaints, seed=seed, until=until.date() if until else None
    )
    try:
        for line in demo_office.fill(
            service.engine, service.rulebook, service.settings, asked=asked, now=clock.now()
        ):
            click.echo(line)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None


@main.command("import-311")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-of", default="2026-02-01T00:00+07:00", show_default=True)
@click.option("--limit", type=int, help="Only the first rows.")
def import_311(file: Path, as_of: str, limit: int | None) -> None:
    """Replays service requests at their own times, 522 weeks later; exit 1 if rows were refused."""
    service = standing()
    try:
        done = boston.replay(
            service.engine,
            service.rulebook,
            service.settings,
            file=file,
            as_of=datetime.fromisoformat(as_of),
            limit=limit,
            say=click.echo,
        )
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    except ValueError as error:  # no instant, or no 311 file
        raise click.ClickException(str(error)) from None
    sys.exit(1 if done.refused else 0)


@main.group()
def staff() -> None:
    """Members of the office."""


@staff.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def staff_import(file: Path) -> None:
    """Takes members of the office from a CSV; broken rows are named, good ones taken."""
    service, now = standing(), clock.now()
    read = read_staff(file.read_bytes())
    today = service.rulebook.local_date(now)
    done = writing(
        lambda session: import_staff(session, rows=read.rows, works_from=today, now=now, actor=CLI),
        service.engine,
    )
    problems = [*read.problems, *done.problems]
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{done.created} baru, {done.updated} diperbarui, {done.unchanged} tetap, "
        f"{len(problems)} baris ditolak."
    )
    sys.exit(1 if problems else 0)


@main.group()
def leave() -> None:
    """Leave of members of the office."""


@leave.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def leave_import(file: Path) -> None:
    """Takes approved leave from a CSV and enters it in the tickets it concerns; broken rows are named."""
    service, now = standing(), clock.now()
    read = read_leave(file.read_bytes())
    done = writing(
        lambda session: import_leave(
            Moment(session=session, now=now, actor=CLI, rulebook=service.rulebook),
            rows=read.rows,
        ),
        service.engine,
    )
    problems = [*read.problems, *done.problems]
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{done.approved} disetujui, {done.known} sudah ada, {len(problems)} baris ditolak.")
    sys.exit(1 if problems else 0)


@main.command("what-if")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Lists every clock that would move.")
def what_if(directory: Path, everything: bool) -> None:
    """Judges history under the rulebook in DIRECTORY and tells what would move; stores nothing."""
    service = standing()
    try:
        other = office_rulebook(directory)
    except RulebookErrors as error:
        raise click.ClickException(str(error)) from None
    with setting_up.looking(service) as session, click.progressbar(length=1, file=sys.stderr) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        found = judged_otherwise(
            session, rulebook=service.rulebook, other=other, now=clock.now(), progress=tell
        )
    for line in what_if_lines(found, everything=everything, zone=service.rulebook.office.zone):
        click.echo(line)


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
            session, account_id=account.id, purpose=SET_PASSWORD, ttl=LINK_LIFE, now=now, actor=CLI
        )

    click.echo(f"{service.settings.base_url}/sandi/{writing(change, service.engine)}")
    click.echo("Berlaku sekali, 10 menit.")


@main.command()
@click.argument("login")
@click.option("--scope", required=True)
def token(login: str, scope: str) -> None:
    """Prints a key for a program that acts as LOGIN within a scope; shown once."""
    service, now = standing(), clock.now()

    def change(session):  # type: ignore[no-untyped-def]
        account = account_by_login(session, login=login)
        if account is None:
            raise click.ClickException(f"Tidak ada akun {login}.")
        return issue_api_token(session, account_id=account.id, scope=scope, now=now, actor=CLI)

    click.echo(writing(change, service.engine))


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
        bot_token.put(service, token=token, asked=asked, file=file, now=clock.now(), actor=CLI)
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


@main.command()
@click.argument("number")
@click.option("--clock", "clock_name", default="resolution", show_default=True)
@click.option("--language", default="id", show_default=True, type=click.Choice(["id", "en"]))
@click.option("--full", is_flag=True, help="Every day by itself, no stretches.")
def explain(number: str, clock_name: str, language: str, full: bool) -> None:
    """Explains a ticket's clock: every span, counted or not, why, and who had the ticket."""
    service = standing()
    try:
        with setting_up.looking(service) as session:
            click.echo(
                explained(
                    session,
                    number=number,
                    clock=clock_name,
                    language=language,
                    now=clock.now(),
                    rulebook=service.rulebook,
                    full=full,
                )
            )
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None


@main.command("rebuild-facts")
def rebuild_facts() -> None:
    """Makes every fact anew from the ledger."""
    service, now = standing(), clock.now()
    done = writing(lambda session: rebuild(session, now=now, rulebook=service.rulebook), service.engine)
    click.echo(f"{done.tickets} tiket.")
    for ticket_id, code in done.refused.items():
        click.echo(f"tiket {ticket_id}: {code}", err=True)


@main.command()
def verify() -> None:
    """Checks ledger, states, sums, facts, chains, orphans, what was signed or closed; exit 1 when broken."""
    service = standing()
    with setting_up.looking(service) as session:
        findings = verify_everything(session, rulebook=service.rulebook, now=clock.now())
        findings += verify_performance(session, media=service.settings.media_folder)
    for finding in findings:
        click.echo(str(finding), err=True)
    click.echo(f"{len(findings)} temuan.")
    sys.exit(1 if findings else 0)


@main.command()
def worker() -> None:
    """Runs the timetable: notices, warnings, breaches, closings by rule, facts, seals."""
    logs.configure()
    service = standing()
    timetable.serve(engine=service.engine, rulebook=service.rulebook, settings=service.settings)


@main.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"))
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")))
def serve(host: str, port: int) -> None:
    """Serves pages and API."""
    import waitress

    logs.configure()
    app = application()
    setting_up.prepare(app.extensions[KEY], now=clock.now())
    waitress.serve(app, host=host, port=port, threads=8, ident=None)


@main.command()
def up() -> None:
    """Sets everything up and starts web, worker and the bots that are set up; restarts one that ends."""
    service = standing()
    for line in setting_up.first_start(service, now=clock.now()):
        click.echo(line)
    supervise(
        Program("complaints_service", ["serve"]),
        Program("complaints_service", ["worker"]),
        *setting_up.bots(service, now=clock.now()),
    )
