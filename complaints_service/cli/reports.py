"""Commands that take in what came by another way than a page: lists of other offices, letters by mail."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.accounts.access import Rights
from complaints_service.accounts.queries import account_by_login
from complaints_service.accounts.sign_in import account_actor
from complaints_service.cli.ground import CLI, main, standing
from complaints_service.edge.resources import Service
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor
from complaints_service.intake.importing import import_report
from complaints_service.intake.mail.reading import MOST_BYTES
from complaints_service.intake.reports_file import ListedReport, read_reports
from complaints_service.jobs.taking_mail import take_letter
from complaints_service.moment import Moment
from complaints_service.people.lists.sheets import RowProblem
from complaints_service.people.rights import rights_of


@main.command("mail-in")
def mail_in() -> None:
    """Takes in one letter from standard input, as a mail server pipes it; ends with 75 to be tried again."""
    service = standing()
    try:
        outcome = take_letter(
            service.engine, service.rulebook, service.settings, sys.stdin.buffer.read(MOST_BYTES)
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except OperationalError:
        sys.exit(_TRY_AGAIN)
    click.echo(outcome)


class _Undone(Exception):
    """Ends a transaction of which nothing is to be kept."""


#: EX_TEMPFAIL of sysexits.h: the mail server keeps the letter and pipes it once more.
_TRY_AGAIN = 75


@main.command("import-reports")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Says what would come of each row, and keeps nothing.")
@click.option("--by", "login", help="Who answers for rows handed over more than one working day ago.")
def import_reports(file: Path, dry_run: bool, login: str | None) -> None:
    """Takes reports of another office from a CSV, each once by its number there; broken rows are named."""
    service = standing()
    read = read_reports(file.read_bytes(), service.rulebook)
    actor, rights = _answering(service, login)
    problems: list[RowProblem] = list(read.problems)
    taken = known = 0
    for row in read.rows:
        came = _take(service, row, actor=actor, rights=rights, keep=not dry_run)
        if isinstance(came, list):
            problems += came
        elif came is None:
            known += 1
        else:
            taken += 1
            elsewhere = row.draft.elsewhere
            click.echo(
                f"{row.line}: {elsewhere.number if elsewhere else ''} -> {came if not dry_run else 'baru'}"
            )
    for problem in sorted(problems, key=lambda each: each.line):
        click.echo(str(problem), err=True)
    click.echo(
        f"{taken} masuk, {known} sudah ada, {len({problem.line for problem in problems})} baris bermasalah."
        + (" Tidak ada yang disimpan." if dry_run else "")
    )
    sys.exit(1 if problems else 0)


def _answering(service: Service, login: str | None) -> tuple[Actor, Rights | None]:
    """Who the ledger names, and by whose rights a row may be dated back."""
    if login is None:
        return CLI, None
    with db.reading(service.engine) as session:
        account = account_by_login(session, login=login)
        rights = None if account is None else rights_of(session, account_id=account.id)
    if rights is None:
        raise click.ClickException(f"Tidak ada akun {login}, atau sudah ditutup.")
    return account_actor(rights.account_id, rights.officer_id, "cli"), rights


def _take(
    service: Service, row: ListedReport, *, actor: Actor, rights: Rights | None, keep: bool
) -> str | list[RowProblem] | None:
    """One row in a transaction of its own, which is kept only where it was taken and is to be."""
    came: list[str | list[RowProblem] | None] = []

    def change(session: Session) -> None:
        moment = Moment(session=session, now=clock.now(), actor=actor, rulebook=service.rulebook)
        came.append(import_report(moment, row=row, rights=rights, tracking_key=service.settings.tracking_key))
        if not keep or isinstance(came[-1], list):
            raise _Undone

    with contextlib.suppress(_Undone):
        writing(change, service.engine)
    return came[-1]
