"""What an officer reports with evidence, and the superior's yes or no to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.reporting import service as reporting
from complaints_service.appraisal.reporting.queries import EvidenceView
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport
from complaints_service.edge.files.giving import file_answer
from complaints_service.edge.files.uploads import takes_files, uploads
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.subjects.values import (
    DECIDE_VALUE,
    REPORT_VALUE,
    VIEW_EVIDENCE,
    WITHDRAW_EVIDENCE,
)
from complaints_service.errors import marked, words
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.reports.form import (
    FILES,
    ApprovalForm,
    DeclineForm,
    EvidenceForm,
    ReportedValueForm,
    WithdrawalForm,
    typed_links,
)
from complaints_service.web.performance.reports.page import (
    ReportsOf,
    asked_for,
    form_page,
    reports_page,
    this_month,
)
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("reported_values", __name__, url_prefix="/realisasi")
offer_tab(blueprint, "person", marked("Realisasi"), place=30, civil_servants=True)
Answer = Response | tuple[str, int]


@blueprint.get("/<id:officer_id>")
@needs(VIEW_PERSON)
def person(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """A month of one person: what counts, what waits, and its evidence."""
    return reports_page(asked_for(reader, card), Typed())


@blueprint.get("/<id:officer_id>/lapor/<id:indicator_id>")
@needs(REPORT_VALUE)
def form(reader: SignedIn, card: OfficerCard, officer_id: int, indicator_id: int) -> str:
    """The form of one indicator and month, for the officer."""
    return form_page(asked_for(reader, card), indicator_id, Typed())


@blueprint.post("/<id:officer_id>/lapor/<id:indicator_id>")
@needs(REPORT_VALUE)
@takes_files(FILES)
def post_report(reader: SignedIn, card: OfficerCard, officer_id: int, indicator_id: int) -> Answer:
    """Reports a value; a refused form keeps what was typed, but no browser keeps its files."""
    asked = asked_for(reader, card)

    def change(session: Session, typed: dict[str, Any]) -> None:
        evidence = tuple(_evidence(typed["links"]))
        reporting.report(
            session,
            new=NewReport(
                indicator_id=indicator_id,
                month=asked.month,
                value=typed["value"],
                words=typed["words"],
                evidence=evidence,
            ),
            this_month=this_month(),
            now=clock.now(),
            actor=reader.actor,
        )

    return submit(
        ReportedValueForm(),
        Sent(
            change=change,
            refused=lambda typed: form_page(asked, indicator_id, typed),
            done=_month_of(asked),
            said=words("Realisasi terkirim. Angkanya dihitung setelah atasan menyetujui."),
        ),
    )


@blueprint.post("/<id:officer_id>/<id:report_id>/setuju")
@needs(DECIDE_VALUE)
def post_approve(reader: SignedIn, card: OfficerCard, officer_id: int, report_id: int) -> Answer:
    """The superior lets a value count."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        reporting.approve(session, report_id=report_id, **_now(), actor=reader.actor, **typed)

    return _changed(asked_for(reader, card), ApprovalForm(), change, form=f"approve:{report_id}")


@blueprint.post("/<id:officer_id>/<id:report_id>/tolak")
@needs(DECIDE_VALUE)
def post_decline(reader: SignedIn, card: OfficerCard, officer_id: int, report_id: int) -> Answer:
    """The superior says no, and why."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        reporting.decline(session, report_id=report_id, **_now(), actor=reader.actor, **typed)

    return _changed(asked_for(reader, card), DeclineForm(), change, form=f"decline:{report_id}")


@blueprint.post("/<id:officer_id>/<id:report_id>/tarik")
@needs(REPORT_VALUE)
def post_withdraw(reader: SignedIn, card: OfficerCard, officer_id: int, report_id: int) -> Answer:
    """The officer takes a report back."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        reporting.withdraw(session, report_id=report_id, now=clock.now(), actor=reader.actor, **typed)

    return _changed(asked_for(reader, card), WithdrawalForm(), change, form=f"withdraw:{report_id}")


@blueprint.post("/<id:officer_id>/<id:report_id>/bukti")
@needs(REPORT_VALUE)
@takes_files(FILES)
def post_evidence(reader: SignedIn, card: OfficerCard, officer_id: int, report_id: int) -> Answer:
    """The officer adds evidence to a report that waits."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        evidence = _evidence(typed["links"])
        reporting.add_evidence(
            session, report_id=report_id, evidence=evidence, now=clock.now(), actor=reader.actor
        )

    return _changed(asked_for(reader, card), EvidenceForm(), change, form=f"evidence:{report_id}")


@blueprint.post("/<id:officer_id>/bukti/<id:evidence_id>/tarik")
@needs(WITHDRAW_EVIDENCE)
def post_withdraw_evidence(reader: SignedIn, card: OfficerCard, officer_id: int, evidence_id: int) -> Answer:
    """The officer or the superior takes one piece of evidence away."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        reporting.withdraw_evidence(session, evidence_id=evidence_id, **_now(), actor=reader.actor, **typed)

    return _changed(asked_for(reader, card), WithdrawalForm(), change, form=f"piece:{evidence_id}")


@blueprint.get("/<id:officer_id>/bukti/<id:evidence_id>")
@needs(VIEW_EVIDENCE)
def file(reader: SignedIn, piece: EvidenceView, officer_id: int, evidence_id: int) -> Response:
    """A file, for whoever may see the person; always to keep, never opened by the browser itself."""
    return file_answer(piece.address, piece.mime, name=f"bukti-{piece.id}")


def _evidence(links: str) -> list[NewEvidence]:
    """What was sent as evidence: files that came through the gate, and links."""
    files = [NewEvidence(each.name, file=each.kept) for each in uploads()]
    return [*files, *typed_links(links)]


def _changed(
    asked: ReportsOf, schema: FormSchema, change: Callable[[Session, dict[str, Any]], None], *, form: str
) -> Answer:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: reports_page(asked, typed),
            done=_month_of(asked),
            said=words("Tercatat."),
            form=form,
        ),
    )


def _month_of(asked: ReportsOf) -> str:
    return url_for("reported_values.person", officer_id=asked.card.id, bulan=asked.month)


def _now() -> dict[str, Any]:
    """The instant a decision is made at, and the local day of whose postings it is read by."""
    now = clock.now()
    return {"now": now, "today": service().rulebook.local_date(now)}
