"""Words about a page: written by whoever works on it, answered or closed by an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import may_in_office
from complaints_service.edge.guard import SIGNED_IN, needs, office_right
from complaints_service.edge.input.fields import TOO_LONG, Line, Text
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import Words, invalid, words
from complaints_service.remarks.queries import all_remarks, own_remarks
from complaints_service.remarks.service import MOST_LETTERS, note_seen, remark_on, settle_remark
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, local_path, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("remarks", __name__, url_prefix="/masukan")
ANSWER_REMARKS = office_right("answer_remarks")
_SHORT = validate.Length(max=MOST_LETTERS, error=TOO_LONG)


class PageRemarkForm(FormSchema):
    """The words, and the page they are about."""

    words = Text(load_default="", validate=_SHORT)
    page = Line(load_default="")


class SettleForm(FormSchema):
    """An answer; none closes the remark."""

    answer = Text(load_default="", validate=_SHORT)


@blueprint.get("")
@needs(SIGNED_IN)
def show(reader: SignedIn) -> str:
    """The form, with the page one comes from, and what one said before."""
    return _own(reader, Typed(values={"page": local_path(request.args.get("dari")) or ""}))


@blueprint.post("")
@needs(SIGNED_IN)
def post(reader: SignedIn) -> Response | tuple[Any, int]:
    """Keeps the words for the administrators."""
    now, rulebook = clock.now(), service().rulebook
    midnight = datetime.combine(rulebook.local_date(now), time.min, ZoneInfo(rulebook.office.zone))

    def change(session: Session, typed: dict[str, Any]) -> None:
        if not typed["words"].strip():
            raise invalid("words", words("Tulis dulu masukannya."))
        remark_on(
            session,
            account_id=reader.rights.account_id,
            page=local_path(typed["page"]) or "",
            said=typed["words"].strip(),
            now=now,
            since=midnight,
        )

    return submit(PageRemarkForm(), _sent(reader, change, words("Terima kasih. Pengelola membacanya.")))


@blueprint.post("/dibaca")
@needs(SIGNED_IN)
def post_seen(reader: SignedIn) -> Response | tuple[Any, int]:
    """Notes that the answers were read."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        note_seen(session, account_id=reader.rights.account_id, now=clock.now())

    return submit(FormSchema(), _sent(reader, change, None))


@blueprint.get("/semua")
@needs(ANSWER_REMARKS)
def listing(_reader: SignedIn) -> str:
    """All of it, what waits above."""
    return _all(Typed())


@blueprint.post("/<id:remark_id>/jawab")
@needs(ANSWER_REMARKS)
def post_answer(reader: SignedIn, remark_id: int) -> Response | tuple[Any, int]:
    """Answers a remark, or closes it without."""

    def change(session: Session, typed: dict[str, Any]) -> bool:
        answer = typed["answer"].strip()
        settle_remark(session, remark_id=remark_id, answer=answer, now=clock.now(), actor=reader.actor)
        return bool(answer)

    return submit(
        SettleForm(),
        Sent(
            change=change,
            refused=_all,
            done=url_for("remarks.listing"),
            said=lambda answered: words("Jawaban tersimpan.") if answered else words("Masukan ditutup."),
            form=str(remark_id),
        ),
    )


def _sent(reader: SignedIn, change: Callable[[Session, dict[str, Any]], None], said: Words | None) -> Sent:
    return Sent(
        change=change, refused=lambda typed: _own(reader, typed), done=url_for("remarks.show"), said=said
    )


def _own(reader: SignedIn, typed: Typed) -> str:
    with reading() as session:
        said = own_remarks(session, account_id=reader.rights.account_id)
    return page(
        "boarding/masukan.html",
        typed=typed.values,
        errors=typed.errors,
        said=said,
        most=MOST_LETTERS,
        action=url_for("remarks.post"),
        seen_href=url_for("remarks.post_seen"),
        all_href=url_for("remarks.listing") if may_in_office(reader.rights, "answer_remarks") else "",
    )


def _all(typed: Typed) -> str:
    with reading() as session:
        said = all_remarks(session)
    return page(
        "boarding/masukan_semua.html",
        waiting=[one for one in said if one.state == "open"],
        settled=[one for one in said if one.state != "open"],
        typed=typed,
        most=MOST_LETTERS,
        answer_href={one.id: url_for("remarks.post_answer", remark_id=one.id) for one in said},
    )
