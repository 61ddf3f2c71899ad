"""Documents of a person: the plan (SKP), a closed evaluation, a year's feedback; PDF and sheets."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response

from complaints_service import clock
from complaints_service.appraisal.documents.evaluation import StandingMarks, evaluation_content
from complaints_service.appraisal.documents.feedback import FeedbackYear, feedback_content
from complaints_service.appraisal.documents.parties import nobody, party
from complaints_service.appraisal.documents.sheets import evaluation_sheets, skp_sheets, workbook
from complaints_service.appraisal.documents.skp import skp_content
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.appraisal.evaluating import queries as evaluating
from complaints_service.appraisal.feedback import queries as feedback
from complaints_service.appraisal.planning.queries import plan_version
from complaints_service.appraisal.reporting.queries import withdrawn_evidence
from complaints_service.audit.marks import is_demo
from complaints_service.edge.guard import needs
from complaints_service.edge.headers import SANDBOX
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.measurement.months import month_start
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard

blueprint = Blueprint("documents", __name__)
FIRST_YEAR = 2000
MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/rencana/<id:officer_id>/<id:version_id>/skp.<any(pdf, xlsx):form>")
@limited(TAKEN_ALONG)
@needs(VIEW_PERSON)
def skp(_reader: SignedIn, _card: OfficerCard, officer_id: int, version_id: int, form: str) -> Response:
    """One version of a plan; a draft says that it is one."""
    now, rulebook = clock.now(), service().rulebook
    with reading() as session:
        plan = plan_version(session, version_id=version_id)
        if plan is None or plan.officer_id != officer_id:
            raise NotFound("plan")
        content = skp_content(session, plan=plan, now=now, rulebook=rulebook)
    name = f"skp-{plan.year}-{officer_id}-v{plan.number}"
    if form == "pdf":
        return document_answer(set_pdf("skp", content, at=now), form, name)
    return document_answer(workbook(skp_sheets(content), title=content["title"], at=now), form, name)


@blueprint.get("/evaluasi/pegawai/<id:officer_id>/<id:evaluation_id>/evaluasi.<any(pdf, xlsx):form>")
@limited(TAKEN_ALONG)
@needs(VIEW_PERSON)
def evaluation(
    _reader: SignedIn, _card: OfficerCard, officer_id: int, evaluation_id: int, form: str
) -> Response:
    """A closed evaluation as it was frozen; before that there is no document."""
    now, rulebook = clock.now(), service().rulebook
    with reading() as session:
        found = evaluating.evaluation(session, evaluation_id=evaluation_id)
        record = evaluating.record_of(session, evaluation_id=evaluation_id)
        if found is None or found.officer_id != officer_id or record is None:
            raise NotFound("evaluation")
        pieces = [
            piece["id"]
            for plan in record["plans"]
            for result in plan["results"]
            for one in result["indicators"]
            for report in one["reported"]
            for piece in report["evidence"]
        ]
        gone = withdrawn_evidence(session, ids=pieces)
        beside = StandingMarks(
            sample=is_demo(session),
            digest=found.digest or "",
            withdrawn={piece: each.withdrawn_reason or "-" for piece, each in gone.items()},
            replaced=found.state == "reopened",
            seal=evaluating.seal_over(session, evaluation_id=evaluation_id),
        )
    content = evaluation_content(record, beside=beside, now=now, rulebook=rulebook)
    name = f"evaluasi-{found.first_month}-{found.last_month}-{officer_id}-g{found.generation}"
    if form == "pdf":
        return document_answer(set_pdf("evaluasi", content, at=now), form, name)
    return document_answer(workbook(evaluation_sheets(content), title=content["title"], at=now), form, name)


@blueprint.get("/umpan-balik/<id:officer_id>/<int(max=2999):year>/catatan.pdf")
@limited(TAKEN_ALONG)
@needs(VIEW_PERSON)
def feedback_record(_reader: SignedIn, _card: OfficerCard, officer_id: int, year: int) -> Response:
    """What was said of a person's work in a year, in words only."""
    now, rulebook = clock.now(), service().rulebook
    if year < FIRST_YEAR:
        raise NotFound("feedback")
    calendar = rulebook.calendar(rulebook.office.calendar)
    start, end = (month_start(f"{each}-01", calendar) for each in (year, year + 1))
    with reading() as session:
        # The parties are those of the year's last day, or of today while it runs.
        on = min(rulebook.local_date(now), date(year, 12, 31))
        subject = party(session, officer_id=officer_id, on=on)
        above = people.superiors_of(session, officer_id=officer_id, on=on)
        assert subject is not None
        told = FeedbackYear(
            year=year,
            officer=subject,
            rater=party(session, officer_id=above[0] if above else None, on=on) or nobody(),
            given=feedback.feedback_of(session, officer_id=officer_id, start=start, end=end),
            thanks=feedback.thanks_of(session, officer_ids=[officer_id], start=start, end=end),
        )
        sample = is_demo(session)
    content = feedback_content(told, sample=sample, now=now, rulebook=rulebook)
    return document_answer(set_pdf("umpan_balik", content, at=now), "pdf", f"umpan-balik-{year}-{officer_id}")


def document_answer(body: bytes, form: str, name: str) -> Response:
    """A document as a file to keep, of a name that says what it is."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Content-Security-Policy": SANDBOX,
    }
    return Response(body, content_type=MIMES[form], headers=headers)
