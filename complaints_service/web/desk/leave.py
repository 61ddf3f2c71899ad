"""Leave and who stands in: entered by a superior or an administrator, and respected by every ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right, needs, office_right
from complaints_service.edge.input.fields import DayTyped, Line, Whole
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.moment import Moment
from complaints_service.people import queries as people
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.people.leave import NewLeave, may_approve
from complaints_service.people.models import Leave
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.leave import service as ticket_leave
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import names_in

blueprint = Blueprint("leave", __name__, url_prefix="/cuti")


@dataclass(frozen=True, kw_only=True)
class LeaveLine:
    """Approved leave that has not ended, and where it is cancelled."""

    who: str
    first_on: date
    last_on: date
    kind: str
    substitute: str
    cancel_href: str


@dataclass(frozen=True, kw_only=True)
class LateLine:
    """Leave that was entered late, for as long as it stands: why, by whom, and what the reader may do."""

    who: str
    first_on: date
    last_on: date
    reason: str
    entered_by: str
    decided_by: str
    waiting: bool
    decide_href: str
    cancel_href: str


APPROVE = office_right("approve_leave")


def _leave(session: Session, rights: Rights, *, leave_id: int) -> Leave:
    return ticket_leave.leave_to_decide(session, rights, leave_id=leave_id)


CANCEL = Right(
    code="cancel_leave",
    who="superior of the person, at any height; administrator of the unit",
    load=_leave,
)


def _late(session: Session, rights: Rights, *, leave_id: int) -> Leave:
    today = service().rulebook.local_date(clock.now())
    return ticket_leave.leave_to_confirm(session, rights, leave_id=leave_id, on=today)


DECIDE = Right(
    code="decide_late_leave",
    who="superior of both the person and whoever entered it; an auditor of the whole office where none is",
    load=_late,
)


class LeaveForm(FormSchema):
    """Who is away, from when to when, and who stands in; why, where it is entered late."""

    officer_id = Whole(wanted=marked("Pilih petugas yang Anda pimpin."), required=True)
    first_on = DayTyped(required=True)
    last_on = DayTyped(required=True)
    kind = Line()
    substitute_id = Whole(wanted=marked("Pilih pengganti dari daftar."))
    reason = Line()


class LateLeaveForm(FormSchema):
    """Whether late leave is granted."""

    granted = Line(required=True)


@blueprint.get("")
@needs(APPROVE)
def listing(reader: SignedIn) -> str:
    """Who is away or will be, and the form to enter more; only of people one may approve leave for."""
    return _page(reader, Typed())


@blueprint.post("")
@needs(APPROVE)
def post_leave(reader: SignedIn) -> Response | tuple[str, int]:
    """Approves leave; a refused form keeps what was typed and says why."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        ticket_leave.approve(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            new=NewLeave(**typed),
            rights=reader.rights,
        )

    return submit(
        LeaveForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, typed),
            done=url_for("leave.listing"),
            said=words("Cuti tercatat. Waktu pada tiketnya menjadi milik antrean unit pada hari-hari itu."),
        ),
    )


@blueprint.post("/<id:leave_id>/batal")
@needs(CANCEL)
def post_cancel(reader: SignedIn, leave: Leave, leave_id: int) -> Response | tuple[str, int]:
    """Cancels leave."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        ticket_leave.cancel(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            leave_id=leave.id,
            rights=reader.rights,
        )

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, typed),
            done=url_for("leave.listing"),
            said=words("Cuti dibatalkan."),
        ),
    )


@blueprint.post("/<id:leave_id>/putusan")
@needs(DECIDE)
def post_decision(reader: SignedIn, leave: Leave, leave_id: int) -> Response | tuple[str, int]:
    """The second decision about leave that was entered late."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        ticket_leave.decide(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            leave_id=leave.id,
            granted=typed["granted"] == "yes",
            rights=reader.rights,
        )

    return submit(
        LateLeaveForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, typed),
            done=url_for("leave.listing"),
            said=words("Putusan tercatat."),
        ),
    )


def _page(reader: SignedIn, typed: Typed) -> str:
    today = service().rulebook.local_date(clock.now())
    with reading() as session:
        everybody = people.officer_cards(session)
        leave = people.leave_from(session, on=today)
        late = _late_lines(session, reader.rights, everybody, today)
    mine = {card.id: card for card in everybody.values() if card.active and may_approve(reader.rights, card)}
    kinds = kind_names()
    lines = [
        LeaveLine(
            who=mine[who].name,
            first_on=each.first_on,
            last_on=each.last_on,
            kind=kinds[each.kind],
            substitute=everybody[each.substitute_id].name if each.substitute_id is not None else "",
            cancel_href=url_for("leave.post_cancel", leave_id=each.id),
        )
        for who, several in leave.items()
        if who in mine
        for each in several
    ]
    lines.sort(key=lambda line: (line.first_on, line.who))
    return page(
        "desk/cuti.html",
        lines=lines,
        late=late,
        officers=[(str(card.id), f"{card.name}, {card.unit_name}") for card in mine.values()],
        substitutes=[
            (str(card.id), f"{card.name}, {card.unit_name}") for card in everybody.values() if card.active
        ],
        kinds=[(code, kinds[code]) for code in LEAVE_KINDS],
        form=typed.values,
        errors=typed.errors,
        action=url_for("leave.post_leave"),
    )


def _late_lines(
    session: Session, rights: Rights, everybody: Mapping[int, OfficerCard], today: date
) -> list[LateLine]:
    """All late leave that stands, of whom the reader may approve leave for or decides about."""
    lines = []
    for each in people.late_leave(session):
        decides = each.waiting and ticket_leave.may_decide(session, rights, each, on=today)
        enters = may_approve(rights, everybody[each.officer_id])
        if decides or enters:
            line = LateLine(
                who=everybody[each.officer_id].name,
                first_on=each.first_on,
                last_on=each.last_on,
                reason=each.reason,
                entered_by=_who(each.approved_by, everybody),
                decided_by=_who(each.decided_by or "", everybody),
                waiting=each.waiting,
                decide_href=url_for("leave.post_decision", leave_id=each.id) if decides else "",
                cancel_href=url_for("leave.post_cancel", leave_id=each.id) if enters else "",
            )
            lines.append(line)
    return lines


def _who(reference: str, everybody: Mapping[int, OfficerCard]) -> str:
    kind, _sep, key = reference.partition(":")
    return everybody[int(key)].name if kind == "person" else reference


def kind_names() -> dict[str, str]:
    """Kinds of leave as the office calls them."""
    return names_in("leave_kind")
