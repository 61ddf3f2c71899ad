"""The desk: the list of tickets, one ticket, and every act on it; all of it works without a script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.acting import officer_act
from complaints_service.edge.files.draft_files import DRAFTED
from complaints_service.edge.files.uploads import SENT_BY_OFFICE, files_digest, takes_files
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import TOO_LONG, Text
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.edge.transaction import reading
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.idempotency import Key
from complaints_service.intake.attachments import attachments_of
from complaints_service.moment import Moment
from complaints_service.notify.routes import own_routes
from complaints_service.people.queries import OfficerCard, officer_card
from complaints_service.tickets import queries
from complaints_service.tickets.identity import MOST_LETTERS, see_reporter
from complaints_service.tickets.leave.service import substitute_of
from complaints_service.tickets.ledger.models import WORKING_STATES
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.opening.survivor import merged_into
from complaints_service.tickets.queries import Seen
from complaints_service.vault.finding import has_phone
from complaints_service.vault.opening import OpenedIdentity
from complaints_service.web.desk.acts.forms import act_form, field_name, receivers, request_of
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.desk.page import list_page
from complaints_service.web.desk.ticket import act_page, ticket_page
from complaints_service.web.shell.attachments import drafted_files, file_entries, files_shown
from complaints_service.web.shell.forms import FormSchema, Sent, sent_values, submit
from complaints_service.web.shell.names import names_for
from complaints_service.web.shell.pages import page, tell


class PurposeForm(FormSchema):
    """What somebody opens an identity for."""

    purpose = Text(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")


blueprint = Blueprint("desk", __name__, url_prefix="/meja")
NOT_NOW = words("Tindakan ini tidak bisa sekarang.")

#: The last part of an act's address is the act's own code.
ACTS = ",".join(PAGES)


@blueprint.get("")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """The tickets of one view, by the time left; a number typed in full is looked for everywhere."""
    return list_page(reader)


@blueprint.get("/<number>")
@needs(VIEW_TICKET)
def ticket(reader: SignedIn, seen: Seen, number: str) -> str:
    """One ticket: conversation, clocks, custody, why it is here, and what may be done now."""
    return _ticket_page(reader, seen, TypedAct())


@blueprint.post("/<number>/pelapor")
@needs(VIEW_TICKET)
def reveal(reader: SignedIn, _seen: Seen, number: str) -> Response | tuple[str, int]:
    """Shows who complained; who looked and what for is recorded before anything is opened."""

    def look(session: Session, typed: dict[str, Any]) -> OpenedIdentity:
        return see_reporter(
            Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook),
            number=number,
            rights=reader.rights,
            purpose=typed["purpose"],
        )

    return submit(
        PurposeForm(),
        Sent(
            change=look,
            refused=lambda form: _ticket_page(
                reader,
                _again(reader, number),
                TypedAct(form=form.values, errors=form.errors, refusal=(form.errors.get("") or [""])[0]),
            ),
            answer=lambda opened: _ticket_page(reader, _again(reader, number), TypedAct(), opened=opened),
            keyed=False,  # what is shown once more is looked at once more
        ),
    )


@blueprint.get(f"/<number>/<any({ACTS}):act>")
@needs(VIEW_TICKET)
def act(reader: SignedIn, seen: Seen, number: str, act: str) -> str | tuple[str, int]:
    """An act's own page, with its fields; for one that is not permitted the ticket, saying so."""
    return _act_page(reader, seen, act, TypedAct())


@blueprint.post(f"/<number>/<any({ACTS}):act>")
@needs(VIEW_TICKET)
@takes_files(SENT_BY_OFFICE)
def post_act(reader: SignedIn, _seen: Seen, number: str, act: str) -> Response | tuple[str, int]:
    """Does the act and leads back to the ticket; a refused one keeps what was typed and says why."""
    typed = request.form.to_dict()
    try:
        key, shown = _key(reader, number, act), "hide_files" not in typed
        done = officer_act(reader, number, request_of(act, typed), key=key, shown=shown)
    except NotFound:
        raise
    except (DomainError, ValidationError) as error:
        return _refused(reader, number, act, typed, error)
    tell(PAGES[act].done)
    # Where reopening came too late the work goes on under a new number.
    return make_response(redirect(_after(reader, done.answer["number"]), 303))


