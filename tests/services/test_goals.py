"""The tree of the office's goals: what may lie under what, for which years, and when one is only ended."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.accounts.access import Grant, Rights
from complaints_service.appraisal.planning import goals
from complaints_service.appraisal.planning.goals import GoalFacts, GoalNode
from complaints_service.errors import DomainError, Invalid, NotFound
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.plans import Plans, draft, result
from tests.support.visitors import when
from tests.support.world import open_office

JANUARY = when("Mon 2026-01-12 09:00")


@pytest.fixture
def plans(engine: Engine, rulebook: Rulebook) -> Plans:
    return Plans(open_office(engine, rulebook), JANUARY)


def tree(plans: Plans, year: int = 2026) -> tuple[GoalNode, ...]:
    with db.reading(plans.office.engine) as session:
        return goals.goal_tree(session, year=year)


def change(plans: Plans, goal_id: int, *, mark: str | None = None, **more: object) -> None:
    with db.writing(plans.office.engine) as session:
        node = goals.goal_by_id(session, goal_id=goal_id)
        assert node is not None
        said = {"said": "Lain", "measure": "", "first_year": 2025, "last_year": 2029, **more}
        goals.change_goal(
            session,
            goal_id=goal_id,
            mark=mark or node.mark,
            rights=None,
            now=JANUARY,
            actor=plans.actor("camat"),
            **said,
        )  # type: ignore[arg-type]


def retire(plans: Plans, goal_id: int) -> None:
    with db.writing(plans.office.engine) as session:
        goals.retire_goal(session, goal_id=goal_id, rights=None, now=JANUARY, actor=plans.actor("camat"))


def test_the_tree_goes_from_the_vision_down_to_a_units_work(plans: Plans) -> None:
    above = None
    for level in ("vision", "mission", "objective", "programme"):
        above = plans.goal(f"Kata {level}", level, parent_id=above)
    plans.goal("Kerja", "unit_work", parent_id=above, first_year=2026, last_year=2026, unit="SARPRAS")
    levels, at = [], tree(plans)
    while at:
        levels.append(at[0].level)
        at, bottom = at[0].children, at[0]
    assert levels == ["vision", "mission", "objective", "programme", "unit_work"]
    assert (bottom.unit, bottom.unit_name) == ("SARPRAS", "Seksi Sarana dan Prasarana")
    assert tree(plans, 2027)[0].children[0].children[0].children[0].children == (), "the work was for 2026"
    assert tree(plans, 2024) == ()


@pytest.mark.parametrize(
    ("level", "facts", "fields"),
    [
        ("vision", {"words": " "}, {"words"}),
        ("vision", {"first_year": 2029, "last_year": 2025}, {"first_year"}),
        ("vision", {"first_year": 0}, {"first_year"}),
        ("vision", {"parent_id": 1}, {"parent_id"}),
        ("vision", {"unit": "SARPRAS"}, {"unit"}),
        ("vision", {"measure": "a" * 2001}, {"measure"}),
        ("mission", {"parent_id": None}, {"parent_id"}),
        ("mission", {"parent_id": 999}, {"parent_id"}),
        ("objective", {"parent_id": 1}, {"parent_id"}),
        ("mission", {"parent_id": 1, "first_year": 2024}, {"first_year"}),
        ("mission", {"parent_id": 1, "last_year": 2030}, {"first_year"}),
        ("unit_work", {"parent_id": 2, "unit": "NOWHERE"}, {"first_year", "unit"}),
        ("unit_work", {"parent_id": 1, "first_year": 2026, "last_year": 2026}, {"parent_id", "unit"}),
        ("dream", {}, {"level"}),
    ],
)
def test_what_cannot_be_a_goal(plans: Plans, level: str, facts: dict[str, object], fields: set[str]) -> None:
    vision = plans.goal()
    programme = plans.goal(
        "c",
        "programme",
        parent_id=plans.goal("b", "objective", parent_id=plans.goal("a", "mission", parent_id=vision)),
    )
    named = {1: vision, 2: programme}
    if facts.get("parent_id") in named:
        facts = {**facts, "parent_id": named[facts["parent_id"]]}  # type: ignore[index]
    with pytest.raises(Invalid) as refused:
        plans.goal(**{"words": "Kata", "level": level, **facts})  # type: ignore[arg-type]
    assert set(refused.value.fields or {}) == fields


@ON_BOTH
def test_a_goal_is_changed_while_nothing_rests_on_it(plans: Plans) -> None:
    goal = plans.goal()
    mark = tree(plans)[0].mark
    change(plans, goal, said="Marelan hijau", measure="Pohon")
    assert (tree(plans)[0].words, tree(plans)[0].measure) == ("Marelan hijau", "Pohon")
    with pytest.raises(DomainError) as refused:
        change(plans, goal, mark=mark)
    assert refused.value.code == "goal_changed", "somebody was faster"
    plans.goal("Misi", "mission", parent_id=goal)
    with pytest.raises(Invalid):
        change(plans, goal, last_year=2027)


def test_a_goal_that_a_signed_plan_supports_is_ended_and_stays_readable(plans: Plans) -> None:
    goal = plans.goal()
    signed = plans.signed("camat", content=draft(result(goal_id=goal)))
    assert tree(plans)[0].in_use
    with pytest.raises(DomainError) as refused:
        change(plans, goal)
    assert refused.value.code == "goal_in_use"
    retire(plans, goal)
    assert tree(plans)[0].retired_at == JANUARY
    with pytest.raises(DomainError) as refused:
        retire(plans, goal)
    assert refused.value.code == "goal_retired"
    assert plans.view(signed.version_id).results[0].goal_id == goal
    with pytest.raises(Invalid):
        plans.goal("Misi", "mission", parent_id=goal)


@ON_BOTH
def test_what_has_goals_below_is_not_ended_before_them(plans: Plans) -> None:
    vision = plans.goal()
    mission = plans.goal("Misi", "mission", parent_id=vision)
    with pytest.raises(DomainError) as refused:
        retire(plans, vision)
    assert refused.value.code == "goal_has_children"
    retire(plans, mission)
    retire(plans, vision)


def test_a_goal_that_is_not_there(plans: Plans) -> None:
    with pytest.raises(NotFound):
        retire(plans, 999)


def test_a_manager_of_some_units_sets_no_goal_of_the_office(plans: Plans) -> None:
    """Not the vision, and not a unit's work either: the tree is the office's document."""
    limited = Rights(account_id=1, grants=(Grant("manager", frozenset({"SARPRAS"})),))
    goal = plans.goal()
    assert not goals.may_set_goals(limited)
    for level, unit in (("vision", None), ("unit_work", "SARPRAS")):
        facts = GoalFacts(level=level, words="Kata", first_year=2026, last_year=2026, unit=unit)
        with pytest.raises(NotFound), db.writing(plans.office.engine) as session:
            goals.add_goal(session, facts=facts, rights=limited, now=JANUARY, actor=plans.actor("camat"))
    with pytest.raises(NotFound), db.writing(plans.office.engine) as session:
        goals.retire_goal(session, goal_id=goal, rights=limited, now=JANUARY, actor=plans.actor("camat"))
    assert [(node.words, node.retired_at) for node in tree(plans)] == [("Marelan bersih dan melayani", None)]


@pytest.mark.parametrize("login", ["rina", "kasi", "meja", "auditor", "admin"])
def test_only_who_sets_goals_writes_changes_and_ends_them(plans: Plans, login: str) -> None:
    goal, rights = plans.goal(), plans.office.rights(login)
    before = tree(plans)
    facts = goals.GoalFacts(level="vision", words="Lain", first_year=2025, last_year=2029)
    about = {"rights": rights, "now": JANUARY, "actor": plans.actor("camat")}
    for change in (
        lambda session: goals.add_goal(session, facts=facts, **about),
        lambda session: goals.change_goal(
            session, goal_id=goal, said="Lain", measure="", first_year=2025, last_year=2029, mark="x", **about
        ),
        lambda session: goals.retire_goal(session, goal_id=goal, **about),
    ):
        with db.writing(plans.office.engine) as session, pytest.raises(NotFound):
            change(session)
    assert tree(plans) == before
