"""Breaches of personal data: written down, with the words of the notice, and told within three days."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Instant, Text, Whole
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.moment import Moment
from complaints_service.personal_data.breaches import BreachFound, breaches, record_breach, tell_breach
from complaints_service.personal_data.models import DataBreach
from complaints_service.web.desk.personal_data.routes import ANSWER_DATA
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import instant_words

blueprint = Blueprint("data_breaches", __name__, url_prefix="/pengelola/pelanggaran-data")


class BreachForm(FormSchema):
    """What happened, whom it concerns, what was done."""

    found_at = Instant(required=True)
    what = Text(load_default="")
    exposed = Text(load_default="")
    people = Whole(required=True)
    measures = Text(load_default="")


class ToldForm(FormSchema):
    """Who was told, and how."""

    told = Text(load_default="")


@blueprint.get("")
@needs(ANSWER_DATA)
def listing(_reader: SignedIn) -> str:
    """The register, and the form."""
    return _page(Typed())


@blueprint.post("")
@needs(ANSWER_DATA)
def post_breach(reader: SignedIn) -> Response | tuple[Any, int]:
    """Writes a breach down; from when it was found three days run."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        record_breach(_moment(session, reader), found=BreachFound(**typed))

    done = words("Tercatat. Beri tahu yang bersangkutan dan lembaga pengawas dalam 3 x 24 jam.")
    return _sent(BreachForm(), change, done, "baru")


@blueprint.post("/<id:breach_id>/diberitahukan")
@needs(ANSWER_DATA)
def post_told(reader: SignedIn, breach_id: int) -> Response | tuple[Any, int]:
    """Writes down that people and agency were told."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        tell_breach(_moment(session, reader), breach_id=breach_id, told=typed["told"])

    return _sent(ToldForm(), change, words("Tercatat: sudah diberitahukan."), f"tahu-{breach_id}")


def _moment(session: Session, reader: SignedIn) -> Moment:
    return Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)


def _sent(schema: FormSchema, change: Any, said: Any, form: str) -> Response | tuple[Any, int]:
    return submit(
        schema,
        Sent(change=change, refused=_page, done=url_for("data_breaches.listing"), said=said, form=form),
    )


def _page(typed: Typed) -> str:
    with reading() as session:
        rows = [_line(row) for row in breaches(session)]
    return page(
        "desk/pelanggaran_data.html",
        rows=rows,
        now=clock.now(),
        action=url_for("data_breaches.post_breach"),
        form=typed.values,
        errors=typed.errors,
        in_form=typed.form,
    )


def _line(row: DataBreach) -> dict[str, Any]:
    return {
        "id": row.id,
        "found_at": row.found_at,
        "due_at": row.due_at,
        "what": row.what,
        "people": row.people,
        "told_at": row.told_at,
        "told": row.told,
        "notice": notice_of(row),
        "action": url_for("data_breaches.post_told", breach_id=row.id),
    }


def notice_of(row: DataBreach) -> str:
    """The written notice with what article 46 asks for: what was exposed, when and how, what was done."""
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return _(
        "Pemberitahuan kegagalan pelindungan data pribadi (UU 27/2022 pasal 46)\n\n"
        "%(office)s memberi tahu bahwa pada %(found)s diketahui terjadi kegagalan pelindungan data "
        "pribadi.\n\n"
        "Data yang terungkap: %(exposed)s\n\nKapan dan bagaimana: %(what)s\n\n"
        "Penanganan dan pemulihan: %(measures)s\n\n"
        "Pertanyaan: %(office)s, %(address)s.",
        office=rulebook.office.names.id,
        found=instant_words(row.found_at, zone=zone, language="id"),
        exposed=row.exposed,
        what=row.what,
        measures=row.measures,
        address=", ".join(filter(None, (rulebook.office.address, rulebook.office.phone))),
    )
