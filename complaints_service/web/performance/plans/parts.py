"""A draft is written part by part: one result after another, conduct and annexes, the day it holds from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning import service as planning
from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.opening import PlanYear
from complaints_service.appraisal.planning.rules import (
    MOST_INDICATORS,
    MOST_LETTERS,
    MOST_RESULTS,
    PlanDraft,
    Problems,
    ResultDraft,
)
from complaints_service.appraisal.planning.unsaved import drop_typing, keep_typing
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.guard import needs
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.plans import WRITE_PLANS, WRITE_RESULT
from complaints_service.edge.transaction import writing
from complaints_service.errors import NotFound, Words, invalid, words
from complaints_service.moment import Moment
from complaints_service.web.performance.plans.form import (
    RESULT_FIELDS,
    BeginningForm,
    OrderForm,
    PartForm,
    TypingForm,
    conduct_from,
    read_conduct,
    read_result,
    rearranged,
    result_from,
    written,
)
from complaints_service.web.performance.plans.indicator_fields import INDICATOR_FIELDS, PERIOD_FIELDS
from complaints_service.web.performance.plans.part_pages import (
    CONDUCT,
    conduct_page,
    index_page,
    part_of,
    result_page,
    result_part,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.words.formats import clock_time, local

blueprint = Blueprint("plan_parts", __name__, url_prefix="/rencana/<id:officer_id>/ubah")
Answer = str | Response | tuple[str, int]
_PART = re.compile(rf"hasil-[1-9][0-9]?|{CONDUCT}")
_SAID = words("Draf tersimpan.")


@blueprint.get("")
@needs(WRITE_PLANS)
def index(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """The parts of a year's draft; without one it leads to where a draft begins."""
    if opened.draft is None:
        return make_response(redirect(url_for("plans.start", officer_id=officer_id, tahun=opened.year), 303))
    return index_page(opened, opened.draft, Typed())


