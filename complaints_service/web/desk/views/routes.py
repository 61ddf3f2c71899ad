"""Saving and dropping views of the desk; and what became of a list since it was read."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.list_settings import set_list
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import TOO_LONG, Line, Several, Text
from complaints_service.edge.input.typed import instant
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.people.queries import names_of_officers
from complaints_service.tickets.live import MOST_COUNTED, ListChanges, changes_since
from complaints_service.tickets.views.models import SavedView
from complaints_service.tickets.views.service import MOST_LETTERS, drop_view, save_view
from complaints_service.web.desk.filters import KEPT
from complaints_service.web.desk.page import list_page, narrowed_by
from complaints_service.web.desk.views.columns import known_columns
from complaints_service.web.shell.forms import FormSchema, Sent, submit

blueprint = Blueprint("views", __name__, url_prefix="/meja")


class ViewForm(FormSchema):
    """The name of a view, what it narrows to as an address says it, and with whom it is shared.

    `columns`: those of the list, where the view is to show them to whoever opens it.
    """

    name = Line(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")
    unit = Text(load_default="")
    query = Text(load_default="", validate=validate.Length(max=2000, error=TOO_LONG))
    columns = Line(load_default="")


class ListForm(FormSchema):
    """How somebody wants their lists; `query`: the list they are on."""

    dense = Line(load_default="")
    columns: fields.Field[Any] = Several(data_key="kolom")
    query = Text(load_default="", validate=validate.Length(max=2000, error=TOO_LONG))


@blueprint.post("/tampilan")
@needs(SIGNED_IN)
def save(reader: SignedIn) -> Response | tuple[Any, int]:
    """Saves the filters in force under a name, and leads to the list they make."""

    def change(session: Session, typed: dict[str, Any]) -> SavedView:
        asked = _asked(typed["query"]) | _named(typed["columns"])
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        unit = typed["unit"] or None
        return save_view(moment, name=typed["name"], query=asked, unit=unit, rights=reader.rights)

    return submit(
        ViewForm(),
        Sent(
            change=change,
            refused=lambda form: list_page(reader, saving=form),
            done=lambda view: url_for("desk.listing", **view.query),
            said=words("Tampilan disimpan."),
        ),
    )


@blueprint.post("/tampilan/<int:view_id>/hapus")
@needs(SIGNED_IN)
def drop(reader: SignedIn, view_id: int) -> Response | tuple[Any, int]:
    """Drops a view of one's own."""
    return submit(
        FormSchema(),
        Sent(
            change=lambda session, _typed: drop_view(session, view_id=view_id, rights=reader.rights),
            refused=lambda form: list_page(reader, saving=form),
            done=url_for("desk.listing"),
            said=words("Tampilan dihapus."),
        ),
    )


@blueprint.post("/daftar")
@needs(SIGNED_IN)
def post_list(reader: SignedIn) -> Response | tuple[Any, int]:
    """Keeps how dense the reader's lists are and which columns they have."""

    def change(session: Session, typed: dict[str, Any]) -> dict[str, str]:
        set_list(
            session,
            account_id=reader.rights.account_id,
            dense=typed["dense"] == "1",
            columns=known_columns(typed["columns"]),
        )
        return {name: value for name, value in _asked(typed["query"]).items() if name != "columns"}

    return submit(
        ListForm(),
        Sent(
            change=change,
            refused=lambda form: list_page(reader, saving=form),
            done=lambda asked: url_for("desk.listing", **asked),
            said=words("Tampilan daftar tersimpan."),
        ),
    )


@blueprint.get("/baru")
@needs(SIGNED_IN)
def changes(reader: SignedIn) -> Response:
    """What became of a list since it was read, in a sentence; asked again and again by the open page."""
    since = instant(request.args.get("sejak", ""))
    told = ""
    if since is not None:
        with reading() as session:
            _view, asked = narrowed_by(reader, request.args)
            found = changes_since(session, rights=reader.rights, narrowed=asked, since=since)
            names = names_of_officers(session, ids=found.taken_by) if found.taken_by else {}
        told = _told(found, list(names.values()))
    answer = jsonify(told=told)
    answer.set_etag(sha256(answer.get_data()).hexdigest()[:16])
    return make_response(answer.make_conditional(request))


def _asked(query: str) -> dict[str, str]:
    """What a saved view keeps of a list's address."""
    return {name: value for name, value in parse_qsl(query) if name in KEPT}


def _named(columns: str) -> dict[str, str]:
    """The columns as an address names them; nothing where none is known."""
    known = known_columns(columns.split(","))
    return {"columns": ",".join(known)} if known else {}


def _told(found: ListChanges, taken_by: list[str]) -> str:
    """ "2 baru, 1 berubah, diambil oleh Rina"; empty where nothing happened."""
    if found.none:
        return ""
    if found.new + found.changed > MOST_COUNTED:
        parts = [_("Lebih dari %(count)s berubah", count=MOST_COUNTED)]
    else:
        parts = [_("%(count)s baru", count=found.new)] if found.new else []
        parts += [_("%(count)s berubah", count=found.changed)] if found.changed else []
    parts += [_("diambil oleh %(who)s", who=", ".join(taken_by))] if taken_by else []
    return ", ".join(parts)
