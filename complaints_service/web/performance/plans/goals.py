"""The office's goals from the vision down to a unit's work: read by everyone inside, set by managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning import goals as planning
from complaints_service.appraisal.planning.goals import GoalFacts, GoalNode
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import Line, Whole
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.plans import CHANGE_GOAL, SET_GOALS, year_asked_for
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, Words, marked, words
from complaints_service.people.queries import unit_names
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import names_in

blueprint = Blueprint("goals", __name__, url_prefix="/sasaran")

Answer = Response | tuple[str, int]
_YEARS = marked("Isi tahun pertama dan terakhir, dari yang lebih dulu.")


@dataclass(frozen=True, kw_only=True)
class GoalLine:
    """A goal as the tree shows it, with what the reader may do."""

    node: GoalNode
    level_words: str
    years: str
    edit_href: str
    below_href: str
    below_words: str
    children: tuple[GoalLine, ...]


class GoalForm(FormSchema):
    """What a goal says."""

    words = Line()
    measure = Line()
    first_year = Whole(load_default=0, wanted=_YEARS)
    last_year = Whole(load_default=0, wanted=_YEARS)


class NewGoalForm(GoalForm):
    """A new goal; `unit` at the level of a unit's work."""

    unit = Line()


class GoalChangeForm(GoalForm):
    """A goal said otherwise, or ended (`do`); `mark` is what was read."""

    mark = Line()
    do = Line()


def level_names() -> dict[str, str]:
    """The levels as the office calls them."""
    return names_in("goal_level")


@blueprint.get("")
@needs(SIGNED_IN)
def listing(reader: SignedIn) -> str:
    """The goals of a year."""
    look, year = Look(), year_asked_for()
    may_set = planning.may_set_goals(reader.rights)
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
@needs(SET_GOALS)
def new(reader: SignedIn) -> str:
    """The form of a new goal: a vision, or what lies under another goal (`?induk=`)."""
    look, parent = Look(), _parent()
    year = look.rulebook.local_date(look.now).year
    years = {"first_year": str(year), "last_year": str(year)}
    if parent is not None and planning.level_under(parent) != "unit_work":
        years = {"first_year": str(parent.first_year), "last_year": str(parent.last_year)}
    return _new_page(parent, Typed(values=years))


@blueprint.post("/baru")
@needs(SET_GOALS)
def post_new(reader: SignedIn) -> Answer:
    """Writes a goal down; a refused form keeps what was typed."""
    parent = _parent()
    level = planning.level_under(parent)

    def change(session: Session, typed: dict[str, Any]) -> int:
        facts = GoalFacts(
            level=level,
            words=typed["words"],
            first_year=typed["first_year"],
            last_year=typed["last_year"],
            parent_id=parent.id if parent else None,
            unit=typed["unit"] or None if level == "unit_work" else None,
            measure=typed["measure"],
        )
        planning.add_goal(session, facts=facts, rights=reader.rights, now=Look().now, actor=reader.actor)
        return facts.first_year

    return submit(
        NewGoalForm(),
        Sent(
            change=change,
            refused=lambda typed: _new_page(parent, typed),
            done=lambda first_year: url_for("goals.listing", tahun=first_year),
            said=words("Sasaran tercatat."),
        ),
    )


@blueprint.get("/<id:goal_id>")
@needs(CHANGE_GOAL)
def change(reader: SignedIn, node: GoalNode, goal_id: int) -> str:
    """The form of a goal that is there."""
    said = {
        "words": node.words,
        "measure": node.measure or "",
        "first_year": str(node.first_year),
        "last_year": str(node.last_year),
    }
    return _change_page(node, Typed(values=said))


@blueprint.post("/<id:goal_id>")
@needs(CHANGE_GOAL)
def post_change(reader: SignedIn, node: GoalNode, goal_id: int) -> Answer:
    """Says a goal otherwise, or ends it."""

    def write(session: Session, typed: dict[str, Any]) -> Words:
        about: dict[str, Any] = {
            "goal_id": goal_id, "rights": reader.rights, "now": Look().now, "actor": reader.actor,
        }  # fmt: skip
        if typed.pop("do") == "retire":
            planning.retire_goal(session, **about)
            return words("Sasaran diakhiri.")
        planning.change_goal(session, said=typed.pop("words"), **typed, **about)
        return words("Sasaran tersimpan.")

    return submit(
        GoalChangeForm(),
        Sent(
            change=write,
            refused=lambda typed: _change_page(node, typed),
            done=url_for("goals.listing", tahun=node.first_year),
            said=lambda said: said,
        ),
    )


def _parent() -> GoalNode | None:
    """The goal that another one is written under, as the address or the form names it. Raises NotFound."""
    asked = request.values.get("induk", "")
    if not asked:
        return None
    return _node(whole_number(asked) or 0)


def _node(goal_id: int) -> GoalNode:
    with reading() as session:
        node = planning.goal_by_id(session, goal_id=goal_id)
    if node is None:
        raise NotFound("goal")
    return node


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


def _new_page(parent: GoalNode | None, typed: Typed) -> str:
    level = planning.level_under(parent)
    with reading() as session:
        units = list(unit_names(session).items()) if level == "unit_work" else []
    return page(
        "performance/plans/sasaran_ubah.html",
        level_words=level_names()[level],
        parent=parent,
        units=units,
        form=typed.values,
        errors=typed.errors,
        in_use=False,
        is_new=True,
        action=url_for("goals.post_new"),
        back=url_for("goals.listing"),
    )


def _change_page(node: GoalNode, typed: Typed) -> str:
    parent = _node(node.parent_id) if node.parent_id is not None else None
    return page(
        "performance/plans/sasaran_ubah.html",
        level_words=level_names()[node.level],
        parent=parent,
        units=[],
        form={**typed.values, "mark": node.mark},
        errors=typed.errors,
        in_use=node.in_use,
        is_new=False,
        action=url_for("goals.post_change", goal_id=node.id),
        back=url_for("goals.listing", tahun=node.first_year),
    )
