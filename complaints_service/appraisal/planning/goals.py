"""The office's goals, level by level: written, changed while no signed plan rests on them, and retired."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.appraisal.planning.kinds import GOAL_LEVELS
from complaints_service.appraisal.planning.models import Goal, PlanResult, PlanVersion
from complaints_service.appraisal.planning.rules import MOST_LETTERS, Problems
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, words
from complaints_service.people.models import Unit
from complaints_service.texts import text_problem

FIRST_YEAR, LAST_YEAR = 2020, 2099


@dataclass(frozen=True, kw_only=True)
class GoalFacts:
    """What a goal says. `unit`: a code, at the level `unit_work` alone; `parent_id`: None for a vision."""

    level: str
    words: str
    first_year: int
    last_year: int
    parent_id: int | None = None
    unit: str | None = None
    measure: str = ""


@dataclass(frozen=True, kw_only=True)
class GoalNode:
    """A goal with those below it. `mark` changes with every change; `in_use`: a signed plan rests on it."""

    id: int
    level: str
    words: str
    measure: str | None
    first_year: int
    last_year: int
    unit: str | None
    unit_name: str | None
    parent_id: int | None
    retired_at: datetime | None
    in_use: bool
    mark: str
    children: tuple[GoalNode, ...] = ()


def goal_tree(session: Session, *, year: int) -> tuple[GoalNode, ...]:
    """The goals of a year from the visions down; one whose parent does not hold then stands at the top."""
    rows = session.execute(
        select(Goal, Unit.code, Unit.name)
        .outerjoin(Unit, Unit.id == Goal.unit_id)
        .where(Goal.first_year <= year, Goal.last_year >= year)
        .order_by(Goal.first_year, Goal.id)
    ).all()
    used = in_use(session)
    below: dict[int | None, list[tuple[Goal, str | None, str | None]]] = {}
    here = {goal.id for goal, _code, _name in rows}
    for goal, code, name in rows:
        below.setdefault(goal.parent_id if goal.parent_id in here else None, []).append((goal, code, name))

    def node(goal: Goal, code: str | None, name: str | None) -> GoalNode:
        children = tuple(node(*row) for row in below.get(goal.id, ()))
        return _node(goal, code, name, used, children)

    return tuple(node(*row) for row in below.get(None, ()))


def goal_by_id(session: Session, *, goal_id: int) -> GoalNode | None:
    """One goal, without those below it."""
    row = session.execute(
        select(Goal, Unit.code, Unit.name).outerjoin(Unit, Unit.id == Goal.unit_id).where(Goal.id == goal_id)
    ).first()
    return _node(*row, in_use(session), ()) if row is not None else None


def level_below(level: str) -> str | None:
    """What lies under a level; None under a unit's work."""
    at = GOAL_LEVELS.index(level) + 1
    return GOAL_LEVELS[at] if at < len(GOAL_LEVELS) else None


def level_under(parent: GoalNode | None) -> str:
    """What is written under a goal, a vision where there is none. Raises NotFound where nothing can be."""
    level = level_below(parent.level) if parent is not None else GOAL_LEVELS[0]
    if level is None:
        raise NotFound("goal")
    return level


def may_set_goals(rights: Rights) -> bool:
    """Whether a person sets the office's goals."""
    return may_in_office(rights, "set_goals")


def require_setter(rights: Rights | None) -> None:
    """Raises NotFound for whoever does not set goals; None: the office itself does, by a command."""
    if rights is not None and not may_set_goals(rights):
        raise NotFound("goal")


def add_goal(
    session: Session, *, facts: GoalFacts, rights: Rights | None, now: datetime, actor: Actor
) -> int:
    """Writes a goal down; its id. Raises NotFound, Invalid naming every field."""
    require_setter(rights)
    unit_id = _checked(session, facts)
    goal = Goal(
        level=facts.level,
        parent_id=facts.parent_id,
        unit_id=unit_id,
        first_year=facts.first_year,
        last_year=facts.last_year,
        words=facts.words.strip(),
        measure=facts.measure.strip() or None,
        created_at=now,
        created_by=actor.ref,
    )
    session.add(goal)
    session.flush()
    _record(session, now, actor, "goal.added", goal)
    return goal.id


