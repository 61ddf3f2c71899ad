"""The office's goals from the vision down to a unit's work: read by everyone inside, set by managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import may_in_office
from complaints_service.appraisal.planning import goals as planning
from complaints_service.appraisal.planning.goals import GoalFacts, GoalNode
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, words
from complaints_service.people.queries import unit_names
from complaints_service.web.performance.plans.opening import asked_year
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.pages import page, tell
from complaints_service.web.words.vocabulary import names_in

blueprint = Blueprint("goals", __name__, url_prefix="/sasaran")

GOAL = "<int(max=2147483647):goal_id>"
Answer = Response | tuple[str, int]
_FIELDS = ("words", "measure", "first_year", "last_year", "unit")


@dataclass(frozen=True)
class GoalLine:
    """A goal as the tree shows it, with what the reader may do."""

    node: GoalNode
    level_words: str
    years: str
    edit_href: str
    below_href: str
    below_words: str
    children: tuple[GoalLine, ...]


def level_names() -> dict[str, str]:
    """The levels as the office calls them."""
    return names_in("goal_level")


@blueprint.get("")
def listing() -> str:
    """The goals of a year."""
    reader, look = officer(), Look()
    year = asked_year(look)
    may_set = may_in_office(reader.rights, "set_goals")
    with reading() as session:
        tree = planning.goal_tree(session, year=year)
    this_year = look.rulebook.local_date(look.now).year
    return page(
        "performance/plans/sasaran.html",
        goals=[_line(node, may_set) for node in tree],
        year=year,
        years=sorted({year, *range(this_year - 1, this_year + 3)}, reverse=True),
        new_href=url_for("goals.new") if may_set else "",
    )


@blueprint.get("/baru")
def new() -> str:
    """The form of a new goal: a vision, or what lies under another goal (`?induk=`)."""
    _setting()
    look = Look()
    parent = _parent(request.args.get("induk", ""))
    year = look.rulebook.local_date(look.now).year
    below = _level_under(parent)
    form = {
        "first_year": str(parent.first_year if parent and below != "unit_work" else year),
        "last_year": str(parent.last_year if parent and below != "unit_work" else year),
    }
    return _new_page(parent, form, {})


@blueprint.post("/baru")
def post_new() -> Answer:
    """Writes a goal down; a refused form keeps what was typed."""
    reader, look = _setting(), Look()
    parent = _parent(request.form.get("induk", ""))
    form = {name: request.form.get(name, "").strip() for name in _FIELDS}
    level = _level_under(parent)
    facts = GoalFacts(
        level=level,
        words=form["words"],
        first_year=_year(form["first_year"]),
        last_year=_year(form["last_year"]),
        parent_id=parent.id if parent else None,
        unit=form["unit"] or None if level == "unit_work" else None,
        measure=form["measure"],
    )
    try:
        writing(lambda session: planning.add_goal(session, facts=facts, now=look.now, actor=reader.actor))
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return _new_page(parent, form, errors), status_of(error)
    tell(words("Sasaran tercatat."))
    return make_response(redirect(url_for("goals.listing", tahun=facts.first_year), 303))


@blueprint.get(f"/{GOAL}")
def change(goal_id: int) -> str:
    """The form of a goal that is there."""
    _setting()
    node = _node(goal_id)
    form = {
        "words": node.words,
        "measure": node.measure or "",
        "first_year": str(node.first_year),
        "last_year": str(node.last_year),
        "mark": node.mark,
    }
    return _change_page(node, form, {})


@blueprint.post(f"/{GOAL}")
def post_change(goal_id: int) -> Answer:
    """Says a goal otherwise, or ends it."""
    reader, look, node = _setting(), Look(), _node(goal_id)
    form = {name: request.form.get(name, "").strip() for name in (*_FIELDS, "mark")}
    ends = request.form.get("do") == "retire"
    try:
        if ends:
            writing(
                lambda session: planning.retire_goal(
                    session, goal_id=goal_id, now=look.now, actor=reader.actor
                )
            )
        else:
            writing(
                lambda session: planning.change_goal(
                    session,
                    goal_id=goal_id,
                    said=form["words"],
                    measure=form["measure"],
                    first_year=_year(form["first_year"]),
                    last_year=_year(form["last_year"]),
                    mark=form["mark"],
                    now=look.now,
                    actor=reader.actor,
                )
            )
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return _change_page(node, {**form, "mark": node.mark}, errors), status_of(error)
    tell(words("Sasaran diakhiri.") if ends else words("Sasaran tersimpan."))
    return make_response(redirect(url_for("goals.listing", tahun=node.first_year), 303))


def _setting() -> SignedIn:
    reader = officer()
    if not may_in_office(reader.rights, "set_goals"):
        abort(404)
    return reader


def _node(goal_id: int) -> GoalNode:
    with reading() as session:
        node = planning.goal_by_id(session, goal_id=goal_id)
    if node is None:
        abort(404)
    return node


def _parent(typed: str) -> GoalNode | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        abort(404)
    return _node(int(typed))


def _level_under(parent: GoalNode | None) -> str:
    level = planning.level_below(parent.level) if parent is not None else "vision"
    if level is None:
        abort(404)
    return level


def _line(node: GoalNode, may_set: bool) -> GoalLine:
    below = planning.level_below(node.level)
    living = may_set and node.retired_at is None
    years = str(node.first_year)
    if node.last_year != node.first_year:
        years = f"{node.first_year}–{node.last_year}"
    return GoalLine(
        node=node,
        level_words=level_names()[node.level],
        years=years,
        edit_href=url_for("goals.change", goal_id=node.id) if living else "",
        below_href=url_for("goals.new", induk=node.id) if living and below else "",
        below_words=_("Tambah %(level)s", level=level_names()[below].lower()) if below else "",
        children=tuple(_line(child, may_set) for child in node.children),
    )


def _new_page(
    parent: GoalNode | None,
    form: Mapping[str, str],
    errors: Mapping[str, Sequence[str]],
) -> str:
    level = _level_under(parent)
    with reading() as session:
        units = list(unit_names(session).items()) if level == "unit_work" else []
    return page(
        "performance/plans/sasaran_ubah.html",
        level_words=level_names()[level],
        parent=parent,
        units=units,
        form=form,
        errors=errors,
        in_use=False,
        is_new=True,
        action=url_for("goals.post_new"),
        back=url_for("goals.listing"),
    )


def _change_page(node: GoalNode, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]) -> str:
    parent = _node(node.parent_id) if node.parent_id is not None else None
    return page(
        "performance/plans/sasaran_ubah.html",
        level_words=level_names()[node.level],
        parent=parent,
        units=[],
        form=form,
        errors=errors,
        in_use=node.in_use,
        is_new=False,
        action=url_for("goals.post_change", goal_id=node.id),
        back=url_for("goals.listing", tahun=node.first_year),
    )


def _year(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
