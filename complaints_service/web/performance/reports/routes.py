"""What an officer reports with evidence, and the superior's yes or no to it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, make_response, redirect, request, send_from_directory, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.reporting import queries
from complaints_service.appraisal.reporting import service as reporting
from complaints_service.appraisal.reporting.service import NewReport
from complaints_service.edge.headers import SANDBOX
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import sends_from_a_session
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, NotFound, invalid, marked, words
from complaints_service.people import queries as people
from complaints_service.web.performance.reports.form import (
    MOST_BODY,
    kept_files,
    typed_form,
    typed_links,
    typed_number,
)
from complaints_service.web.performance.reports.page import (
    Asked,
    asked_for,
    form_page,
    reports_page,
    this_month,
)
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.shell.pages import tell

blueprint = Blueprint("reporting", __name__, url_prefix="/realisasi")
offer_tab(blueprint, "person", marked("Realisasi"), place=30, civil_servants=True)
OFFICER = "<int(max=2147483647):officer_id>"
ID = "int(max=2147483647)"


@blueprint.url_value_preprocessor
def _room_for_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Files need more room than any other form; whoever is signed in gets it, before a body is read."""
    if request.method == "POST" and sends_from_a_session():
        request.max_content_length = MOST_BODY


@blueprint.get(f"/{OFFICER}")
def person(officer_id: int) -> str:
    """A month of one person: what counts, what waits, and its evidence."""
    return reports_page(officer_id, {})


@blueprint.get(f"/{OFFICER}/lapor/<{ID}:indicator_id>")
def form(officer_id: int, indicator_id: int) -> str:
    """The form of one indicator and month, for the officer."""
    return form_page(officer_id, indicator_id, {}, {})


@blueprint.post(f"/{OFFICER}/lapor/<{ID}:indicator_id>")
def post_report(officer_id: int, indicator_id: int) -> Response | tuple[str, int]:
    """Reports a value; a refused form keeps what was typed, but no browser keeps its files."""
    asked = asked_for(officer_id)
    typed = typed_form(request.form)
    if not asked.reading.own:
        abort(404)
    now = clock.now()
    try:
        evidence = [*_files(), *typed_links(typed["links"])]
        new = NewReport(
            indicator_id, asked.month, typed_number(typed["value"]) if typed["value"] else None,
            typed["words"], tuple(evidence),
        )  # fmt: skip
        _refuse_unread_number(typed["value"], new.value)
        writing(
            lambda session: reporting.report(
                session, new=new, this_month=this_month(), now=now, actor=asked.signed_in.actor
            )
        )
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return form_page(officer_id, indicator_id, typed, field_errors(error)), status_of(error)
    tell(words("Realisasi terkirim. Angkanya dihitung setelah atasan menyetujui."))
    return _back(asked)


@blueprint.post(f"/{OFFICER}/<{ID}:report_id>/setuju")
def post_approve(officer_id: int, report_id: int) -> Response | tuple[str, int]:
    """The superior lets a value count."""
    asked, now, seen = asked_for(officer_id), clock.now(), request.form.get("seen", "")
    return _decide(
        asked,
        report_id,
        lambda session: reporting.approve(
            session, report_id=report_id, seen=seen, now=now, actor=asked.signed_in.actor
        ),
    )


@blueprint.post(f"/{OFFICER}/<{ID}:report_id>/tolak")
def post_decline(officer_id: int, report_id: int) -> Response | tuple[str, int]:
    """The superior says no, and why."""
    asked, now, seen = asked_for(officer_id), clock.now(), request.form.get("seen", "")
    reason = request.form.get("reason", "")
    return _decide(
        asked,
        report_id,
        lambda session: reporting.decline(
            session, report_id=report_id, seen=seen, reason=reason, now=now, actor=asked.signed_in.actor
        ),
    )


@blueprint.post(f"/{OFFICER}/<{ID}:report_id>/tarik")
def post_withdraw(officer_id: int, report_id: int) -> Response | tuple[str, int]:
    """The officer takes a report back."""
    asked, now, reason = asked_for(officer_id), clock.now(), request.form.get("reason", "")
    return _decide(
        asked,
        report_id,
        lambda session: reporting.withdraw(
            session, report_id=report_id, reason=reason, now=now, actor=asked.signed_in.actor
        ),
    )


@blueprint.post(f"/{OFFICER}/<{ID}:report_id>/bukti")
def post_evidence(officer_id: int, report_id: int) -> Response | tuple[str, int]:
    """The officer adds evidence to a report that waits."""
    asked, now = asked_for(officer_id), clock.now()
    if not asked.reading.own:
        abort(404)

    def add(session: Session) -> None:
        reporting.add_evidence(
            session, report_id=report_id, evidence=evidence, now=now, actor=asked.signed_in.actor
        )

    try:
        evidence = [*_files(), *typed_links(request.form.get("links", ""))]
    except DomainError as error:
        return _refused(asked, report_id, error)
    return _decide(asked, report_id, add)


@blueprint.post(f"/{OFFICER}/bukti/<{ID}:evidence_id>/tarik")
def post_withdraw_evidence(officer_id: int, evidence_id: int) -> Response | tuple[str, int]:
    """The officer or the superior takes one piece of evidence away."""
    asked, now, reason = asked_for(officer_id), clock.now(), request.form.get("reason", "")
    with reading() as session:
        found = queries.evidence_with_owner(session, evidence_id=evidence_id)
    if found is None or found[1] != officer_id:
        abort(404)
    return _decide(
        asked,
        evidence_id,
        lambda session: reporting.withdraw_evidence(
            session, evidence_id=evidence_id, reason=reason, now=now, actor=asked.signed_in.actor
        ),
        of="evidence",
    )


@blueprint.get(f"/{OFFICER}/bukti/<{ID}:evidence_id>")
def file(officer_id: int, evidence_id: int) -> Response:
    """A file, for whoever may see the person; always to keep, never opened by the browser itself."""
    asked_for(officer_id)
    with reading() as session:
        found = queries.evidence_with_owner(session, evidence_id=evidence_id)
    if found is None or found[1] != officer_id or found[0].kind != "file":
        abort(404)
    piece = found[0]
    ending = piece.address.rpartition(".")[2]
    answer = send_from_directory(
        service().settings.media_folder,
        piece.address,
        mimetype=piece.mime,
        as_attachment=True,
        download_name=f"bukti-{piece.id}.{ending}",
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _files() -> list[reporting.NewEvidence]:
    return kept_files(service().settings.media_folder, request.files.getlist("files"))


def _refuse_unread_number(typed: str, value: float | None) -> None:
    if typed and value is None:
        raise invalid("value", words("Isi dengan angka, misalnya 12 atau 12,5."))


def _decide(
    asked: Asked, subject_id: int, change: Callable[[Session], None], *, of: str = "report"
) -> Response | tuple[str, int]:
    try:
        writing(change)
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        return _refused(asked, subject_id, error, of)
    tell(words("Tercatat."))
    return _back(asked)


def _refused(asked: Asked, subject_id: int, error: DomainError, of: str = "report") -> tuple[str, int]:
    said = say(error.detail)
    decider = error.extra.get("decided_by")
    if isinstance(decider, int):
        with reading() as session:
            names = people.names_of_officers(session, ids=[decider])
        said = f"{said} {_('Oleh %(name)s.', name=names.get(decider, '-'))}"
    return reports_page(asked.card.id, {(of, subject_id): said}), status_of(error)


def _back(asked: Asked) -> Response:
    address = url_for("reporting.person", officer_id=asked.card.id, bulan=asked.month)
    return make_response(redirect(address, 303))
