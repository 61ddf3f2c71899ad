"""The `tanggap` command."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from complaints_service import clock
from complaints_service.cli import (
    backing_up,
    checking,
    hooks,
    identities,
    keys,
    lists,
    maps,
    people,
    programs,
    reports,
    sealing,
    served,
    units,
    verifying,
)
from complaints_service.cli import setup as setting_up
from complaints_service.cli.ground import application, main, standing
from complaints_service.cli.processes import Program, supervise
from complaints_service.cli.serving import Patience, make_server, serve_until_told, settle
from complaints_service.edge import logs
from complaints_service.edge.resources import KEY
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError
from complaints_service.jobs import worker as timetable
from complaints_service.measurement.facts.service import rebuild
from complaints_service.people.roster import directory_on
from complaints_service.replay.boston311 import importing as boston
from complaints_service.replay.demo import office as demo_office
from complaints_service.tickets.clocks.explanation import explained
from complaints_service.tickets.clocks.what_if import JudgedAnew, what_if_lines
from complaints_service.tickets.clocks.what_if import what_if as judged_otherwise
from complaints_service.tickets.triage.routing_test import routing_lines, routing_test
from config.errors import RulebookErrors

__all__ = [
    "backing_up",
    "checking",
    "hooks",
    "identities",
    "keys",
    "lists",
    "main",
    "maps",
    "people",
    "programs",
    "reports",
    "sealing",
    "units",
    "verifying",
]


@main.command()
def init() -> None:
    """Creates or updates the database and loads the rulebook's units."""
    standing()
    click.echo("Basis data siap.")


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
    sealing.seal_if_ours(service)


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
    sealing.seal_if_ours(service)
    sys.exit(1 if done.refused else 0)


@main.command("what-if")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Lists every clock that would move.")
@click.option(
    "--as-if-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judges what came in from this day on under the newest policy, as if in force since then.",
)
def what_if(directory: Path, everything: bool, as_if_from: datetime | None) -> None:
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
            session,
            rulebook=service.rulebook,
            other=other,
            now=clock.now(),
            asked=JudgedAnew(as_if_from=None if as_if_from is None else as_if_from.date()),
            progress=tell,
        )
    for line in what_if_lines(found, everything=everything, zone=service.rulebook.office.zone):
        click.echo(line)


@main.command("routing-test")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Lists every report that would go elsewhere.")
def try_routing(directory: Path, everything: bool) -> None:
    """Sends history on under the rules in DIRECTORY and tells what would move and who would have how much."""
    service = standing()
    try:
        other = office_rulebook(directory)
    except RulebookErrors as error:
        raise click.ClickException(str(error)) from None
    now = clock.now()
    with setting_up.looking(service) as session:
        found = routing_test(session, rulebook=service.rulebook, other=other, now=now)
        people = directory_on(session, on=service.rulebook.local_date(now))
    names = {f"person:{one}": name for one, name in people.names.items()}
    names |= {f"unit:{code}": f"antrean {name}" for code, name in people.unit_names.items()}
    for line in routing_lines(found, everything=everything, names=names):
        click.echo(line)


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
def worker() -> None:
    """Runs the timetable: notices, warnings, breaches, closings by rule, facts."""
    logs.configure()
    service = standing()
    timetable.serve(engine=service.engine, rulebook=service.rulebook, settings=service.environment)


@main.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"))
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "").strip() or served.PORT))
def serve(host: str, port: int) -> None:
    """Serves pages and API."""
    logs.configure()
    environ = {**os.environ, "HOST": host, "PORT": str(port)}
    app = application(environ)
    served.remember(environ, Path.cwd())
    behind = app.extensions[KEY].settings.trusted_proxies
    patience = Patience(per_address=0) if behind else Patience()
    server = make_server(app, host=host, port=port, patience=patience)
    settle()
    serve_until_told(server)


@main.command()
def up() -> None:
    """Sets everything up and starts web, worker, sealer and the bots there are; restarts one that ends."""
    environ = {**os.environ, "PORT": os.environ.get("PORT", "").strip() or served.PORT}
    service = standing(environ)
    served.remember(environ, Path.cwd())
    for line in setting_up.first_start(service, now=clock.now()):
        click.echo(line)
    # The sealer is a process of its own: it alone opens the key (docs/adr/0019).
    sealers = [Program("complaints_service", ["sealer"])] if sealing.key_is_ours() else []
    with TemporaryDirectory(prefix="tanggap-") as words:
        supervise(
            Program("complaints_service", ["serve"]),
            Program("complaints_service", ["worker"]),
            *sealers,
            following=setting_up.BotsOf(service, words=Path(words)),
        )
