"""An invented office: one officer for each post of the rulebook, two for posts of more seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from config.rulebook import Rulebook


@dataclass(frozen=True)
class Person:
    """Someone who takes tickets."""

    officer_id: int
    is_head: bool = False
    absent: bool = False


@dataclass(frozen=True)
class Office:
    """What routing reads of an office on one day."""

    candidates: Mapping[str, Sequence[Person]]
    superiors: Mapping[int, Sequence[int]]
    leaders: Mapping[str, Sequence[int]]
    unit_of: Mapping[int, str]
    position_of: Mapping[int, str]
    parent_of: Mapping[str, str | None]
    names: Mapping[int, str]
    holders: Mapping[str, Sequence[int]]
    titles: Mapping[str, str]
    unit_of_post: Mapping[str, str]
    unit_names: Mapping[str, str]

    def holder(self, position: str) -> int:
        """The first officer in a post."""
        return self.holders[position][0]

    def away(self, *officers: int) -> Office:
        """The same office with some on leave."""
        candidates = {
            unit: [replace(person, absent=person.officer_id in officers) for person in people]
            for unit, people in self.candidates.items()
        }
        return replace(self, candidates=candidates)


def made_office(rulebook: Rulebook) -> Office:
    posts = {post.code: post for post in rulebook.positions}
    parents = {unit.code: unit.parent for unit in rulebook.units}
    holders: dict[str, list[int]] = {}
    number = 0
    for code, post in posts.items():
        for _ in range(min(post.seats, 2)):
            number += 1
            holders.setdefault(code, []).append(number)
    position_of = {officer: code for code, officers in holders.items() for officer in officers}

    def above(code: str) -> list[int]:
        chain: list[int] = []
        superior = posts[code].superior
        while superior is not None:
            chain += holders[superior]
            superior = posts[superior].superior
        return chain

    heads = {post.unit: post.code for post in posts.values() if post.head}
    return Office(
        candidates={
            unit: [
                Person(officer, posts[code].head)
                for officer, code in position_of.items()
                if posts[code].unit == unit and posts[code].handles_tickets
            ]
            for unit in parents
        },
        superiors={officer: above(code) for officer, code in position_of.items()},
        leaders={unit: [*holders[head], *above(head)] for unit, head in heads.items()},
        unit_of={officer: posts[code].unit for officer, code in position_of.items()},
        position_of=position_of,
        parent_of=parents,
        names=dict(zip(position_of, invented_names(), strict=False)),
        holders=holders,
        titles={code: post.names.id for code, post in posts.items()},
        unit_of_post={code: post.unit for code, post in posts.items()},
        unit_names={unit.code: unit.names.id for unit in rulebook.units},
    )


def invented_names() -> Iterator[str]:
    """Names that are no words of any complaint, each another."""
    return (f"{first}{middle} {last}dorma" for first in _FIRST for middle in _MIDDLE for last in _LAST)


_FIRST, _MIDDLE = ("Zul", "Wex", "Qor", "Jyv", "Pim"), ("hamdo", "kirto", "venno", "sutri")
_LAST = ("Bax", "Fri", "Glo", "Hry", "Nuk", "Sev", "Tos")
