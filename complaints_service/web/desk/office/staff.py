"""The addresses of people and accounts: who joins, moves, leaves; roles and ways in, after a proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.browsers import end_all_browsers
from complaints_service.accounts.factor.service import reset_second_step
from complaints_service.accounts.roles import end_role
from complaints_service.accounts.service import grant_role
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.staff import MANAGE_ACCOUNT, MANAGE_PERSON, MANAGE_STAFF
from complaints_service.errors import invalid, words
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Unit
from complaints_service.people.queries import OfficerCard
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import ActDone, StaffOrder, preview
from complaints_service.staffing.sign_ins import account_of, sign_in_link
from complaints_service.tickets.moving import Desk
from complaints_service.web.desk.office.staff_form import (
    JoinForm,
    LeaveOfficeForm,
    MoveForm,
    RoleForm,
)
from complaints_service.web.desk.office.staff_page import person_page, staff_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, sent_values, submit

blueprint = Blueprint("staff", __name__, url_prefix="/pengelola/pegawai")

Answer = Response | tuple[Any, int]
#: Whoever goes leaves their tickets to the queues; a single one is handed over beforehand, on the desk.
_DESK = Desk()


@blueprint.get("")
@needs(MANAGE_STAFF)
def listing(reader: SignedIn) -> str:
    """Everybody one manages."""
    return staff_page(reader, Typed())


@blueprint.post("")
@needs(MANAGE_STAFF)
def post_join(reader: SignedIn) -> Answer:
    """Takes somebody on."""

    def change(session: Session, typed: dict[str, Any]) -> int:
        facts = OfficerFacts(
            name=typed["name"],
            employment=typed["employment"],
            position=typed["position"],
            works_from=typed["on"],
            nip=typed["nip"] or None,
            email=typed["email"] or None,
        )
        order = _order(reader, typed)
        return staffing.join(session, facts=facts, login=typed["login"] or None, order=order).officer_id

    return submit(
        JoinForm(),
        Sent(
            change=change,
            refused=lambda typed: staff_page(reader, typed),
            done=lambda made: url_for("staff.one", officer_id=made),
            said=words("Tercatat. Beri tautan masuk supaya akunnya bisa dibuka."),
        ),
    )


@blueprint.get("/<id:officer_id>")
@needs(MANAGE_PERSON)
def one(reader: SignedIn, card: OfficerCard, officer_id: int) -> str:
    """One member, and what can be done."""
    return person_page(reader, card, Typed())


@blueprint.post("/<id:officer_id>/pindah")
@needs(MANAGE_PERSON)
def post_move(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Gives somebody another post, or says what that would do."""

    def act(session: Session, typed: dict[str, Any]) -> ActDone:
        return staffing.move(
            session,
            officer_id=officer_id,
            position=typed["position"],
            unit=None,
            desk=_DESK,
            order=_order(reader, typed),
        )

    return _act(reader, card, MoveForm(), act, "move")


