"""Meetings: planned by who leads, on an agenda out of the figures, held with minutes that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.appraisal import agenda
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.edge.typed import calendar_day, instant, whole_number
from complaints_service.errors import DomainError, Invalid, NotFound, Words, words
from complaints_service.meetings import queries, rules
from complaints_service.meetings import service as meetings
from complaints_service.meetings.queries import MeetingView
from complaints_service.meetings.service import Held, NewAction, NewMeeting
from complaints_service.people import queries as people
from complaints_service.web.meetings.page import listing_page, meeting_page, mine_first, told_of
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("meetings", __name__, url_prefix="/rapat")
MEETING = "<int(max=2147483647):meeting_id>"
_DONE = {
    "save": words("Catatan tersimpan. Rapat belum ditutup."),
    "redraw": words("Agenda disusun lagi dari keadaan sekarang."),
    "hold": words("Rapat selesai. Notulen dan kehadiran tidak berubah lagi."),
}


@blueprint.get("")
def listing() -> str:
    """The meetings one may see, those to come first, and the actions that wait for oneself."""
    return listing_page(officer(), Look())


@blueprint.get("/baru")
def new() -> str:
    """The form to plan a meeting of a unit one leads, or a dialogue with somebody below."""
    return _planning(_planner(), {"whom": request.args.get("untuk", "")}, {})


@blueprint.post("/baru")
def post_new() -> Response | tuple[str, int]:
    """Plans it and draws its agenda up; a refused form keeps what was typed."""
    signed_in, now = _planner(), clock.now()
    form = {name: request.form.get(name, "").strip() for name in ("whom", "starts_at", "place")}

    def change(session: Session) -> int:
        planned = meetings.plan_meeting(
            session, new=_new(session, signed_in, form), now=now, actor=signed_in.actor
        )
        _draw(session, planned, now)
        return planned

    try:
        meeting_id = writing(change)
    except DomainError as error:
        return _planning(signed_in, form, field_errors(error) or {"": [say(error.detail)]}), status_of(error)
    tell(words("Rapat direncanakan. Agendanya disusun dari keadaan sekarang."))
    return make_response(redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303))


@blueprint.get(f"/{MEETING}")
def meeting(meeting_id: int) -> str:
    """One meeting: agenda, notes, attendance, minutes, actions."""
    return meeting_page(officer(), Look(), meeting_id, {}, {})


@blueprint.post(f"/{MEETING}")
def post_work(meeting_id: int) -> Response | tuple[str, int]:
    """What its leader writes: kept so far, drawn up anew, or closed for good."""
    signed_in, now = officer(), clock.now()
    form = {name: request.form.get(name, "") for name in request.form}
    ids = map(whole_number, request.form.getlist("present"))
    present = frozenset(each for each in ids if each is not None)
    do = form.get("do", "save")

    def change(session: Session) -> None:
        found = _to_lead(session, signed_in.rights, meeting_id)
        notes = {
            (kind, reference): typed
            for name, typed in form.items()
            if name.startswith("note:")
            for kind, _sep, reference in [name.removeprefix("note:").partition(":")]
        }
        held = Held(form.get("minutes", ""), present, notes)
        revision = whole_number(form.get("revision", "")) or 0
        if do == "hold":
            _add(session, signed_in, found, form, now)
            meetings.hold_meeting(
                session, meeting_id=meeting_id, held=held, revision=revision, now=now, actor=signed_in.actor
            )
            return
        meetings.write_notes(session, meeting_id=meeting_id, held=held, revision=revision)
        _add(session, signed_in, found, form, now)
        if do == "redraw":
            _draw(session, meeting_id, now)

    try:
        writing(change)
    except NotFound:
        raise
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        form["present"] = ",".join(map(str, present))
        return meeting_page(signed_in, Look(), meeting_id, form, errors), status_of(error)
    tell(_DONE.get(do, _DONE["save"]))
    return make_response(redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303))


@blueprint.post(f"/{MEETING}/usul")
def post_point(meeting_id: int) -> Response | tuple[str, int]:
    """A point of one's own, from anybody the meeting is for."""
    signed_in = officer()
    form = {"own": request.form.get("own", "")}

    def change(session: Session) -> None:
        found = _seen(session, signed_in.rights, meeting_id)
        if not rules.may_add(signed_in.rights, found.access):
            raise NotFound
        meetings.add_own_item(session, meeting_id=meeting_id, text=form["own"], actor=signed_in.actor)

    try:
        writing(change)
    except NotFound:
        raise
    except DomainError as error:
        errors = _renamed(field_errors(error), {"words": "own"}) or {"": [say(error.detail)]}
        return meeting_page(signed_in, Look(), meeting_id, form, errors), status_of(error)
    tell(words("Usul Anda ada di agenda."))
    return make_response(redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303))


@blueprint.post(f"/{MEETING}/batal")
def post_cancel(meeting_id: int) -> Response | tuple[str, int]:
    """Cancels a planned meeting, with the reason that its members read."""
    signed_in, now = officer(), clock.now()
    form = {name: request.form.get(name, "") for name in ("reason", "revision")}

    def change(session: Session) -> None:
        _to_lead(session, signed_in.rights, meeting_id)
        meetings.cancel_meeting(
            session,
            meeting_id=meeting_id,
            reason=form["reason"],
            revision=whole_number(form["revision"]) or 0,
            now=now,
            actor=signed_in.actor,
        )

    try:
        writing(change)
    except NotFound:
        raise
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return meeting_page(signed_in, Look(), meeting_id, form, errors), status_of(error)
    tell(words("Rapat dibatalkan."))
    return make_response(redirect(url_for("meetings.meeting", meeting_id=meeting_id), 303))


