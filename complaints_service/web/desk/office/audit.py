"""The record of the office: narrowed, page by page, as a file, and asked again by questions that are kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request, url_for
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.audit.models import AuditQuestion
from complaints_service.audit.queries import every_event
from complaints_service.audit.questions import MOST_LETTERS, drop_question, keep_question
from complaints_service.audit.service import record
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import TOO_LONG, Line, Text
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import words
from complaints_service.web.desk.office.audit_page import FILTERS, as_asked, audit_page, csv_of
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit

blueprint = Blueprint("audit", __name__, url_prefix="/pengelola/audit")
VIEW_AUDIT = office_right("view_audit")

Answer = Response | tuple[str, int]


class AuditQuestionForm(FormSchema):
    """The name of a question, what it narrows to as an address says it, and whether it is for all."""

    name = Line(validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG), load_default="")
    query = Text(load_default="", validate=validate.Length(max=2000, error=TOO_LONG))
    shared = Line(load_default="")


@blueprint.get("")
@needs(VIEW_AUDIT)
def listing(reader: SignedIn) -> str:
    """The newest rows that fit, and where the older ones are."""
    return audit_page(reader, Typed(), request.args)


@blueprint.post("/berkas.csv")
@limited(TAKEN_ALONG)
@needs(VIEW_AUDIT, proof=True)
def post_file(reader: SignedIn) -> Answer:
    """All rows that fit as a file; that it was taken along is a row itself."""
    asked = as_asked(request.form)

    def change(session: Session, _typed: dict[str, Any]) -> str:
        written = csv_of(session, every_event(session, asked=asked))
        told = {name: request.form[name] for name in FILTERS if request.form.get(name)}
        record(
            session, now=clock.now(), actor=reader.actor, kind="audit.exported", subject="office", data=told
        )
        return written

    sent = Sent(
        change=change,
        refused=lambda typed: audit_page(reader, typed, request.form),
        answer=_as_file,
        keyed=False,
    )
    return submit(FormSchema(), sent)


@blueprint.post("/pertanyaan")
@needs(VIEW_AUDIT)
def post_question(reader: SignedIn) -> Answer:
    """Keeps the filters in force under a name, and leads to what they find."""

    def change(session: Session, typed: dict[str, Any]) -> AuditQuestion:
        return keep_question(
            session,
            account_id=reader.rights.account_id,
            name=typed["name"],
            asked=_narrowed(typed["query"]),
            shared=typed["shared"] == "1",
            now=clock.now(),
        )

    return submit(
        AuditQuestionForm(),
        Sent(
            change=change,
            refused=lambda typed: audit_page(reader, typed, _narrowed(request.form.get("query", ""))),
            done=lambda kept: url_for("audit.listing", **kept.asked),
            said=words("Pertanyaan disimpan."),
        ),
    )


@blueprint.post("/pertanyaan/<id:question_id>/hapus")
@needs(VIEW_AUDIT)
def post_drop_question(reader: SignedIn, question_id: int) -> Answer:
    """Drops a question of one's own."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        drop_question(session, question_id=question_id, account_id=reader.rights.account_id)

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: audit_page(reader, typed, {}),
            done=url_for("audit.listing"),
            said=words("Pertanyaan dihapus."),
        ),
    )


def _narrowed(query: str) -> dict[str, str]:
    """What a question keeps of the page's address."""
    return {name: value for name, value in parse_qsl(query) if name in FILTERS}


def _as_file(written: str) -> Response:
    answer = Response(written, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer
