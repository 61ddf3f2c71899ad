"""What somebody did each day, out of the ledgers, to be copied into the national system's daily entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from complaints_service.appraisal.diary import Diary, DiaryEntry, diary_of
from complaints_service.appraisal.documents.diary import as_csv, diary_rows, entry_words
from complaints_service.appraisal.documents.parties import nobody, party
from complaints_service.appraisal.documents.sheets import workbook
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, marked
from complaints_service.measurement.months import last_day
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab, tabs
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("diary", __name__)
offer_tab(blueprint, "person", marked("Buku harian"), place=15)
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, kw_only=True)
class DiaryLine:
    """One sort of work of a day: a text to copy, under which result, and the tickets behind it."""

    words: str
    result: str
    amount: int
    tickets: list[tuple[str, str]]


@dataclass(frozen=True)
class DiaryDay:
    """A day with its lines; `all_words`: everything of it, to copy at once."""

    on: date
    lines: list[DiaryLine]
    all_words: str


@blueprint.get("/kinerja/buku-harian")
@needs(SIGNED_IN)
def mine(reader: SignedIn) -> Redirect:
    """One's own diary."""
    if reader.rights.officer_id is None:
        raise NotFound("person")
    return redirect(url_for("diary.person", officer_id=reader.rights.officer_id), code=303)


@blueprint.get("/kinerja/<id:officer_id>/buku-harian")
@needs(VIEW_PERSON)
def person(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """A month of somebody's work, day by day."""
    look = Look()
    with reading() as session:
        month = look.month(session)
        found = diary_of(
            session, officer_id=officer_id, month=month, rulebook=look.rulebook, rights=reader.rights
        )
        choices = look.choices(session, month)
    return page(
        "performance/figures/buku_harian.html",
        name=card.name,
        own=officer_id == reader.rights.officer_id,
        tabs=tabs(officer_id, "diary.person", civil_servant=card.is_civil_servant),
        months=choices,
        month=month,
        month_words=month_words(month, look.reader.language),
        days=_days(found),
        planned=found.planned,
        civil_servant=card.is_civil_servant,
        withheld=found.withheld,
        files=[
            (form.upper(), url_for("diary.download", officer_id=officer_id, form=form, period=month))
            for form in MIMES
        ],
        back_href=url_for("figures.officer", officer_id=officer_id),
    )


@blueprint.get("/kinerja/<id:officer_id>/buku-harian.<any(csv, xlsx):form>")
@limited(TAKEN_ALONG)
@needs(VIEW_PERSON)
def download(reader: SignedIn, _card: OfficerCard, officer_id: int, form: str) -> Response:
    """The same as a sheet, each day with its evidence."""
    look = Look()
    with reading() as session:
        month = look.month(session)
        found = diary_of(
            session, officer_id=officer_id, month=month, rulebook=look.rulebook, rights=reader.rights
        )
        who = party(session, officer_id=officer_id, on=last_day(month)) or nobody()
    rows = diary_rows(found, who=who, address=_address(officer_id, month))
    body = (
        as_csv(rows)
        if form == "csv"
        else workbook({"Buku harian": rows}, title=f"Buku harian {month}", at=look.now)
    )
    name = f"buku-harian-{officer_id}-{month}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=MIMES[form], headers=headers)


def _address(officer_id: int, month: str) -> Callable[[date], str]:
    site = service().settings.base_url

    def of(day: date) -> str:
        where = url_for("diary.person", officer_id=officer_id, period=month, _anchor=day.isoformat())
        return f"{site}{where}"

    return of


def _days(found: Diary) -> list[DiaryDay]:
    """The latest day first."""
    days = []
    for on, entries in groupby(found.entries, key=lambda entry: entry.on):
        lines = [_line(entry) for entry in entries]
        days.append(DiaryDay(on, lines, "\n".join(line.words for line in lines)))
    return days[::-1]


def _line(entry: DiaryEntry) -> DiaryLine:
    return DiaryLine(
        words=entry_words(entry),
        result=entry.result,
        amount=len(entry.tickets),
        tickets=[
            (each.number, url_for("desk.ticket", number=each.number) if each.may_open else "")
            for each in entry.tickets
        ],
    )
