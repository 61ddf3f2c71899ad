"""The addresses of templates, kept and filled in for a ticket, and of what is half written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.answering import service as templates
from complaints_service.answering.drafts import keep_draft
from complaints_service.answering.filling import Filled, fill, left_open, named_in
from complaints_service.answering.queries import TemplateView
from complaints_service.edge.files.uploads import SENT_BY_OFFICE, takes_files
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.templates import CHANGE_TEMPLATE
from complaints_service.edge.subjects.tickets import VIEW_TICKET
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.tickets import queries
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.links import TypedAct
from complaints_service.web.desk.answering.box import body_of, writing_words
from complaints_service.web.desk.answering.form import (
    HalfWrittenForm,
    RetireForm,
    TemplateAgainForm,
    TemplateForm,
    UseForm,
    template_words,
)
from complaints_service.web.desk.answering.page import listing_page, one_page
from complaints_service.web.desk.answering.values import citizen_name, field_values
from complaints_service.web.desk.showing import again, shown_act, shown_ticket
from complaints_service.web.shell.forms import Sent, Typed, sent_values, submit
from config.entries.answers import TEMPLATE_ACTS

blueprint = Blueprint("templates", __name__, url_prefix="/meja")
_ACTS = ",".join(TEMPLATE_ACTS)


@blueprint.get("/templat")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """The templates one may use."""
    return listing_page(reader, Typed())


@blueprint.post("/templat")
@needs(SIGNED_IN)
def post_new(reader: SignedIn) -> Response | tuple[str, int]:
    """Keeps a new template."""

    def change(session: Session, loaded: dict[str, Any]) -> int:
        scope, _sep, unit = loaded["scope"].partition(":")
        return templates.keep_template(
            _moment(session, reader),
            scope=scope,
            unit=unit or None,
            said=template_words(loaded),
            rights=reader.rights,
        )

    return submit(
        TemplateForm(),
        Sent(
            change=change,
            refused=lambda typed: listing_page(reader, typed),
            done=url_for("templates.listing"),
            said=words("Templat tersimpan."),
        ),
    )


@blueprint.get("/templat/<id:template_id>")
@needs(CHANGE_TEMPLATE)
def one(_reader: SignedIn, found: TemplateView, template_id: int) -> str:
    """One template, to be changed."""
    return one_page(found, Typed())


@blueprint.post("/templat/<id:template_id>")
@needs(CHANGE_TEMPLATE)
def post_change(reader: SignedIn, found: TemplateView, template_id: int) -> Response | tuple[str, int]:
    """Gives a template new words."""

    def change(session: Session, loaded: dict[str, Any]) -> None:
        templates.change_template(
            _moment(session, reader), template=found, seen=loaded["version"], said=template_words(loaded)
        )

    return submit(
        TemplateAgainForm(),
        Sent(
            change=change,
            refused=lambda typed: one_page(found, typed),
            done=url_for("templates.listing"),
            said=words("Templat diubah. Surat yang sudah terkirim tetap seperti waktu dikirim."),
        ),
    )


@blueprint.post("/templat/<id:template_id>/tarik")
@needs(CHANGE_TEMPLATE)
def post_retire(reader: SignedIn, found: TemplateView, template_id: int) -> Response | tuple[str, int]:
    """Offers a template no more."""
    return submit(
        RetireForm(),
        Sent(
            change=lambda session, _loaded: templates.retire_template(
                _moment(session, reader), template=found
            ),
            refused=lambda typed: one_page(found, typed),
            done=url_for("templates.listing"),
            said=words("Templat tidak ditawarkan lagi."),
        ),
    )


@blueprint.post(f"/<number>/templat/<any({_ACTS}):act>")
@needs(VIEW_TICKET)
@takes_files(SENT_BY_OFFICE)
def use(reader: SignedIn, seen: Seen, number: str, act: str) -> Response | tuple[str, int]:
    """Puts a template's words into the box, after what stands there; nothing is sent."""

    def change(session: Session, loaded: dict[str, Any]) -> Filled:
        moment, rulebook = _moment(session, reader), service().rulebook
        view = queries.desk_view(session, seen, rights=reader.rights, now=moment.now, rulebook=rulebook)
        body = body_of(session, view, chosen=loaded["template"], rights=reader.rights, rulebook=rulebook)
        named = named_in(body)
        values = field_values(session, view, rulebook=rulebook, named=named)
        if "nama_warga" in named:
            values["nama_warga"] = citizen_name(moment, view, rights=reader.rights)
        filled = fill(body, values)
        return Filled("\n\n".join(filter(None, (loaded["text"].strip(), filled.text))), filled.open)

    return submit(
        UseForm(),
        Sent(
            change=change,
            refused=lambda typed: _shown(reader, number, act, TypedAct(typed.values, typed.errors)),
            answer=lambda filled: _shown(reader, number, act, _with(filled)),
            keyed=False,  # nothing is sent; what is pressed twice stands there twice
        ),
    )


@blueprint.post("/<number>/draf")
@needs(VIEW_TICKET)
def keep_words(reader: SignedIn, seen: Seen, number: str) -> Response | tuple[str, int]:
    """Keeps what is half written, and answers who else is writing."""

    def change(session: Session, loaded: dict[str, Any]) -> str:
        moment, account = _moment(session, reader), reader.rights.account_id
        keep_draft(session, ticket_id=seen.ticket.id, account_id=account, text=loaded["text"], now=moment.now)
        return writing_words(session, ticket_id=seen.ticket.id, rights=reader.rights, now=moment.now)

    return submit(
        HalfWrittenForm(),
        Sent(
            change=change,
            refused=lambda _typed: "",
            answer=lambda told: Response(told, mimetype="text/plain"),
            keyed=False,  # the newest takes the place of the one before
        ),
    )


def _moment(session: Session, reader: SignedIn) -> Moment:
    return Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)


def _with(filled: Filled) -> TypedAct:
    """The box with the filled words; fields the ticket has nothing for are named there."""
    values = {**sent_values(), "text": filled.text}
    errors = {"text": [say(left_open(filled.open))]} if filled.open else {}
    return TypedAct(values, errors)


def _shown(reader: SignedIn, number: str, act: str, typed: TypedAct) -> Response:
    seen = again(reader, number)
    if "inline" in typed.form:
        return make_response(shown_ticket(reader, seen, typed))
    return make_response(shown_act(reader, seen, act, typed))
