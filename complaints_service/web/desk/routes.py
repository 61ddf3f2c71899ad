"""The desk: the list of tickets, one ticket, and every act on it; all of it works without a script."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import may_in_office
from complaints_service.edge.acting import officer_act
from complaints_service.edge.paging import cursor_after, read_cursor
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.idempotency import Key
from complaints_service.intake.attachments import attachments_of
from complaints_service.people.queries import OfficerCard, officer_card
from complaints_service.tickets import queries
from complaints_service.tickets.identity import reveal_identity
from complaints_service.tickets.leave.service import substitute_of
from complaints_service.tickets.ledger.models import WORKING_STATES
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.needs import NEEDS, need_filter
from complaints_service.tickets.undelivered import count_undecided
from complaints_service.web.desk import rows as desk_rows
from complaints_service.web.desk.acts.forms import act_form, field_name, receivers, request_of
from complaints_service.web.desk.acts.links import Typed
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.desk.leave import may_enter
from complaints_service.web.desk.ticket import act_page, ticket_page
from complaints_service.web.performance.needs import need_title
from complaints_service.web.shell.attachments import file_entries
from complaints_service.web.shell.names import names_for, names_of
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("desk", __name__, url_prefix="/meja")
NOT_NOW = words("Tindakan ini tidak bisa sekarang.")
#: Views whose clocks run for the office: elsewhere a due instant that has passed is not lateness.
PRESSING = ("mine", "queue")

#: The last part of an act's address is the act's own code.
ACTS = ",".join(PAGES)


@blueprint.get("")
def listing() -> str:
    """The tickets of one view, by the time left; a number typed in full is looked for everywhere."""
    signed_in, now, rulebook = officer(), clock.now(), service().rulebook
    categories, kelurahan = desk_rows.choices(rulebook, now)
    view, narrowed = _narrowed(signed_in, dict(categories), dict(kelurahan))
    with reading() as session:
        rows = queries.desk(session, rights=signed_in.rights, narrowed=narrowed, now=now, rulebook=rulebook)
        ledgers = [row.events for row in rows]
        counts = queries.counts(session, rights=signed_in.rights)
        late = queries.count(
            session, rights=signed_in.rights, narrowed=replace(narrowed, due_before=now, after=None)
        )
        tomorrow = queries.Filter(view="queue", due_before=_day_after_tomorrow(now))
        deciding = queries.to_decide(session, rights=signed_in.rights, now=now, rulebook=rulebook)
        told_of = queries.told_to(session, rights=signed_in.rights, now=now, rulebook=rulebook)
        ledgers = [*ledgers, *(row.events for row in (*deciding, *told_of))]
        names = names_of(session, ledgers=ledgers, audience="officer", rulebook=rulebook)
        letters = count_undecided(session, rights=signed_in.rights)
        soon = 0 if rows else queries.count(session, rights=signed_in.rights, narrowed=tomorrow)
    shown = [desk_rows.row_of(row, names=names, rulebook=rulebook) for row in rows]
    more = len(rows) == queries.PAGE
    need = need_title(view) if view in NEEDS else ""
    told = desk_rows.filter_words(narrowed, len(rows), rulebook, more=more, need=need)
    return page(
        "desk/meja.html",
        rows=shown,
        deciding=[
            desk_rows.deciding_row(row, rights=signed_in.rights, names=names, rulebook=rulebook)
            for row in deciding
        ],
        letters=letters,
        letters_href=url_for("letters.listing") if may_in_office(signed_in.rights, "view_letters") else None,
        leave_href=url_for("leave.listing") if may_enter(signed_in.rights) else None,
        told_of=[desk_rows.row_of(row, names=names, rulebook=rulebook) for row in told_of],
        late=late if view in PRESSING else 0,
        risk=desk_rows.risky(shown),
        order=desk_rows.order_words(narrowed.view),
        view=view,
        categories=categories,
        kelurahan=kelurahan,
        tabs=desk_rows.tabs_of(counts, view),
        filter_words=told,
        filters={
            "q": request.args.get("q", ""),
            "category": narrowed.category,
            "kelurahan": narrowed.kelurahan,
        },
        clear_href=url_for("desk.listing", view=None if need else view),
        more_href=_more(cursor_after(rows[-1], narrowed.view)) if more else None,
        empty=desk_rows.empty_of(view, narrowed=bool(told), queued=counts["queue"], soon=soon),
    )


@blueprint.get("/<number>")
def ticket(number: str) -> str:
    """One ticket: conversation, clocks, custody, why it is here, and what may be done now."""
    return _ticket_page(officer(), number, Typed())


@blueprint.post("/<number>/pelapor")
def reveal(number: str) -> str:
    """Shows who complained in confidence; the look is recorded before anything is shown."""
    signed_in, now = officer(), clock.now()
    writing(
        lambda session: reveal_identity(
            session,
            number=number,
            actor=signed_in.actor,
            rights=signed_in.rights,
            now=now,
            rulebook=service().rulebook,
        )
    )
    return _ticket_page(signed_in, number, Typed(), revealed=True)


@blueprint.get(f"/<number>/<any({ACTS}):act>")
def act(number: str, act: str) -> str | tuple[str, int]:
    """An act's own page, with its fields; for one that is not permitted the ticket, saying so."""
    return _act_page(officer(), number, act, Typed())


@blueprint.post(f"/<number>/<any({ACTS}):act>")
def post_act(number: str, act: str) -> Response | tuple[str, int]:
    """Does the act and leads back to the ticket; a refused one keeps what was typed and says why."""
    signed_in, typed = officer(), request.form.to_dict()
    body = {name: value for name, value in typed.items() if name not in ("csrf_token", "key")}
    value = typed.get("key", "").strip()
    key = Key(f"meja/{number}/{act}/{signed_in.rights.account_id}", value, body) if value else None
    try:
        done = officer_act(signed_in, number, request_of(act, typed), key=key)
    except NotFound:
        raise
    except (DomainError, ValidationError) as error:
        return _refused(signed_in, number, act, typed, error)
    tell(PAGES[act].done)
    # Where reopening came too late the work goes on under a new number.
    return make_response(redirect(_after(signed_in, done.answer["number"]), 303))


def _refused(
    signed_in: SignedIn, number: str, act: str, form: dict[str, str], error: DomainError | ValidationError
) -> tuple[str, int]:
    errors = {field_name(name): said for name, said in field_errors(error).items()}
    status, refusal, stale = 422, "", False
    if isinstance(error, DomainError):
        status, stale = status_of(error), error.code == "stale_version"
        refusal = "" if errors else say(error.detail)
    typed = Typed(form, errors, refusal, stale=stale)
    if "inline" in form:
        return _ticket_page(signed_in, number, typed), status
    answer = _act_page(signed_in, number, act, typed)
    return (answer if isinstance(answer, str) else answer[0]), status


def _ticket_page(signed_in: SignedIn, number: str, typed: Typed, *, revealed: bool = False) -> str:
    rulebook = service().rulebook
    with reading() as session:
        view = queries.for_officer(
            session, number=number, rights=signed_in.rights, now=clock.now(), rulebook=rulebook
        )
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        substitute = _substitute(session, view)
        attachments = attachments_of(session, ticket_id=view.ticket.id)
    values = ticket_page(
        view,
        names=names,
        rulebook=rulebook,
        reader=signed_in.rights.officer_id,
        typed=typed,
        revealed=revealed,
        opened=request.args.getlist("bulan"),
        rights=signed_in.rights,
        substitute=substitute,
    )
    files = file_entries(
        attachments, address=lambda one: url_for("files.of_officer", number=number, attachment_id=one)
    )
    return page("desk/tiket.html", key=_new_key(), files=files, **values)


def _substitute(session: Session, view: queries.TicketView) -> OfficerCard | None:
    """Who stands in for the holder of a live ticket today."""
    holder = view.ticket.holder_officer_id
    if holder is None or view.ticket.state not in WORKING_STATES:
        return None
    found = substitute_of(session, officer_id=holder, on=service().rulebook.local_date(view.as_of))
    return officer_card(session, officer_id=found) if found is not None else None


def _act_page(signed_in: SignedIn, number: str, act: str, typed: Typed) -> str | tuple[str, int]:
    rulebook = service().rulebook
    with reading() as session:
        view = queries.for_officer(
            session, number=number, rights=signed_in.rights, now=clock.now(), rulebook=rulebook
        )
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        cards = receivers(session, code=act)
    if act not in view.acts and not typed.form:
        return _ticket_page(signed_in, number, Typed(refusal=say(NOT_NOW))), 409
    given = Given(
        view=view,
        typed=typed.form or request.args.to_dict(),
        rulebook=rulebook,
        names=names,
        cards=cards,
        reader=signed_in.rights.officer_id,
    )
    form = act_form(act, given)
    return page(
        "desk/tindakan.html",
        key=_new_key(),
        **act_page(view, form, names=names, rulebook=rulebook, typed=typed),
    )


def _narrowed(
    signed_in: SignedIn, categories: Mapping[str, str], kelurahan: Mapping[str, str]
) -> tuple[str, queries.Filter]:
    """The view and what the address narrows it to; what is not known here is left out."""
    args = request.args
    view = args.get("view", "")
    calendar = service().rulebook.calendar(service().rulebook.office.calendar)
    needed = need_filter(view, now=clock.now(), calendar=calendar)
    if needed is None and view not in queries.VIEWS:
        view = "mine" if signed_in.rights.officer_id else "queue"
    asked = args.get("q", "").strip()
    start = needed or queries.Filter(view=view)
    return view, replace(
        start if read_number(asked) is None else queries.Filter(view="all"),
        q=asked or None,
        category=args["category"] if args.get("category") in categories else None,
        kelurahan=args["kelurahan"] if args.get("kelurahan") in kelurahan else None,
        after=read_cursor(args["cursor"]) if args.get("cursor") else None,
    )


def _more(cursor: str) -> str:
    asked: dict[str, Any] = {**request.args.to_dict(), "cursor": cursor}
    return url_for("desk.listing", **asked)


def _day_after_tomorrow(now: datetime) -> datetime:
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=2), time(), zone)


def _after(signed_in: SignedIn, number: str) -> str:
    """Back to the ticket, or to the list where it has gone out of sight."""
    try:
        with reading() as session:
            queries.for_officer(
                session, number=number, rights=signed_in.rights, now=clock.now(), rulebook=service().rulebook
            )
    except NotFound:
        return url_for("desk.listing")
    return url_for("desk.ticket", number=read_number(number) or number)


def _new_key() -> str:
    return secrets.token_urlsafe(18)
