"""Closing the office at once, and confirming it afterwards: `/pengelola/libur`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import DayTyped, Line, choice
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.rulebook import look_now, read_files
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.rulebooks.closing import RulesNow, close_office, closures_told, decide_closure
from complaints_service.rulebooks.models import OfficeClosure
from complaints_service.web.desk.opening.drafting import Answer, rules_in_force
from complaints_service.web.desk.rulebook.names import who_of
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import date_words

blueprint = Blueprint("closing", __name__, url_prefix="/pengelola/libur")
OPEN_OFFICE = office_right("open_office")
_SHOWN = 50


class CloseForm(FormSchema):
    """Which days, and why."""

    first_on = DayTyped(required=True)
    last_on = DayTyped(load_default=None)
    reason = Line(
        required=True, validate=validate.Length(max=120, error=marked("Isian ini terlalu panjang."))
    )


class ClosureDecisionForm(FormSchema):
    """Whether a closure is confirmed."""

    verdict = Line(required=True, validate=choice(("yes", "no")))


@dataclass(frozen=True, kw_only=True)
class ClosureLine:
    """One closure: its days, why, who told and who decided, and whether the reader decides."""

    title: str
    reason: str
    told: str
    state: str
    words: str
    action: str


@blueprint.get("")
@needs(OPEN_OFFICE)
def show(reader: SignedIn) -> str:
    """The days on which the office closed at once, and the form that closes it."""
    return _closing_page(reader, Typed())


@blueprint.post("")
@needs(OPEN_OFFICE, proof=True)
def post_close(reader: SignedIn) -> Answer:
    """Closes the office, in every process from now on."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        last_on = typed["last_on"] or typed["first_on"]
        rules = _rules(session, reader)
        close_office(
            session, first_on=typed["first_on"], last_on=last_on, reason=typed["reason"], rules=rules
        )

    said = words("Kantor tutup pada hari-hari itu. Orang lain yang berhak memutuskannya sesudah ini.")
    return _submitted(reader, CloseForm(), change, said)


@blueprint.post("/<id:closure_id>")
@needs(OPEN_OFFICE, proof=True)
def post_decision(reader: SignedIn, closure_id: int) -> Answer:
    """Confirms a closure that somebody else told, or opens the days that have not come."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        rules = _rules(session, reader)
        decide_closure(session, number=closure_id, confirmed=typed["verdict"] == "yes", rules=rules)

    return _submitted(reader, ClosureDecisionForm(), change, words("Putusannya tercatat."))


def _submitted(reader: SignedIn, schema: FormSchema, change: Any, said: Any) -> Answer:
    answer = submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: _closing_page(reader, typed),
            done=url_for("closing.show"),
            said=said,
        ),
    )
    look_now()
    return answer


def _rules(session: Session, reader: SignedIn) -> RulesNow:
    now = clock.now()
    return RulesNow(
        files=rules_in_force(session),
        read=read_files,
        today=service().rulebook.local_date(now),
        now=now,
        actor=reader.actor,
    )


def _closing_page(reader: SignedIn, typed: Typed) -> str:
    with reading() as session:
        rows = closures_told(session, most=_SHOWN)
        names = who_of(session, [ref for row in rows for ref in (row.entered_by, row.decided_by or "")])
        lines = [_line(row, names, reader) for row in rows]
    today: date = service().rulebook.local_date(clock.now())
    return page(
        "desk/libur.html",
        lines=lines,
        form={"first_on": today.isoformat(), **typed.values},
        errors=typed.errors,
        action=url_for("closing.post_close"),
        rules_href=url_for("rules.one", part="libur"),
        draft_href=url_for("open_steps.show_hours"),
    )


def _line(row: OfficeClosure, names: Any, reader: SignedIn) -> ClosureLine:
    first, last = (date_words(day, language(), year=True) for day in (row.first_on, row.last_on))
    if row.confirmed is None:
        state, told = "wait", _("menunggu putusan orang lain")
    elif row.confirmed:
        state, told = "done", _("dikuatkan %(who)s", who=names.get(row.decided_by or "", ""))
    else:
        state, told = "stop", _("tidak dikuatkan %(who)s", who=names.get(row.decided_by or "", ""))
    decides = row.confirmed is None and row.entered_by != reader.actor.ref
    return ClosureLine(
        title=first
        if row.first_on == row.last_on
        else _("%(first)s sampai %(last)s", first=first, last=last),
        reason=row.reason,
        told=names.get(row.entered_by, row.entered_by),
        state=state,
        words=told,
        action=url_for("closing.post_decision", closure_id=row.id) if decides else "",
    )