def _planner() -> SignedIn:
    signed_in = officer()
    if signed_in.rights.officer_id is None or not (
        signed_in.rights.subordinate_units or signed_in.rights.subordinate_officers
    ):
        raise NotFound
    return signed_in


def _seen(session: Session, rights: Rights, meeting_id: int) -> MeetingView:
    found = queries.meeting(session, meeting_id=meeting_id)
    if found is None or not rules.may_see(rights, found.access):
        raise NotFound
    return found


def _to_lead(session: Session, rights: Rights, meeting_id: int) -> MeetingView:
    found = _seen(session, rights, meeting_id)
    if not rules.may_lead(rights, found.access):
        raise NotFound
    return found


def _draw(session: Session, meeting_id: int, now: datetime) -> None:
    found = queries.meeting(session, meeting_id=meeting_id)
    if found is None:
        raise NotFound
    items = agenda.draw_up(session, meeting=found, now=now, rulebook=service().rulebook)
    meetings.set_agenda(session, meeting_id=meeting_id, items=items, as_of=now)


def _add(
    session: Session, signed_in: SignedIn, found: MeetingView, form: Mapping[str, str], now: datetime
) -> None:
    """What stands in the fields for one more point and one more action."""
    if form.get("own", "").strip():
        meetings.add_own_item(session, meeting_id=found.id, text=form["own"], actor=signed_in.actor)
    asked = {name: form.get(name, "").strip() for name in ("act_words", "act_owner", "act_due")}
    if not asked["act_words"]:
        return
    due_on = calendar_day(asked["act_due"])
    if due_on is None:
        raise Invalid({"act_due": [words("Isi dengan tanggal.")]})
    owner_id = whole_number(asked["act_owner"])
    if owner_id is None or owner_id not in found.present:
        raise Invalid({"act_owner": [words("Pilih peserta rapat.")]})
    new_action = NewAction(found.unit, owner_id, asked["act_words"], due_on, found.id)
    try:
        today = service().rulebook.local_date(now)
        meetings.open_action(session, new=new_action, today=today, now=now, actor=signed_in.actor)
    except Invalid as error:
        names = {"words": "act_words", "owner_id": "act_owner", "due_on": "act_due"}
        fields = {names.get(name, name): list(said) for name, said in (error.fields or {}).items()}
        raise Invalid(fields) from None


def _renamed(errors: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, list[str]]:
    return {names.get(name, name): said for name, said in errors.items()}


def _new(session: Session, signed_in: SignedIn, form: Mapping[str, str]) -> NewMeeting:
    """Whom the meeting is for, out of one choice: `unit:<code>` or `person:<id>`."""
    fields: dict[str, list[Words]] = {}
    rights = signed_in.rights
    kind, _sep, key = form["whom"].partition(":")
    starts_at = instant(form["starts_at"], Look().calendar.zone)
    if starts_at is None:
        fields["starts_at"] = [words("Isi dengan tanggal dan jam.")]
    other = whole_number(key) if kind == "person" else None
    unit = people.unit_code_of_officer(session, officer_id=other) if other is not None else key
    allowed = (
        other is not None and rules.may_plan_dialogue(rights, other)
        if kind == "person"
        else kind == "unit" and rules.may_plan(rights, key)
    )
    if not allowed or unit is None:
        fields["whom"] = [words("Pilih unit atau orang yang Anda pimpin.")]
    if fields or starts_at is None or unit is None or rights.officer_id is None:
        raise Invalid(fields)
    if other is not None:
        members = frozenset({rights.officer_id, other})
        return NewMeeting("dialogue", unit, starts_at, rights.officer_id, members, form["place"])
    cards = [*people.officers_of_unit(session, code=unit), *_heads_below(session, unit)]
    head = next((card.id for card in cards if card.is_head and card.unit == unit), rights.officer_id)
    members = frozenset(card.id for card in cards) | {head}
    return NewMeeting("regular", unit, starts_at, head, members, form["place"])


def _heads_below(session: Session, unit: str) -> Sequence[people.OfficerCard]:
    """The heads of the units directly below: they belong to the meeting of the unit above."""
    return [
        card
        for code in people.units_below(session, code=unit)
        for card in people.officers_of_unit(session, code=code)
        if card.is_head
    ]


def _planning(signed_in: SignedIn, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    rights, look = signed_in.rights, Look()
    with reading() as session:
        told = told_of(session, signed_in.rights, look)
        below = [
            card
            for card in people.officer_cards(session).values()
            if card.active and card.id in rights.subordinate_officers
        ]
    units = mine_first(rights.subordinate_units, rights.unit_code, told.unit)
    whom = [
        *((f"unit:{code}", _("Rapat %(unit)s", unit=told.unit(code))) for code in units),
        *(
            (f"person:{card.id}", _("Dialog dengan %(name)s, %(unit)s", name=card.name, unit=card.unit_name))
            for card in below
        ),
    ]
    return page(
        "meetings/rapat_baru.html",
        whom=whom,
        form=form,
        errors=errors,
        action=url_for("meetings.post_new"),
        back_href=url_for("meetings.listing"),
    )
