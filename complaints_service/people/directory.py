"""The office on one local day as routing needs it: who takes tickets, under whom, and who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.people.members import PostRow, UnitRow, structure
from complaints_service.people.postings import OWN, HeldPost, in_force
from complaints_service.people.queries import LeaveDays, above, absent_on, leave_from, names_of_officers


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Someone a ticket could go to, as routing sees them on one local day."""

    officer_id: int
    unit: str
    position: str
    is_head: bool
    absent: bool
    substitute_id: int | None


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everyone at work in the office on one local day, by unit, and who answers for each unit.

    `candidates[unit]` holds those whose post handles tickets, heads last, then by id.
    `superiors[officer]` are the officers above, the nearest first. `leaders[unit]` are the officers who
    lead a unit: its head, or where it has none that of the nearest unit above, and further up.
    `leave[officer]` is approved leave that ends on that day or later. `parent_of`: open units.
    What it is called by: `names[officer]`, `titles[post]` and `unit_names[unit]`; `unit_of_post[post]`, and
    `holders[post]`, whose own it is before who leads it as well.
    """

    on: date
    candidates: Mapping[str, Sequence[Candidate]]
    superiors: Mapping[int, Sequence[int]]
    leaders: Mapping[str, Sequence[int]]
    unit_of: Mapping[int, str]
    position_of: Mapping[int, str]
    parent_of: Mapping[str, str | None]
    leave: Mapping[int, Sequence[LeaveDays]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    holders: Mapping[str, Sequence[int]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    unit_of_post: Mapping[str, str] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)


def directory(session: Session, *, on: date) -> Directory:
    """The office as routing needs it on a local day, in five queries; plain values, safe to keep."""
    then = structure(session, on=on)
    units, posts, lines = {unit.id: unit for unit in then.units}, then.posts, then.lines
    held = in_force(session, on=on)
    staff = [each for each in held if each.kind == OWN]
    holders: dict[int, list[int]] = {}
    for each in sorted(held, key=lambda one: (one.kind != OWN, one.officer_id)):
        holders.setdefault(each.position_id, []).append(each.officer_id)
    return Directory(
        on=on,
        candidates=_candidates(staff, units, posts, absent_on(session, on=on)),
        superiors={
            officer.officer_id: above(officer.officer_id, lines.superiors_of(officer.position_id), holders)
            for officer in staff
        },
        leaders={
            unit.code: [
                holder
                for up in lines.units_up_from(unit.id)
                if (head := lines.head_of(up)) is not None
                for holder in holders.get(head, ())
            ]
            for unit in units.values()
        },
        unit_of={officer.officer_id: units[officer.unit_id].code for officer in staff},
        position_of={officer.officer_id: posts[officer.position_id].code for officer in staff},
        parent_of={
            unit.code: units[unit.parent_id].code if unit.parent_id is not None else None
            for unit in units.values()
            if unit.active
        },
        leave=leave_from(session, on=on),
        names=names_of_officers(session, ids={each.officer_id for each in held}),
        holders={posts[post].code: there for post, there in holders.items()},
        titles={post.code: post.title for post in posts.values()},
        unit_of_post={post.code: units[post.unit_id].code for post in posts.values()},
        unit_names={unit.code: unit.name for unit in units.values()},
    )


def _candidates(
    staff: Sequence[HeldPost],
    units: Mapping[int, UnitRow],
    posts: Mapping[int, PostRow],
    absent: Mapping[int, int | None],
) -> dict[str, list[Candidate]]:
    """By unit those whose post takes tickets, heads last, then by id."""
    candidates: dict[str, list[Candidate]] = {unit.code: [] for unit in units.values()}
    for officer in staff:
        post = posts[officer.position_id]
        if post.handles_tickets:
            unit = units[officer.unit_id].code
            candidates[unit].append(
                Candidate(
                    officer_id=officer.officer_id,
                    unit=unit,
                    position=post.code,
                    is_head=post.is_head,
                    absent=officer.officer_id in absent,
                    substitute_id=absent.get(officer.officer_id),
                )
            )
    for listed in candidates.values():
        listed.sort(key=lambda each: (each.is_head, each.officer_id))
    return candidates
