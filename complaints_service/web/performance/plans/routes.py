"""A person's yearly plan (SKP): read, begun, changed, remarked upon, signed, given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning import service as planning
from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.rules import PlanDraft, problems
from complaints_service.appraisal.planning.setting import load_setting
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, Invalid, NotFound, Words, marked, words
from complaints_service.web.performance.plans.content import problem_lines
from complaints_service.web.performance.plans.form import (
    draft_from,
    field_name,
    fields_of,
    read_form,
    rearranged,
)
from complaints_service.web.performance.plans.opening import (
    Opened,
    open_dialogue,
    open_draft,
    open_version,
    open_year,
)
from complaints_service.web.performance.plans.pages import drop_page, form_page, person_page, start_page
from complaints_service.web.performance.tabs import offer_tab
from complaints_service.web.shell.pages import tell

blueprint = Blueprint("plans", __name__, url_prefix="/rencana")
offer_tab(blueprint, "person", marked("Rencana"), place=20, civil_servants=True)

#: Ids beyond this are no officer's, and no database takes them.
OFFICER = "<int(max=2147483647):officer_id>"
VERSION = "<int(max=2147483647):version_id>"
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def mine() -> Response:
    """The reader's own plan; whoever is no officer goes to where one may look instead."""
    own = officer().rights.officer_id
    target = url_for("figures.mine") if own is None else url_for("plans.person", officer_id=own)
    return make_response(redirect(target, 303))


@blueprint.get(f"/{OFFICER}")
def person(officer_id: int) -> str:
    """A person's plan of a year: the draft, or the version that holds."""
    return person_page(open_year(officer_id))


@blueprint.get(f"/{OFFICER}/{VERSION}")
def version(officer_id: int, version_id: int) -> str:
    """One version of a person's plans."""
    return person_page(*open_version(officer_id, version_id))


@blueprint.get(f"/{OFFICER}/mulai")
def start(officer_id: int) -> str:
    """The form that begins a year's plan, or a change of the signed one."""
    return start_page(open_dialogue(officer_id), {}, {})


@blueprint.post(f"/{OFFICER}/mulai")
def post_start(officer_id: int) -> Answer:
    """Begins a draft and leads to its form."""
    opened = open_dialogue(officer_id)
    names = ("basis", "effective_from", "reason")
    form = {name: request.form.get(name, "").strip() for name in names}
    try:
        new = planning.NewVersion(
            officer_id, opened.year, form["basis"], _day(form["effective_from"]), form["reason"]
        )
        writing(
            lambda session: planning.start_plan(
                session,
                new=new,
                now=opened.look.now,
                actor=opened.reader.actor,
                rulebook=opened.look.rulebook,
            )
        )
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return start_page(opened, form, errors), status_of(error)
    return _to_form(opened)


@blueprint.get(f"/{OFFICER}/ubah")
def edit(officer_id: int) -> Answer:
    """The form of a year's draft; without one it leads to where a draft begins."""
    opened = open_dialogue(officer_id)
    draft = opened.draft
    if draft is None:
        return make_response(redirect(url_for("plans.start", officer_id=officer_id, tahun=opened.year), 303))
    return form_page(opened, draft, fields_of(draft_of(draft), opened.look.reader.language))


@blueprint.post(f"/{OFFICER}/ubah")
def post_edit(officer_id: int) -> Answer:
    """Adds or takes away a row, or keeps the whole draft; a refused form keeps what was typed."""
    opened = open_dialogue(officer_id)
    draft, look = opened.draft, opened.look
    if draft is None:
        abort(404)
    typed = read_form(request.form, [value.code for value in look.rulebook.behaviour_values])
    asked, revision = request.form.get("do", "save"), _number(request.form.get("revision", ""))
    if asked != "save":
        changed, focus = rearranged(typed, asked)
        return form_page(opened, draft, changed, focus=focus, revision=revision)
    wanted, unread = draft_from(typed, opened.year)
    try:
        if unread:
            raise Invalid({**_problems(opened, draft, wanted), **unread})
        writing(
            lambda session: planning.edit_plan(
                session, version_id=draft.version_id, draft=wanted, revision=revision, now=look.now,
                actor=opened.reader.actor, rulebook=look.rulebook, note=typed.note,
            )
        )  # fmt: skip
    except Invalid as error:
        errors = {field_name(path): said for path, said in field_errors(error).items()}
        lines = problem_lines(error.fields or {})
        return form_page(opened, draft, typed, errors=errors, lines=lines, revision=revision), status_of(
            error
        )
    except DomainError as error:
        stale = error.code == "plan_changed"
        shown = draft.revision if stale else revision
        lines = [say(error.detail)]
        return form_page(opened, draft, typed, lines=lines, revision=shown, stale=stale), status_of(error)
    tell(words("Draf tersimpan."))
    return _to_plan(opened)


@blueprint.post(f"/{OFFICER}/{VERSION}/catatan")
def post_remark(officer_id: int, version_id: int) -> Answer:
    """Says something about a draft."""
    said, about = request.form.get("words", ""), _number(request.form.get("ordinal", ""))

    def change(session: Session, opened: Opened) -> None:
        planning.remark(
            session,
            version_id=version_id,
            said=said,
            ordinal=about or None,
            now=opened.look.now,
            actor=opened.reader.actor,
        )

    return _act(officer_id, version_id, change, None, typed=said)


@blueprint.post(f"/{OFFICER}/{VERSION}/tandatangan")
def post_sign(officer_id: int, version_id: int) -> Answer:
    """Signs what was seen."""

    def change(session: Session, opened: Opened) -> None:
        planning.sign_plan(
            session, version_id=version_id, revision=_number(request.form.get("revision", "")),
            now=opened.look.now, actor=opened.reader.actor, rulebook=opened.look.rulebook,
        )  # fmt: skip

    return _act(officer_id, version_id, change, words("Tanda tangan Anda tercatat."))


@blueprint.get(f"/{OFFICER}/{VERSION}/batal")
def drop(officer_id: int, version_id: int) -> str:
    """Asks why a draft is given up."""
    return drop_page(*open_draft(officer_id, version_id), {}, {})


@blueprint.post(f"/{OFFICER}/{VERSION}/batal")
def post_drop(officer_id: int, version_id: int) -> Answer:
    """Gives a draft up."""
    opened, draft = open_draft(officer_id, version_id)
    reason = request.form.get("reason", "")
    try:
        writing(
            lambda session: planning.drop_plan(
                session, version_id=version_id, revision=_number(request.form.get("revision", "")),
                reason=reason, now=opened.look.now, actor=opened.reader.actor,
            )
        )  # fmt: skip
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return drop_page(opened, draft, {"reason": reason}, errors), status_of(error)
    tell(words("Draf dibatalkan."))
    return _to_plan(opened)


def _act(
    officer_id: int,
    version_id: int,
    change: Callable[[Session, Opened], None],
    told: Words | None,
    typed: str = "",
) -> Answer:
    """Does something with a version and returns to it; what was refused is said on its page."""
    opened, found = open_version(officer_id, version_id)
    try:
        writing(lambda session: change(session, opened))
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        lines = [say(error.detail)]
        if error.fields:
            lines = problem_lines(error.fields)
        return person_page(opened, found, refused=lines, typed=typed), status_of(error)
    if told is not None:
        tell(told)
    return _to_plan(opened)


def _problems(opened: Opened, draft: PlanView, wanted: PlanDraft) -> Mapping[str, list[Words]]:
    """What else is wrong with a form of which some could not even be read."""
    if opened.placement is None:
        return {}
    with reading() as session:
        setting = load_setting(
            session, plan_id=draft.plan_id, year=draft.year, placement=opened.placement,
            rulebook=opened.look.rulebook, now=opened.look.now,
        )  # fmt: skip
    return problems(wanted, setting)


def _to_form(opened: Opened) -> Response:
    href = url_for("plans.edit", officer_id=opened.card.id, tahun=opened.year)
    return make_response(redirect(href, 303))


def _to_plan(opened: Opened) -> Response:
    href = url_for("plans.person", officer_id=opened.card.id, tahun=opened.year)
    return make_response(redirect(href, 303))


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid({"effective_from": [words("Isi dengan tanggal.")]}) from None


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
