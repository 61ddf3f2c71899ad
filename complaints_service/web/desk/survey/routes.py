"""The addresses of the office's surveys: open, print, type paper, close, read, publish, mend."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.documents.sheets import workbook
from complaints_service.appraisal.documents.survey import survey_content, survey_sheets
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.edge.guard import needs
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.surveys import (
    ENTER_SURVEY,
    RUN_SURVEY,
    RUN_SURVEYS,
    VIEW_SURVEY,
    VIEW_SURVEYS,
)
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, invalid, words
from complaints_service.meetings.actions import NewAction, open_action
from complaints_service.people.queries import subtree, unit_code_of_officer
from complaints_service.survey.skm import service as surveys
from complaints_service.survey.skm.queries import PeriodView, result_of_period
from complaints_service.web.desk.survey.form import (
    ClosingForm,
    MendingForm,
    NothingForm,
    PeriodForm,
    SheetsForm,
    new_period,
    read_sheets,
)
from complaints_service.web.desk.survey.page import (
    listing_page,
    period_page,
    poster_page,
    sheet_page,
    slips_page,
)
from complaints_service.web.performance.evaluations.documents import document_answer
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from config.versions import in_force

blueprint = Blueprint("surveys", __name__, url_prefix="/pengelola/survei")


@blueprint.get("")
@needs(VIEW_SURVEYS)
def listing(reader: SignedIn) -> str:
    """The surveys one may read."""
    return listing_page(reader, Typed())


@blueprint.post("")
@needs(RUN_SURVEYS)
def post_new(reader: SignedIn) -> Response | tuple[str, int]:
    """Opens a period."""

    def change(session: Session, loaded: dict[str, Any]) -> int:
        return surveys.open_period(
            session,
            new=new_period(loaded),
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            rulebook=service().rulebook,
        )

    return submit(
        PeriodForm(),
        Sent(
            change=change,
            refused=lambda typed: listing_page(reader, typed),
            done=lambda made: url_for("surveys.one", period_id=made),
            said=words("Periode survei dibuka. Cetak posternya."),
        ),
    )


@blueprint.get("/<id:period_id>")
@needs(VIEW_SURVEY)
def one(reader: SignedIn, found: PeriodView, period_id: int) -> str:
    """One period."""
    return period_page(reader, found, Typed())


@blueprint.get("/<id:period_id>/poster")
@needs(VIEW_SURVEY)
def poster(_reader: SignedIn, found: PeriodView, period_id: int) -> str:
    """A sheet for the wall."""
    return poster_page(found)


@blueprint.get("/<id:period_id>/lembar")
@needs(VIEW_SURVEY)
def sheet(_reader: SignedIn, found: PeriodView, period_id: int) -> str:
    """The questions on paper, for who has no telephone."""
    return sheet_page(found)


@blueprint.get("/<id:period_id>/slip")
@needs(ENTER_SURVEY)
def slips(_reader: SignedIn, found: PeriodView, period_id: int) -> str:
    """A sheet of slips, each for one answer."""
    return slips_page(found)


@blueprint.post("/<id:period_id>/kertas")
@needs(ENTER_SURVEY)
def post_sheets(reader: SignedIn, found: PeriodView, period_id: int) -> Response | tuple[str, int]:
    """Keeps a batch of answers on paper."""
    rulebook, now = service().rulebook, clock.now()
    asked = in_force(rulebook.survey_elements, rulebook.local_date(now))

    def change(session: Session, loaded: dict[str, Any]) -> int:
        return surveys.enter_paper(
            session,
            period_id=period_id,
            sheets=read_sheets(loaded["sheets"], tuple(each.code for each in asked)),
            rights=reader.rights,
            now=now,
            actor=reader.actor,
            rulebook=rulebook,
        )

    return _about(
        reader, found, SheetsForm(), change, "sheets", said=lambda n: words("%(n)s lembar tersimpan.", n=n)
    )


@blueprint.post("/<id:period_id>/tutup")
@needs(RUN_SURVEY)
def post_closing(reader: SignedIn, found: PeriodView, period_id: int) -> Response | tuple[str, int]:
    """Closes the period for good."""

    def change(session: Session, loaded: dict[str, Any]) -> None:
        surveys.close_period(
            session,
            period_id=period_id,
            population=loaded["population"],
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
        )

    said = words("Survei ditutup. Hasilnya ada di halaman ini.")
    return _about(reader, found, ClosingForm(), change, "closing", said=lambda _none: said)


@blueprint.post("/<id:period_id>/umumkan")
@needs(RUN_SURVEY)
def post_publishing(reader: SignedIn, found: PeriodView, period_id: int) -> Response | tuple[str, int]:
    """Shows the result to everybody."""

    def change(session: Session, _loaded: dict[str, Any]) -> None:
        surveys.publish(
            session,
            period_id=period_id,
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            rulebook=service().rulebook,
        )

    said = words("Hasil survei diumumkan.")
    return _about(reader, found, NothingForm(), change, "publishing", said=lambda _none: said)


@blueprint.post("/<id:period_id>/tindak-lanjut")
@needs(RUN_SURVEY)
def post_follow_up(reader: SignedIn, found: PeriodView, period_id: int) -> Response | tuple[str, int]:
    """Agrees on what is done about one of the weakest elements; it stands on the unit's agendas then."""

    def change(session: Session, loaded: dict[str, Any]) -> None:
        now, rulebook = clock.now(), service().rulebook
        result = result_of_period(session, of=found, rulebook=rulebook)
        if result is None or loaded["element"] not in {each.code for each in result.weakest}:
            raise NotFound
        home = unit_code_of_officer(session, officer_id=loaded["owner_id"])
        if home is None or home not in subtree(session, code=found.unit):
            raise invalid("owner_id", words("Pilih petugas unit ini."))
        # Whoever runs the survey of a unit may ask its members: that right was asked.
        made = open_action(
            session,
            new=NewAction(owner_id=loaded["owner_id"], words=loaded["words"], due_on=loaded["due_on"]),
            rights=None,
            today=rulebook.local_date(now),
            now=now,
            actor=reader.actor,
        )
        surveys.follow_up(
            session,
            period_id=period_id,
            element=loaded["element"],
            action_id=made,
            now=now,
            actor=reader.actor,
        )

    said = words("Tindak lanjut tersimpan.")
    return _about(reader, found, MendingForm(), change, "follow_up", said=lambda _none: said)


@blueprint.get("/<id:period_id>/laporan.<any(pdf, xlsx):form>")
@limited(TAKEN_ALONG)
@needs(VIEW_SURVEY)
def report(_reader: SignedIn, found: PeriodView, period_id: int, form: str) -> Response:
    """The official table and report of a closed period."""
    now = clock.now()
    with reading() as session:
        content = survey_content(session, period=found, now=now, rulebook=service().rulebook)
    if content is None:
        raise NotFound
    name = f"skm-{found.code}"
    if form == "pdf":
        return document_answer(set_pdf("survei", content, at=now), form, name)
    return document_answer(workbook(survey_sheets(content), title=content["title"], at=now), form, name)


def _about(
    reader: SignedIn, found: PeriodView, schema: FormSchema, change: Any, form: str, *, said: Any
) -> Response | tuple[str, int]:
    """One of the forms of a period's page."""
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: period_page(reader, found, typed),
            done=url_for("surveys.one", period_id=found.id),
            said=said,
            form=form,
        ),
    )