@blueprint.post("/<id:officer_id>/berhenti")
@needs(MANAGE_PERSON)
def post_leave(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Ends somebody's service, or says what that would do."""

    def act(session: Session, typed: dict[str, Any]) -> ActDone:
        return staffing.leave(session, officer_id=officer_id, desk=_DESK, order=_order(reader, typed))

    return _act(reader, card, LeaveOfficeForm(), act, "leave")


@blueprint.post("/<id:officer_id>/peran")
@needs(MANAGE_ACCOUNT, proof=True)
def post_role(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Grants a role to who has an account."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        grant_role(
            session,
            account_id=account_of(session, officer_id=officer_id).id,
            role=typed["role"],
            unit_id=_unit_id(session, typed["unit"]),
            now=clock.now(),
            actor=reader.actor,
        )

    return submit(RoleForm(), _about(reader, card, change, "role"))


@blueprint.post("/<id:officer_id>/peran/akhiri")
@needs(MANAGE_ACCOUNT, proof=True)
def post_role_end(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Ends a role at once, with all that opened the account."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        now = clock.now()
        today = service().rulebook.local_date(now)
        end_role(
            session,
            account_id=account_of(session, officer_id=officer_id).id,
            role=typed["role"],
            unit_id=_unit_id(session, typed["unit"]),
            on=today,
            today=today,
            now=now,
            actor=reader.actor,
        )

    return submit(RoleForm(), _about(reader, card, change, "role"))


@blueprint.post("/<id:officer_id>/tautan")
@needs(MANAGE_ACCOUNT, proof=True)
def post_link(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Shows, this once, a link by which somebody chooses a password."""

    def change(session: Session, _typed: dict[str, Any]) -> str:
        token = sign_in_link(session, officer_id=officer_id, now=clock.now(), actor=reader.actor)
        return f"{service().settings.base_url}/sandi/{token}"

    sent = Sent(
        change=change,
        refused=lambda typed: person_page(reader, card, typed),
        done=url_for("staff.one", officer_id=officer_id),
        answer=lambda link: person_page(reader, card, Typed(), link=link),
        form="link",
    )
    return submit(FormSchema(), sent)


@blueprint.post("/<id:officer_id>/langkah-kedua")
@needs(MANAGE_ACCOUNT, proof=True)
def post_reset(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Takes away somebody's second step, for who lost it; they are told."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        account_id, now = account_of(session, officer_id=officer_id).id, clock.now()
        reset_second_step(session, account_id=account_id, now=now, actor=reader.actor)
        queue_account_letter(session, account_id=account_id, kind=SECOND_STEP, now=now)

    return submit(FormSchema(), _about(reader, card, change, "second_step"))


@blueprint.post("/<id:officer_id>/sesi")
@needs(MANAGE_ACCOUNT, proof=True)
def post_end_sessions(reader: SignedIn, card: OfficerCard, officer_id: int) -> Answer:
    """Signs somebody out everywhere; password, keys and second step stay."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        account_id = account_of(session, officer_id=officer_id).id
        end_all_browsers(session, account_id=account_id, now=clock.now(), actor=reader.actor)

    return submit(FormSchema(), _about(reader, card, change, "sessions"))


def _act(
    reader: SignedIn,
    card: OfficerCard,
    schema: FormSchema,
    act: Callable[[Session, dict[str, Any]], ActDone],
    form: str,
) -> Answer:
    """Does an act on a person; pressed with `trial` it tells what it would do, and nothing is kept."""
    values = sent_values()
    if values.get("trial"):
        sent = Sent(
            change=lambda session, typed: preview(session, partial(act, session, typed)),
            refused=lambda typed: person_page(reader, card, typed),
            answer=lambda done: person_page(
                reader, card, Typed(values=values, form=form), tried=done.effects
            ),
            form=form,
            keyed=False,
        )
        return submit(schema, sent)
    return submit(schema, _about(reader, card, act, form))


def _about(
    reader: SignedIn, card: OfficerCard, change: Callable[[Session, dict[str, Any]], Any], form: str
) -> Sent:
    home = url_for("staff.listing") if form == "leave" else url_for("staff.one", officer_id=card.id)
    return Sent(
        change=change,
        refused=lambda typed: person_page(reader, card, typed),
        done=home,
        said=words("Tercatat."),
        form=form,
    )


def _order(reader: SignedIn, typed: dict[str, Any]) -> StaffOrder:
    return StaffOrder(
        on=typed["on"],
        reason=typed["reason"],
        rights=reader.rights,
        now=clock.now(),
        actor=reader.actor,
        rulebook=service().rulebook,
    )


def _unit_id(session: Session, code: str) -> int | None:
    """The unit a role is over; None for the whole office. Raises Invalid."""
    if not code:
        return None
    found = session.scalar(select(Unit.id).where(Unit.code == code, Unit.active))
    if found is None:
        raise invalid("unit", words("Unit %(code)s tidak ada.", code=code))
    return found
