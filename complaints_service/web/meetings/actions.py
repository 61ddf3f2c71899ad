"""Agreed actions: one's own, those of one's unit, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.edge.typed import calendar_day, whole_number
from complaints_service.errors import DomainError, Invalid, NotFound, Words, words
from complaints_service.meetings import queries, rules
from complaints_service.meetings import service as meetings
from complaints_service.meetings.queries import ActionView
from complaints_service.meetings.service import NewAction
from complaints_service.people import queries as people
from complaints_service.web.meetings.page import told_of
from complaints_service.web.meetings.words import action_badge, action_row, due_words, meeting_title
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("actions", __name__, url_prefix="/tindakan-bersama")
ACTION = "<int(max=2147483647):action_id>"
_FIELDS = ("owner_id", "words", "due_on")
Change = Callable[[Session, ActionView], None]


@blueprint.get("")
def listing() -> str:
    """What I agreed to do, and what my unit and those I lead did."""
    return _listing(officer(), {}, {})


@blueprint.post("")
def post_action() -> Response | tuple[str, int]:
    """A superior agrees on something with somebody below, outside a meeting: not shared with the unit."""
    signed_in, now = officer(), clock.now()
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}

    def change(session: Session) -> None:
        fields: dict[str, list[Words]] = {}
        owner_id, due_on = whole_number(form["owner_id"]), calendar_day(form["due_on"])
        unit = people.unit_code_of_officer(session, officer_id=owner_id) if owner_id is not None else None
        if owner_id not in signed_in.rights.subordinate_officers or unit is None:
            fields["owner_id"] = [words("Pilih petugas yang Anda pimpin.")]
        if due_on is None:
            fields["due_on"] = [words("Isi dengan tanggal.")]
        if fields or owner_id is None or due_on is None or unit is None:
            raise Invalid(fields)
        new = NewAction(unit, owner_id, form["words"], due_on)
        today = service().rulebook.local_date(now)
        meetings.open_action(session, new=new, today=today, now=now, actor=signed_in.actor)

    try:
        writing(change)
    except DomainError as error:
        return _listing(signed_in, form, field_errors(error) or {"": [say(error.detail)]}), status_of(error)
    tell(words("Tindakan tercatat. Pemiliknya melihatnya di halaman Rapat."))
    return make_response(redirect(url_for("actions.listing"), 303))


@blueprint.get(f"/{ACTION}")
def action(action_id: int) -> str:
    """One action, and what the reader may say about it."""
    return _page(officer(), action_id, {}, {})


@blueprint.post(f"/{ACTION}/selesai")
def post_done(action_id: int) -> Response | tuple[str, int]:
    """Says that it is done, with what came of it."""
    return _settled(action_id, "done", words("Tindakan selesai. Ia tidak kembali ke agenda."))


@blueprint.post(f"/{ACTION}/henti")
def post_dropped(action_id: int) -> Response | tuple[str, int]:
    """Who leads drops it, with the reason."""
    return _settled(action_id, "dropped", words("Tindakan dihentikan. Alasannya tercatat."))


@blueprint.post(f"/{ACTION}/pindah")
def post_moved(action_id: int) -> Response | tuple[str, int]:
    """Who leads gives it another day, with the reason; the first day stays beside it."""
    form = {name: request.form.get(name, "") for name in ("due_on", "reason")}
    signed_in, now = officer(), clock.now()

    def change(session: Session, found: ActionView) -> None:
        if not rules.may_steer(signed_in.rights, found.access):
            raise NotFound
        due_on = calendar_day(form["due_on"])
        if due_on is None:
            raise Invalid({"due_on": [words("Isi dengan tanggal.")]})
        meetings.move_action(
            session,
            action_id=action_id,
            due_on=due_on,
            reason=form["reason"],
            today=service().rulebook.local_date(now),
            now=now,
            actor=signed_in.actor,
        )

    return _done(signed_in, action_id, change, form, words("Hari baru tercatat. Hari semula tetap terlihat."))


def _settled(action_id: int, state: str, told: Words) -> Response | tuple[str, int]:
    signed_in, now = officer(), clock.now()
    name = "outcome" if state == "done" else "why"
    form = {name: request.form.get(name, "")}

    def change(session: Session, found: ActionView) -> None:
        may = rules.may_settle if state == "done" else rules.may_steer
        if not may(signed_in.rights, found.access):
            raise NotFound
        meetings.settle_action(
            session, action_id=action_id, state=state, outcome=form[name], now=now, actor=signed_in.actor
        )

    return _done(signed_in, action_id, change, form, told, {"outcome": name})


def _done(
    signed_in: SignedIn,
    action_id: int,
    change: Change,
    form: Mapping[str, str],
    told: Words,
    names: Mapping[str, str] | None = None,
) -> Response | tuple[str, int]:
    def write(session: Session) -> None:
        change(session, _seen(session, signed_in.rights, action_id))

    try:
        writing(write)
    except NotFound:
        raise
    except DomainError as error:
        errors = {(names or {}).get(name, name): said for name, said in field_errors(error).items()}
        return _page(signed_in, action_id, form, errors or {"": [say(error.detail)]}), status_of(error)
    tell(told)
    return make_response(redirect(url_for("actions.action", action_id=action_id), 303))


def _seen(session: Session, rights: Rights, action_id: int) -> ActionView:
    found = queries.action(session, action_id=action_id)
    if found is None or not rules.may_see_action(rights, found.access):
        raise NotFound
    return found


def _page(
    signed_in: SignedIn, action_id: int, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> str:
    look, rights = Look(), signed_in.rights
    with reading() as session:
        found = _seen(session, rights, action_id)
        told = told_of(session, rights, look)
        agreed = (
            queries.meeting(session, meeting_id=found.meeting_id) if found.meeting_id is not None else None
        )
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
        settles=open_ and rules.may_settle(rights, found.access),
        steers=open_ and rules.may_steer(rights, found.access),
        form=form,
        errors=errors,
        list_href=url_for("actions.listing"),
        done_href=url_for("actions.post_done", action_id=action_id),
        drop_href=url_for("actions.post_dropped", action_id=action_id),
        move_href=url_for("actions.post_moved", action_id=action_id),
    )


def _name(reference: str | None, person: Callable[[int], str]) -> str:
    kind, _sep, key = (reference or "").partition(":")
    return person(int(key)) if kind == "person" else ""


def _listing(signed_in: SignedIn, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    look, rights = Look(), signed_in.rights
    me = rights.officer_id
    units = {*rights.subordinate_units, *([rights.unit_code] if rights.unit_code else [])}
    owners = {*rights.subordinate_officers, *([me] if me is not None else [])}
    with reading() as session:
        told = told_of(session, rights, look)
        open_ = queries.open_actions(session, owner_ids=owners, units=units)
        over = queries.settled_actions(session, owner_ids=owners, units=units)
        cards = people.officer_cards(session, ids=rights.subordinate_officers)
    seen = [each for each in open_ if rules.may_see_action(rights, each.access)]
    return page(
        "meetings/tindakan_bersama.html",
        mine=[action_row(each, told) for each in seen if each.owner_id == me],
        others=[action_row(each, told) for each in seen if each.owner_id != me],
        over=[action_row(each, told) for each in over if rules.may_see_action(rights, each.access)][:20],
        officers=[(str(card.id), f"{card.name}, {card.unit_name}") for card in cards.values() if card.active],
        form=form,
        errors=errors,
        action=url_for("actions.post_action"),
        meetings_href=url_for("meetings.listing"),
    )