def change_goal(
    session: Session,
    *,
    goal_id: int,
    said: str,
    measure: str,
    first_year: int,
    last_year: int,
    mark: str,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> None:
    """Says a goal otherwise. Raises NotFound, Invalid, `goal_changed`, `goal_in_use`, `goal_retired`."""
    goal = _goal(session, goal_id, rights)
    if mark_of(goal) != mark:
        raise DomainError(
            "goal_changed", words("Sasaran ini baru saja berubah. Baca dulu yang baru, lalu simpan lagi.")
        )
    if goal.retired_at is not None:
        raise DomainError("goal_retired", words("Sasaran ini sudah diakhiri."))
    if goal.id in in_use(session):
        raise DomainError(
            "goal_in_use",
            words("Ada rencana bertanda tangan yang mendukung sasaran ini. Akhiri, lalu tulis yang baru."),
        )
    unit = session.get(Unit, goal.unit_id) if goal.unit_id is not None else None
    facts = GoalFacts(
        level=goal.level,
        words=said,
        first_year=first_year,
        last_year=last_year,
        parent_id=goal.parent_id,
        unit=unit.code if unit else None,
        measure=measure,
    )
    _checked(session, facts)
    outside = session.scalar(
        select(Goal.id).where(
            Goal.parent_id == goal.id,
            Goal.retired_at.is_(None),
            (Goal.first_year < first_year) | (Goal.last_year > last_year),
        )
    )
    if outside is not None:
        raise Invalid({"first_year": [words("Ada sasaran di bawahnya yang tahunnya di luar itu.")]})
    goal.words, goal.measure = said.strip(), measure.strip() or None
    goal.first_year, goal.last_year = first_year, last_year
    session.flush()
    _record(session, now, actor, "goal.changed", goal)


def retire_goal(
    session: Session, *, goal_id: int, rights: Rights | None, now: datetime, actor: Actor
) -> None:
    """Ends a goal: no plan may newly rest on it. Raises DomainError `goal_has_children`, `goal_retired`."""
    goal = _goal(session, goal_id, rights)
    if goal.retired_at is not None:
        raise DomainError("goal_retired", words("Sasaran ini sudah diakhiri."))
    if session.scalar(select(Goal.id).where(Goal.parent_id == goal.id, Goal.retired_at.is_(None)).limit(1)):
        raise DomainError("goal_has_children", words("Akhiri dulu sasaran yang ada di bawahnya."))
    goal.retired_at = now
    session.flush()
    _record(session, now, actor, "goal.retired", goal)


def mark_of(goal: Goal) -> str:
    """A short mark of what a goal says now, for forms to bring back."""
    told = [goal.words, goal.measure, goal.first_year, goal.last_year, goal.retired_at is not None]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _checked(session: Session, facts: GoalFacts) -> int | None:
    """The unit's id of facts that hold. Raises Invalid."""
    found: Problems = {}
    if facts.level not in GOAL_LEVELS:
        raise Invalid({"level": [words("Pilih tingkat sasarannya.")]})
    for name, said in (("words", facts.words), ("measure", facts.measure)):
        problem = text_problem(said, maximum=MOST_LETTERS, empty=words("Tulis sasarannya."))
        if problem is not None and (said.strip() or name == "words"):
            found[name] = [problem]
    if not FIRST_YEAR <= facts.first_year <= facts.last_year <= LAST_YEAR:
        found["first_year"] = [words("Isi tahun pertama dan terakhir, dari yang lebih dulu.")]
    elif facts.level == "unit_work" and facts.first_year != facts.last_year:
        found["first_year"] = [words("Rencana kerja unit berlaku satu tahun.")]
    _check_parent(session, facts, found)
    unit_id = None
    if facts.level == "unit_work":
        unit_id = session.scalar(select(Unit.id).where(Unit.code == facts.unit, Unit.active))
        if unit_id is None:
            found["unit"] = [words("Pilih unitnya.")]
    elif facts.unit is not None:
        found["unit"] = [words("Hanya rencana kerja unit yang milik satu unit.")]
    if found:
        raise Invalid(found)
    return unit_id


def _check_parent(session: Session, facts: GoalFacts, found: Problems) -> None:
    above = GOAL_LEVELS.index(facts.level) - 1
    if above < 0:
        if facts.parent_id is not None:
            found["parent_id"] = [words("Di atas visi tidak ada apa-apa.")]
        return
    parent = session.get(Goal, facts.parent_id) if facts.parent_id is not None else None
    if parent is None or parent.level != GOAL_LEVELS[above] or parent.retired_at is not None:
        found["parent_id"] = [words("Pilih sasaran satu tingkat di atasnya.")]
    elif not parent.first_year <= facts.first_year <= facts.last_year <= parent.last_year:
        found.setdefault("first_year", [words("Tahunnya harus di dalam tahun sasaran di atasnya.")])


def _node(
    goal: Goal,
    code: str | None,
    name: str | None,
    used: set[int | None],
    children: tuple[GoalNode, ...],
) -> GoalNode:
    return GoalNode(
        id=goal.id,
        level=goal.level,
        words=goal.words,
        measure=goal.measure,
        first_year=goal.first_year,
        last_year=goal.last_year,
        unit=code,
        unit_name=name,
        parent_id=goal.parent_id,
        retired_at=goal.retired_at,
        in_use=goal.id in used,
        mark=mark_of(goal),
        children=children,
    )


def _goal(session: Session, goal_id: int, rights: Rights | None) -> Goal:
    require_setter(rights)
    goal = session.get(Goal, goal_id, with_for_update=True)
    if goal is None:
        raise NotFound("goal")
    return goal


def in_use(session: Session) -> set[int | None]:
    """The goals that signed plans rest on."""
    return set(
        session.scalars(
            select(PlanResult.goal_id)
            .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
            .where(PlanVersion.state == "signed", PlanResult.goal_id.is_not(None))
            .distinct()
        )
    )


def _record(session: Session, now: datetime, actor: Actor, kind: str, goal: Goal) -> None:
    data = {"level": goal.level, "words": goal.words, "years": [goal.first_year, goal.last_year]}
    record(session, now=now, actor=actor, kind=kind, subject=f"goal:{goal.id}", data=data)
