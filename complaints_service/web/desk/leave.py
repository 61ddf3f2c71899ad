"""Leave and who stands in: entered by a superior or an administrator, and respected by every ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.edge.problems import field_errors, say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, Invalid, NotFound, Words, words
from complaints_service.people import queries as people
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.people.leave import NewLeave
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.leave import service as ticket_leave
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("leave", __name__, url_prefix="/cuti")


@dataclass(frozen=True)
class LeaveLine:
    """Approved leave that has not ended, and where it is cancelled."""

    who: str
    first_on: date
    last_on: date
    kind: str
    substitute: str
    cancel_href: str


@blueprint.get("")
def listing() -> str:
    """Who is away or will be, and the form to enter more; only of people one may approve leave for."""
    return _page(_leading(), {}, {})


@blueprint.post("")
def post_leave() -> Response | tuple[str, int]:
    """Approves leave; a refused form keeps what was typed and says why."""
    signed_in, now = _leading(), clock.now()
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        writing(
            lambda session: ticket_leave.approve(
                session,
                new=_new(session, signed_in.rights, form),
                now=now,
                actor=signed_in.actor,
                rulebook=service().rulebook,
            )
        )
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return _page(signed_in, form, errors), error.status
    tell(words("Cuti tercatat. Waktu pada tiketnya menjadi milik antrean unit pada hari-hari itu."))
    return make_response(redirect(url_for("leave.listing"), 303))


@blueprint.post("/<int:leave_id>/batal")
def post_cancel(leave_id: int) -> Response | tuple[str, int]:
    """Cancels leave; a second press finds nothing to cancel."""
    signed_in, now = _leading(), clock.now()

    def change(session: Session) -> None:
        allowed = _people(session, signed_in.rights)
        theirs = people.leave_from(session, on=service().rulebook.local_date(now))
        if leave_id not in {each.id for who in allowed for each in theirs.get(who, ())}:
            raise NotFound
        ticket_leave.cancel(
            session, leave_id=leave_id, now=now, actor=signed_in.actor, rulebook=service().rulebook
        )

    writing(change)
    tell(words("Cuti dibatalkan."))
    return make_response(redirect(url_for("leave.listing"), 303))


_FIELDS = ("officer_id", "first_on", "last_on", "kind", "substitute_id")


def may_enter(rights: Rights) -> bool:
    """Whether a person enters anybody's leave at all."""
    return may_in_office(rights, "approve_leave")


def _leading() -> SignedIn:
    signed_in = officer()
    if not may_enter(signed_in.rights):
        raise NotFound
    return signed_in


def _people(session: Session, rights: Rights) -> dict[int, OfficerCard]:
    """Whom this person may approve leave for: those below, or those an administrator's grant reaches."""
    cards = people.officer_cards(session)
    return {
        card.id: card
        for card in cards.values()
        if card.active
        and (card.id in rights.subordinate_officers or rights.granted("administrator", card.unit))
    }


def _new(session: Session, rights: Rights, form: Mapping[str, str]) -> NewLeave:
    fields: dict[str, list[Words]] = {}
    officer_id, substitute_id = (_number(form[name]) for name in ("officer_id", "substitute_id"))
    if officer_id not in _people(session, rights):
        fields["officer_id"] = [words("Pilih petugas yang Anda pimpin.")]
    days = {name: _day(form[name]) for name in ("first_on", "last_on")}
    for name, day in days.items():
        if day is None:
            fields[name] = [words("Isi dengan tanggal.")]
    first_on, last_on = days["first_on"], days["last_on"]
    if fields or officer_id is None or first_on is None or last_on is None:
        raise Invalid(fields)
    return NewLeave(officer_id, first_on, last_on, form["kind"], substitute_id)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _page(signed_in: SignedIn, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    today = service().rulebook.local_date(clock.now())
    with reading() as session:
        mine = _people(session, signed_in.rights)
        everybody = people.officer_cards(session)
        leave = people.leave_from(session, on=today)
    kinds = kind_names()
    lines = [
        LeaveLine(
            mine[who].name,
            each.first_on,
            each.last_on,
            kinds[each.kind],
            everybody[each.substitute_id].name if each.substitute_id is not None else "",
            url_for("leave.post_cancel", leave_id=each.id),
        )
        for who, several in leave.items()
        if who in mine
        for each in several
    ]
    lines.sort(key=lambda line: (line.first_on, line.who))
    return page(
        "desk/cuti.html",
        lines=lines,
        officers=[(str(card.id), f"{card.name}, {card.unit_name}") for card in mine.values()],
        substitutes=[
            (str(card.id), f"{card.name}, {card.unit_name}") for card in everybody.values() if card.active
        ],
        kinds=[(code, kinds[code]) for code in LEAVE_KINDS],
        form=form,
        errors=errors,
        action=url_for("leave.post_leave"),
    )


def kind_names() -> dict[str, str]:
    """Kinds of leave as the office calls them."""
    return {
        "annual": _("Cuti tahunan"),
        "long": _("Cuti besar"),
        "sick": _("Cuti sakit"),
        "maternity": _("Cuti melahirkan"),
        "compelling": _("Cuti alasan penting"),
        "unpaid": _("Cuti di luar tanggungan"),
        "assignment": _("Dinas luar"),
    }
