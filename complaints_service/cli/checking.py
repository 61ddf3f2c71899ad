"""`tanggap check-config`: the rulebook by itself, against the database, and how far its calendar reaches."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from complaints_service import clock
from complaints_service.app import incomplete
from complaints_service.cli import setup as setting_up
from complaints_service.cli.ground import KEPT, main, opened, settings
from complaints_service.edge.resources import Service
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.errors import DomainError
from complaints_service.health.queries import known_until
from complaints_service.health.rules import CalendarEnd
from config.errors import RulebookErrors
from config.rulebook import Rulebook


@main.command("check-config")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def check_config(directory: Path | None) -> None:
    """Reports every mistake of the rulebook, with file and key, and what acts and event kinds lack.

    Without a directory also what the database says: which versions tickets were judged by and were edited.
    """
    _end(incomplete())
    try:
        rulebook = office_rulebook(directory or settings().rulebook)
    except RulebookErrors as error:
        _end([str(problem) for problem in error.problems])
        raise
    if directory is None:
        service = opened()
        _end(_against_the_database(service, rulebook))
        for told in renamed_words(setting_up.renamed(service, rulebook)):
            click.echo(told, err=True)
    if told := calendar_words(known_until(rulebook, now=clock.now())):
        click.echo(told, err=True)
    click.echo(f"Buku aturan {rulebook.office.code} tidak bermasalah.")


def calendar_words(end: CalendarEnd) -> str:
    """What is said of a calendar whose end is near or past; nothing of one that reaches far."""
    if end.within is None:
        return ""
    until = f"{end.last_on:%d-%m-%Y}"
    reaches = f"berakhir {until}" if end.days_left < 0 else f"hanya sampai {until}: {end.days_left} hari lagi"
    return f"Peringatan: kalender {reaches}. Tambahkan versi baru dengan hari libur tahun berikutnya."


def renamed_words(found: Iterable[tuple[str, str, str]]) -> list[str]:
    """What is said of units and posts that the files call otherwise than the office does."""
    return [
        f"Peringatan: {code} bernama “{kept}” di basis data, “{told}” di berkas. Yang berlaku basis data; "
        "ganti nama dengan tanggap units rename atau tanggap posts rename."
        for code, kept, told in found
    ]


def _against_the_database(service: Service, rulebook: Rulebook) -> list[str]:
    try:
        changed = setting_up.changed(service, rulebook, now=clock.now())
    except DomainError as error:
        return [str(error.detail)]
    return [KEPT.format(names=", ".join(changed))] if changed else []


def _end(problems: list[str]) -> None:
    if problems:
        for each in problems:
            click.echo(each, err=True)
        sys.exit(1)