@blueprint.post("")
@needs(WRITE_PLANS)
def post_beginning(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """Sets the day from which the draft holds once it is signed."""
    draft = _draft(opened)

    def change(content: PlanDraft, typed: Mapping[str, Any]) -> PlanDraft:
        return replace(content, effective_from=typed["effective_from"])

    return _save(
        reader, opened, draft, BeginningForm(), change, lambda typed: index_page(opened, draft, typed), _SAID
    )


@blueprint.post("/urutan")
@needs(WRITE_PLANS)
def post_order(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """Moves a result up, or takes it away."""
    draft = _draft(opened)

    def change(content: PlanDraft, typed: Mapping[str, Any]) -> PlanDraft:
        what, _sep, which = str(typed["asked"]).partition(":")
        at, results = (whole_number(which, least=1, most=MOST_RESULTS) or 0) - 1, list(content.results)
        if not 0 <= at < len(results) or what not in ("raise", "drop"):
            raise invalid("", words("Hasil kerja ini sudah tidak ada."))
        taken = results.pop(at)
        if what == "raise":
            results.insert(max(at - 1, 0), taken)
        return replace(content, results=tuple(results))

    return _save(
        reader, opened, draft, OrderForm(), change, lambda typed: index_page(opened, draft, typed), _SAID
    )


@blueprint.get("/hasil/<id:ordinal>")
@needs(WRITE_RESULT)
def result(reader: SignedIn, opened: PlanYear, officer_id: int, ordinal: int) -> str:
    """One result of the draft, or the next that there is not yet."""
    draft = _draft(opened)
    return result_page(reader, opened, draft, ordinal)


@blueprint.post("/hasil/<id:ordinal>")
@needs(WRITE_RESULT)
def post_result(reader: SignedIn, opened: PlanYear, officer_id: int, ordinal: int) -> Answer:
    """Adds or takes away a row of a result, throws away what was half written, or saves it."""
    draft, at = _draft(opened), ordinal - 1
    fields, asked = read_result(request.form), request.form.get("do", "save")
    if asked == "discard":
        return _discard(opened, draft, part_name=result_part(ordinal), reader=reader)
    if asked != "save":
        changed, focus = rearranged(fields, asked)
        typed = Typed(values=request.form)
        return result_page(reader, opened, draft, ordinal, fields=changed, typed=typed, focus=focus)
    fields = written(fields)
    wanted, unread = result_from(fields, at)

    def change(content: PlanDraft, typed: Mapping[str, Any]) -> PlanDraft:
        return replace(content, results=_put(content.results, at, wanted))

    def again(typed: Typed) -> str:
        return result_page(reader, opened, draft, ordinal, fields=fields, typed=typed)

    return _save(
        reader, opened, draft, PartForm(), change, again, _SAID, part=result_part(ordinal), unread=unread
    )


@blueprint.get("/perilaku")
@needs(WRITE_PLANS)
def conduct(reader: SignedIn, opened: PlanYear, officer_id: int) -> str:
    """What the superior expects beyond the values' statements, and the annexes."""
    return conduct_page(reader, opened, _draft(opened))


@blueprint.post("/perilaku")
@needs(WRITE_PLANS)
def post_conduct(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """Saves both, or throws away what was half written of them."""
    draft = _draft(opened)
    if request.form.get("do") == "discard":
        return _discard(opened, draft, part_name=CONDUCT, reader=reader)
    fields = read_conduct(request.form, [value.code for value in Look().rulebook.behaviour_values])

    def again(typed: Typed) -> str:
        return conduct_page(reader, opened, draft, fields=fields, typed=typed)

    def change(content: PlanDraft, _typed: Mapping[str, Any]) -> PlanDraft:
        return conduct_from(fields, content)

    return _save(reader, opened, draft, PartForm(), change, again, _SAID, part=CONDUCT)


@blueprint.post("/ketikan")
@needs(WRITE_PLANS)
def keep(reader: SignedIn, opened: PlanYear, officer_id: int) -> Answer:
    """Keeps what is typed into a part so far, and answers that it did."""
    draft, look = _draft(opened), Look()
    names = [*RESULT_FIELDS, "indicators", "support", "accountability", "consequence"]
    names += [
        f"i{row}_{name}" for row in range(MOST_INDICATORS) for name in (*INDICATOR_FIELDS, *PERIOD_FIELDS)
    ]
    names += [f"e_{value.code}" for value in look.rulebook.behaviour_values]
    fields = {name: request.form[name][:MOST_LETTERS] for name in names if name in request.form}

    def change(session: Session, typed: dict[str, Any]) -> str:
        if not _PART.fullmatch(typed["part"]):
            raise NotFound("plan")
        part = part_of(reader, draft, typed["part"])
        kept = keep_typing(session, part=part, fields=fields, revision=typed["revision"], now=look.now)
        if not kept:
            return ""
        at = clock_time(local(look.now, ZoneInfo(look.rulebook.office.zone)), look.reader.language)
        return _("Ketikan tersimpan pukul %(at)s; belum masuk rencana.", at=at)

    return submit(
        TypingForm(),
        Sent(
            change=change,
            refused=lambda _typed: "",
            answer=lambda said: said,
            keyed=False,  # the newest words take the place of those before
        ),
    )


def _save(
    reader: SignedIn,
    opened: PlanYear,
    draft: PlanView,
    schema: FormSchema,
    change: Callable[[PlanDraft, Mapping[str, Any]], PlanDraft],
    again: Callable[[Typed], str],
    said: Words,
    *,
    part: str = "",
    unread: Problems | None = None,
) -> Answer:
    """Puts one part of a draft in place of what it said, and leads back to the list of its parts."""
    look = Look()

    def save(session: Session, typed: dict[str, Any]) -> None:
        planning.edit_plan(
            Moment(session=session, now=look.now, actor=reader.actor, rulebook=look.rulebook),
            version_id=draft.version_id,
            draft=change(draft_of(draft), typed),
            revision=typed["revision"],
            note=typed.get("note", ""),
            unread=unread,
        )
        if part:
            drop_typing(session, part=part_of(reader, draft, part))

    return submit(schema, Sent(change=save, refused=again, done=_index_of(opened), said=said))


def _discard(opened: PlanYear, draft: PlanView, *, part_name: str, reader: SignedIn) -> Response:
    """Throws away what this reader left half written of a part."""
    writing(lambda session: drop_typing(session, part=part_of(reader, draft, part_name)))
    return make_response(redirect(_index_of(opened), 303))


def _put(results: tuple[ResultDraft, ...], at: int, one: ResultDraft) -> tuple[ResultDraft, ...]:
    return (*results[:at], one, *results[at + 1 :])


def _draft(opened: PlanYear) -> PlanView:
    """The year's draft. Raises NotFound where there is none."""
    if opened.draft is None:
        raise NotFound("plan")
    return opened.draft


def _index_of(opened: PlanYear) -> str:
    return url_for("plan_parts.index", officer_id=opened.card.id, tahun=opened.year)