def _key(reader: SignedIn, number: str, act: str) -> Key | None:
    """By what a second press of an act's form is known; its files are part of it by what they hold."""
    value = request.form.get("key", "").strip()
    body = {name: typed for name, typed in sent_values().items() if not name.startswith(DRAFTED)}
    scope = f"meja/{number}/{act}/{reader.rights.account_id}"
    return Key(scope, value, {**body, **files_digest()}) if value else None


def _refused(
    reader: SignedIn, number: str, act: str, form: dict[str, str], error: DomainError | ValidationError
) -> tuple[str, int]:
    errors = {field_name(name): said for name, said in field_errors(error).items()}
    status, refusal, stale = 422, "", False
    if isinstance(error, DomainError):
        status, stale = status_of(error), error.code == "stale_version"
        refusal = "" if errors else say(error.detail)
    typed, seen = TypedAct(form, errors, refusal, stale=stale), _again(reader, number)
    if "inline" in form:
        return _ticket_page(reader, seen, typed), status
    answer = _act_page(reader, seen, act, typed)
    return (answer if isinstance(answer, str) else answer[0]), status


def _again(reader: SignedIn, number: str) -> Seen:
    """The ticket as it stands after something was done or refused. Raises NotFound."""
    with reading() as session:
        return queries.ticket_in_view(session, number=number, rights=reader.rights)


def _ticket_page(
    reader: SignedIn, seen: Seen, typed: TypedAct, *, opened: OpenedIdentity | None = None
) -> str:
    rulebook = service().rulebook
    with reading() as session:
        view = queries.desk_view(session, seen, rights=reader.rights, now=clock.now(), rulebook=rulebook)
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        substitute = _substitute(session, view)
        others = merged_into(session, numbers=fold(view.events).duplicates)
        attachments = attachments_of(session, ticket_id=view.ticket.id, for_citizen=False)
    values = ticket_page(
        view,
        names=names,
        rulebook=rulebook,
        reader=reader.rights.officer_id,
        typed=typed,
        reporter=opened,
        opened=request.args.getlist("bulan"),
        rights=reader.rights,
        substitute=substitute,
        others=len(others),
    )
    number = view.ticket.number
    files = file_entries(
        attachments, address=lambda one: url_for("files.one", number=number, attachment_id=one)
    )
    shown = files_shown(files, spoken={entry.seq for entry in values["talk"]})
    return page("desk/tiket.html", files=shown, sent_files=drafted_files(), **values)


def _substitute(session: Session, view: queries.TicketView) -> OfficerCard | None:
    """Who stands in for the holder of a live ticket today."""
    holder = view.ticket.holder_officer_id
    if holder is None or view.ticket.state not in WORKING_STATES:
        return None
    found = substitute_of(session, officer_id=holder, on=service().rulebook.local_date(view.as_of))
    return officer_card(session, officer_id=found) if found is not None else None


def _act_page(reader: SignedIn, seen: Seen, act: str, typed: TypedAct) -> str | tuple[str, int]:
    rulebook = service().rulebook
    with reading() as session:
        view = queries.desk_view(session, seen, rights=reader.rights, now=clock.now(), rulebook=rulebook)
        names = names_for(session, events=view.events, audience="officer", rulebook=rulebook)
        cards = receivers(session, code=act)
        others = merged_into(session, numbers=fold(view.events).duplicates)
        reachable = bool(own_routes(session, number=view.ticket.number))
        phone = not reachable and has_phone(session, number=view.ticket.number)
    if act not in view.acts and not typed.form:
        return _ticket_page(reader, seen, TypedAct(refusal=say(NOT_NOW))), 409
    given = Given(
        view=view,
        typed=typed.form or request.args.to_dict(),
        rulebook=rulebook,
        names=names,
        cards=cards,
        reader=reader.rights.officer_id,
        others=len(others),
        reachable=reachable,
        has_phone=phone,
    )
    form = act_form(act, given)
    return page(
        "desk/tindakan.html",
        sent_files=drafted_files(),
        files_for=PAGES[act].act.files,
        proof=PAGES[act].proof,
        hide_files="hide_files" in typed.form,
        **act_page(view, form, names=names, rulebook=rulebook, typed=typed),
    )


def _after(reader: SignedIn, number: str) -> str:
    """Back to the ticket, or to the list where it has gone out of sight."""
    try:
        _again(reader, number)
    except NotFound:
        return url_for("desk.listing")
    return url_for("desk.ticket", number=read_number(number) or number)
