"""The desk: the list of tickets, one ticket, and every act on it; all of it works without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from marshmallow import ValidationError, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.acting import keep_typed, letters_left, may_be_held, officer_act
from complaints_service.edge.files.draft_files import DRAFTED
from complaints_service.edge.files.uploads import SENT_BY_OFFICE, files_digest, takes_files
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import TOO_LONG, Text
from complaints_service.edge.problems import field_errors, problem, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.edge.transaction import is_shown_again
from complaints_service.errors import DomainError, NotFound
from complaints_service.idempotency import Key
from complaints_service.moment import Moment
from complaints_service.tickets.identity import MOST_LETTERS, see_reporter
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.queries import Seen
from complaints_service.vault.opening import OpenedIdentity
from complaints_service.web.desk.acts.forms import field_name, request_of
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.desk.answering.commands import commanded
from complaints_service.web.desk.answering.onward import Onward, came_from
from complaints_service.web.desk.glance import glance
from complaints_service.web.desk.page import list_page
from complaints_service.web.desk.showing import again, shown_act, shown_ticket
from complaints_service.web.desk.unsent.rows import note_pressed
from complaints_service.web.shell.forms import FormSchema, Sent, sent_values, submit
from complaints_service.web.shell.pages import tell
from complaints_service.web.shell.waiting import waited


class PurposeForm(FormSchema):
    """What somebody opens an identity for."""

    purpose = Text(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")


blueprint = Blueprint("desk", __name__, url_prefix="/meja")


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
    """One ticket: conversation, clocks, custody, why it is here, and what may be done now.

    With `sekilas` the part of it that stands beside a list.
    """
    if letters_left(seen.ticket.number):
        seen = again(reader, number)
    if "sekilas" in request.args:
        return glance(reader, seen)
    return shown_ticket(reader, seen, TypedAct())


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
            refused=lambda form: shown_ticket(
                reader,
                again(reader, number),
                TypedAct(form=form.values, errors=form.errors, refusal=(form.errors.get("") or [""])[0]),
            ),
            answer=lambda opened: shown_ticket(reader, again(reader, number), TypedAct(), opened=opened),
            keyed=False,  # what is shown once more is looked at once more
        ),
    )


@blueprint.get(f"/<number>/<any({ACTS}):act>")
@needs(VIEW_TICKET)
def act(reader: SignedIn, seen: Seen, number: str, act: str) -> str | tuple[str, int]:
    """An act's own page, with its fields; for one that is not permitted the ticket, saying so."""
    return shown_act(reader, seen, act, TypedAct())


@blueprint.post(f"/<number>/<any({ACTS}):act>")
@needs(VIEW_TICKET)
@takes_files(SENT_BY_OFFICE)
def post_act(reader: SignedIn, seen: Seen, number: str, act: str) -> Response | tuple[str, int]:
    """Does the act and leads back to the ticket, or on to the next one of the list; a refused one keeps what
    was typed and says why.
    """
    typed, onward = request.form.to_dict(), Onward.of(reader, seen.ticket)
    shown, held, did = "hide_files" not in typed, "held" in typed, act
    try:
        did, fields = commanded(reader, seen, act, typed)
        key, asked = _key(reader, number, did), request_of(did, fields)
        done = officer_act(reader, number, asked, key=key, shown=shown, held=held)
    except NotFound:
        raise
    except (DomainError, ValidationError) as error:
        return _refused(reader, number, act, typed, error, in_box=did != act)
    if held and may_be_held(asked):
        note_pressed()
    else:
        tell(PAGES[did].done)
    # Where reopening came too late the work goes on under a new number.
    goes_on = onward.address if onward is not None else _after(reader, done.answer["number"])
    return make_response(redirect(goes_on, 303))


def _key(reader: SignedIn, number: str, act: str) -> Key | None:
    """By what a second press of an act's form is known; its files are part of it by what they hold."""
    value = request.form.get("key", "").strip()
    body = {name: typed for name, typed in sent_values().items() if not name.startswith(DRAFTED)}
    scope = f"meja/{number}/{act}/{reader.rights.account_id}"
    return Key(scope, value, {**body, **files_digest()}) if value else None


def _refused(
    reader: SignedIn,
    number: str,
    act: str,
    form: dict[str, str],
    error: DomainError | ValidationError,
    *,
    in_box: bool,
) -> Response | tuple[str, int]:
    """The form as it was typed, with why; `in_box`: the act was a command, so all is told at the box.

    What was sent by a script, from a phone in the field, is told why and gets no page.
    """
    errors = {field_name(name): said for name, said in field_errors(error).items()}
    status, refusal, stale = 422, "", False
    if isinstance(error, DomainError):
        status, stale = status_of(error), error.code == "stale_version"
        refusal = "" if errors else say(error.detail)
    if waited():
        return problem(status, _code(error), refusal or _joined(errors))
    if in_box and errors:
        errors = {"text": [_joined(errors)]}
    typed, seen = TypedAct(form, errors, refusal, stale=stale), again(reader, number)
    if "inline" in form:
        if not is_shown_again():
            keep_typed(reader, seen.ticket.id, form.get("text", ""))
        return shown_ticket(reader, again(reader, number), typed), status
    answer = shown_act(reader, seen, act, typed)
    return (answer if isinstance(answer, str) else answer[0]), status


def _joined(errors: Mapping[str, list[str]]) -> str:
    return " ".join(sentence for told in errors.values() for sentence in told)


def _code(error: DomainError | ValidationError) -> str:
    return error.code if isinstance(error, DomainError) else "invalid"


def _after(reader: SignedIn, number: str) -> str:
    """Back to the ticket, or to the list where it has gone out of sight."""
    try:
        again(reader, number)
    except NotFound:
        return url_for("desk.listing")
    return url_for("desk.ticket", number=read_number(number) or number, dari=came_from() or None)
