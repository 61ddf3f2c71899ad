"""Commands that read a list: staff and leave."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from complaints_service import clock
from complaints_service.cli.ground import CLI, main, standing, typist
from complaints_service.edge.transaction import writing
from complaints_service.moment import Moment
from complaints_service.people.leave_file import read_leave
from complaints_service.people.staff_file import read_staff
from complaints_service.people.staff_import import import_staff
from complaints_service.tickets.leave.file import import_leave


@main.group()
def staff() -> None:
    """Members of the office."""


@staff.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Says what would change, per person, and changes nothing.")
def staff_import(file: Path, dry_run: bool) -> None:
    """Takes members of the office from a CSV; broken rows are named, open ones asked, good ones taken."""
    service, now = standing(), clock.now()
    read = read_staff(file.read_bytes())
    today = service.rulebook.local_date(now)
    done = writing(
        lambda session: import_staff(
            session, rows=read.rows, works_from=today, now=now, actor=typist(), dry_run=dry_run
        ),
        service.engine,
    )
    if dry_run:
        for change in done.changes:
            click.echo(str(change))
    problems = [*read.problems, *done.problems]
    for problem in problems:
        click.echo(str(problem), err=True)
    for question in done.questions:
        click.echo(f"TANYA {question}", err=True)
    click.echo(
        f"{done.created} baru, {done.updated} diperbarui, {done.unchanged} tetap, "
        f"{len(problems)} baris ditolak, {len(done.questions)} baris ditanyakan."
        + (" Tidak ada yang disimpan." if dry_run else "")
    )
    sys.exit(1 if problems or done.questions else 0)


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
