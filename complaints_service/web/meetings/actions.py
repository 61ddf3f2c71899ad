"""Agreed actions: one's own, those of one's unit, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.appraisal.effect import of_action
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.meetings import (
    AGREE_ON_ACTION,
    SETTLE_ACTION,
    STEER_ACTION,
    VIEW_ACTION,
)
from complaints_service.edge.transaction import reading
from complaints_service.errors import Words, words
from complaints_service.meetings import actions, queries, rules
from complaints_service.meetings.actions import NewAction
from complaints_service.meetings.queries import ActionView
from complaints_service.people import queries as people
from complaints_service.web.meetings.form import ActionForm, DoneForm, DroppedForm, MovedForm
from complaints_service.web.meetings.page import told_of
from complaints_service.web.meetings.words import action_badge, action_row, due_words, meeting_title
from complaints_service.web.performance.effects import effect_lines, figure_choices
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("actions", __name__, url_prefix="/tindakan-bersama")
#: How many settled actions the list shows.
LATELY = 20


@blueprint.get("")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """What I agreed to do, and what my unit and those I lead did."""
    return _listing(reader, Typed())


@blueprint.post("")
@needs(AGREE_ON_ACTION)
def post_action(reader: SignedIn) -> Response | tuple[str, int]:
    """A superior agrees on something with somebody below, outside a meeting: not shared with the unit."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        now = clock.now()
        actions.open_action(
            session,
            new=NewAction(**typed),
            rights=reader.rights,
            today=service().rulebook.local_date(now),
            now=now,
            actor=reader.actor,
        )

    return submit(
        ActionForm(),
        Sent(
            change=change,
            refused=lambda typed: _listing(reader, typed),
            done=url_for("actions.listing"),
            said=words("Tindakan tercatat. Pemiliknya melihatnya di halaman Rapat."),
        ),
    )


@blueprint.get("/<id:action_id>")
@needs(VIEW_ACTION)
def action(reader: SignedIn, found: ActionView, action_id: int) -> str:
    """One action, and what the reader may say about it."""
    return _page(reader, found, Typed())


@blueprint.post("/<id:action_id>/selesai")
@needs(SETTLE_ACTION)
def post_done(reader: SignedIn, found: ActionView, action_id: int) -> Response | tuple[str, int]:
    """Says that it is done, with what came of it."""
    said = words("Tindakan selesai. Ia tidak kembali ke agenda.")
    return _changed(reader, found, DoneForm(), _settled(reader, found, "done"), said, form="done")


@blueprint.post("/<id:action_id>/henti")
@needs(STEER_ACTION)
def post_dropped(reader: SignedIn, found: ActionView, action_id: int) -> Response | tuple[str, int]:
    """Who leads drops it, with the reason."""
    said = words("Tindakan dihentikan. Alasannya tercatat.")
    return _changed(reader, found, DroppedForm(), _settled(reader, found, "dropped"), said, form="dropped")


@blueprint.post("/<id:action_id>/pindah")
@needs(STEER_ACTION)
def post_moved(reader: SignedIn, found: ActionView, action_id: int) -> Response | tuple[str, int]:
    """Who leads gives it another day, with the reason; the first day stays beside it."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        now = clock.now()
        actions.move_action(
            session,
            action_id=action_id,
            rights=reader.rights,
            today=service().rulebook.local_date(now),
            now=now,
            actor=reader.actor,
            **typed,
        )

    said = words("Hari baru tercatat. Hari semula tetap terlihat.")
    return _changed(reader, found, MovedForm(), change, said, form="moved")


def _settled(reader: SignedIn, found: ActionView, state: str) -> Callable[[Session, dict[str, Any]], None]:
    def change(session: Session, typed: dict[str, Any]) -> None:
        actions.settle_action(
            session,
            action_id=found.id,
            state=state,
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            **typed,
        )

    return change


def _changed(
    reader: SignedIn,
    found: ActionView,
    schema: FormSchema,
    change: Callable[[Session, dict[str, Any]], None],
    said: Words,
    *,
    form: str,
) -> Response | tuple[str, int]:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: _page(reader, found, typed),
            done=url_for("actions.action", action_id=found.id),
            said=said,
            form=form,
        ),
    )


def _page(reader: SignedIn, found: ActionView, typed: Typed) -> str:
    look, rights = Look(), reader.rights
    with reading() as session:
        told = told_of(session, rights, look)
        agreed = (
            queries.meeting(session, meeting_id=found.meeting_id) if found.meeting_id is not None else None
        )
        # A unit knows what its meeting agreed; a person's figures only those who may see the person.
        done = of_action(found, look.rulebook) if found.owner_id in told.in_view else None
        remedies = [done] if done is not None else []
        came = effect_lines(session, officer_id=found.owner_id, remedies=remedies, look=look)
    where = agreed if agreed is not None and rules.may_see(rights, agreed.access) else None
    open_ = found.state == "open"
    back = (url_for("meetings.meeting", meeting_id=where.id), meeting_title(where, told)) if where else None
    return page(
        "meetings/tindakan_bersama_satu.html",
        one=found,
        owner=told.person(found.owner_id),
        due=due_words(found, told),
        badge=action_badge(found.state, found.due_on, told.today),
        settled_by=_name(found.settled_by, told.person),
        meeting=back,
        effects=came,
        settles=open_ and rules.may_settle(rights, found.access),
        steers=open_ and rules.may_steer(rights, found.access),
        form=typed.values,
        errors=typed.errors,
        sent=typed.form,
        list_href=url_for("actions.listing"),
        done_href=url_for("actions.post_done", action_id=found.id),
        drop_href=url_for("actions.post_dropped", action_id=found.id),
        move_href=url_for("actions.post_moved", action_id=found.id),
    )


def _name(reference: str | None, person: Callable[[int], str]) -> str:
    kind, _sep, key = (reference or "").partition(":")
    return person(int(key)) if kind == "person" else ""


def _listing(reader: SignedIn, typed: Typed) -> str:
    look, rights = Look(), reader.rights
    me = rights.officer_id
    units = {*rights.subordinate_units, *([rights.unit_code] if rights.unit_code else [])}
    owners = {*rights.subordinate_officers, *([me] if me is not None else [])}
    with reading() as session:
        told = told_of(session, rights, look)
        open_ = queries.open_actions(session, owner_ids=owners, units=units)
        over = queries.settled_around(session, rights=rights, limit=LATELY)
        cards = people.officer_cards(session, ids=rights.subordinate_officers)
    seen = [each for each in open_ if rules.may_see_action(rights, each.access)]
    return page(
        "meetings/tindakan_bersama.html",
        mine=[action_row(each, told) for each in seen if each.owner_id == me],
        others=[action_row(each, told) for each in seen if each.owner_id != me],
        over=[action_row(each, told) for each in over],
        officers=[(str(card.id), f"{card.name}, {card.unit_name}") for card in cards.values() if card.active],
        figures=figure_choices(look.reader.language),
        form=typed.values,
        errors=typed.errors,
        action=url_for("actions.post_action"),
        meetings_href=url_for("meetings.listing"),
    )
