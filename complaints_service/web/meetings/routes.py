"""Meetings: planned by who leads, on an agenda out of the figures, held with minutes that stay."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal import agenda
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.meetings import ADD_POINT, LEAD_MEETING, PLAN_MEETING, VIEW_MEETING
from complaints_service.errors import words
from complaints_service.meetings import actions
from complaints_service.meetings import service as meetings
from complaints_service.meetings.calendar_file import calendar_file
from complaints_service.meetings.queries import MeetingView
from complaints_service.web.meetings.form import (
    CancelForm,
    PlanForm,
    PointForm,
    WorkForm,
    agreed,
    invited,
    written,
)
from complaints_service.web.meetings.page import (
    WORK,
    appointment_of,
    listing_page,
    meeting_page,
    planning_page,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import Sent, Typed, submit

blueprint = Blueprint("meetings", __name__, url_prefix="/rapat")
_DONE = {
    "save": words("Catatan tersimpan. Rapat belum ditutup."),
    "redraw": words("Agenda disusun lagi dari keadaan sekarang."),
    "hold": words("Rapat selesai. Notulen dan kehadiran tidak berubah lagi."),
}


@blueprint.get("")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """The meetings one may see, those to come first, and the actions that wait for oneself."""
    return listing_page(reader, Look())


@blueprint.get("/baru")
@needs(PLAN_MEETING)
def new(reader: SignedIn, planner_id: int) -> str:
    """The form to plan a meeting of a unit one leads, or a dialogue with somebody below."""
    return planning_page(reader, Look(), Typed(values=_proposed()))


@blueprint.post("/baru")
@needs(PLAN_MEETING)
def post_new(reader: SignedIn, planner_id: int) -> Response | tuple[str, int]:
    """Plans it and draws its agenda up; a refused form keeps what was typed."""
    look = Look()

    def change(session: Session, typed: dict[str, Any]) -> int:
        asked = invited(session, typed, planner_id)
        planned = meetings.plan_meeting(
            session, new=asked, rights=reader.rights, now=look.now, actor=reader.actor
        )
        agenda.draw_anew(
            session, meeting_id=planned, rights=reader.rights, now=look.now, rulebook=look.rulebook
        )
        return planned

    return submit(
        PlanForm(),
        Sent(
            change=change,
            refused=lambda typed: planning_page(reader, look, typed),
            done=lambda planned: url_for("meetings.meeting", meeting_id=planned),
            said=words("Rapat direncanakan. Agendanya disusun dari keadaan sekarang."),
        ),
    )


@blueprint.get("/<id:meeting_id>")
@needs(VIEW_MEETING)
def meeting(reader: SignedIn, found: MeetingView, meeting_id: int) -> str:
    """One meeting: agenda, notes, attendance, minutes, actions."""
    return meeting_page(reader, Look(), found, Typed())


@blueprint.get("/<id:meeting_id>/rapat.ics")
@needs(VIEW_MEETING)
def calendar(reader: SignedIn, found: MeetingView, meeting_id: int) -> Response:
    """The meeting for a calendar: what is on the agenda or was said stays on the page."""
    look = Look()
    body = calendar_file(appointment_of(reader, look, found), now=look.now)
    headers = {"Content-Disposition": f'attachment; filename="rapat-{meeting_id}.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.post("/<id:meeting_id>")
@needs(LEAD_MEETING)
def post_work(reader: SignedIn, found: MeetingView, meeting_id: int) -> Response | tuple[str, int]:
    """What its leader writes: kept so far, drawn up anew, or closed for good."""

    def change(session: Session, typed: dict[str, Any]) -> str:
        return _worked(session, reader, found, typed)

    return submit(
        WorkForm(),
        Sent(
            change=change,
            refused=lambda typed: meeting_page(reader, Look(), found, typed),
            done=url_for("meetings.meeting", meeting_id=meeting_id),
            said=lambda do: _DONE.get(do, _DONE["save"]),
            form=WORK,
        ),
    )


@blueprint.post("/<id:meeting_id>/usul")
@needs(ADD_POINT)
def post_point(reader: SignedIn, found: MeetingView, meeting_id: int) -> Response | tuple[str, int]:
    """A point of one's own, from anybody the meeting is for."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        meetings.add_own_item(
            session, meeting_id=meeting_id, text=typed["own"], rights=reader.rights, actor=reader.actor
        )

    return submit(
        PointForm(),
        Sent(
            change=change,
            refused=lambda typed: meeting_page(reader, Look(), found, typed),
            done=url_for("meetings.meeting", meeting_id=meeting_id),
            said=words("Usul Anda ada di agenda."),
            form="point",
        ),
    )


@blueprint.post("/<id:meeting_id>/batal")
@needs(LEAD_MEETING)
def post_cancel(reader: SignedIn, found: MeetingView, meeting_id: int) -> Response | tuple[str, int]:
    """Cancels a planned meeting, with the reason that its members read."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        meetings.cancel_meeting(
            session,
            meeting_id=meeting_id,
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            **typed,
        )

    return submit(
        CancelForm(),
        Sent(
            change=change,
            refused=lambda typed: meeting_page(reader, Look(), found, typed),
            done=url_for("meetings.meeting", meeting_id=meeting_id),
            said=words("Rapat dibatalkan."),
            form="cancel",
        ),
    )


def _worked(session: Session, reader: SignedIn, found: MeetingView, typed: dict[str, Any]) -> str:
    now, held, do = clock.now(), written(typed), typed["do"]
    if do == "hold":
        _add(session, reader, found, typed)
        meetings.hold_meeting(
            session,
            meeting_id=found.id,
            held=held,
            revision=typed["revision"],
            rights=reader.rights,
            now=now,
            actor=reader.actor,
        )
        return "hold"
    meetings.write_notes(
        session, meeting_id=found.id, held=held, revision=typed["revision"], rights=reader.rights
    )
    _add(session, reader, found, typed)
    if do == "redraw":
        agenda.draw_anew(
            session, meeting_id=found.id, rights=reader.rights, now=now, rulebook=service().rulebook
        )
    return str(do)


def _add(session: Session, reader: SignedIn, found: MeetingView, typed: dict[str, Any]) -> None:
    """What stands in the fields for one more point and one more action."""
    rights, actor, now = reader.rights, reader.actor, clock.now()
    if typed["own"]:
        meetings.add_own_item(session, meeting_id=found.id, text=typed["own"], rights=rights, actor=actor)
    asked = agreed(typed, found.id)
    if asked is not None:
        today = service().rulebook.local_date(now)
        actions.open_action(session, new=asked, rights=rights, today=today, now=now, actor=actor)


def _proposed() -> dict[str, str]:
    """What the form to plan a meeting begins with: what the address of a proposal says."""
    asked = {"whom": "untuk", "starts_at": "mulai", "place": "tempat", "repeats": "ulang"}
    return {field: request.args.get(name, "") for field, name in asked.items()}
