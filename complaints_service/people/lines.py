"""Who is above whom: the lines between posts, and the tree of units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class UnitNode:
    """A unit in the tree."""

    id: int
    code: str
    parent_id: int | None


@dataclass(frozen=True)
class Post:
    """A position; `superior_id` is the post named as its superior, if one is."""

    id: int
    unit_id: int
    superior_id: int | None
    is_head: bool


class Lines:
    """The units and posts of an office at one moment.

    A post without a named superior is under the head of its unit; a head, or a post in a unit without one,
    under the head of the nearest unit above that has one.
    """

    def __init__(self, units: Iterable[UnitNode], posts: Iterable[Post]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._posts = {post.id: post for post in posts}
        self._children: dict[int | None, list[int]] = {}
        for unit in self._units.values():
            self._children.setdefault(unit.parent_id, []).append(unit.id)
        self._heads: dict[int, int] = {}
        for post in sorted(self._posts.values(), key=lambda post: post.id):
            if post.is_head:
                self._heads.setdefault(post.unit_id, post.id)
        self._below: dict[int, list[int]] = {}
        for post in self._posts.values():
            superior = self.superior_of(post.id)
            if superior is not None:
                self._below.setdefault(superior, []).append(post.id)

    def superior_of(self, post_id: int) -> int | None:
        """The post next above; None at the top."""
        post = self._posts[post_id]
        if post.superior_id is not None and post.superior_id in self._posts:
            return post.superior_id
        for unit_id in self.units_up_from(post.unit_id):
            head = self._heads.get(unit_id)
            if head is not None and head != post_id:
                return head
        return None

    def superiors_of(self, post_id: int) -> tuple[int, ...]:
        """Every post above, the nearest first; a circle is walked once."""
        chain: list[int] = []
        above = self.superior_of(post_id)
        while above is not None and above not in chain and above != post_id:
            chain.append(above)
            above = self.superior_of(above)
        return tuple(chain)

    def below(self, post_id: int) -> frozenset[int]:
        """Every post under this one, at any depth."""
        found: set[int] = set()
        waiting = [post_id]
        while waiting:
            for under in self._below.get(waiting.pop(), ()):
                if under not in found and under != post_id:
                    found.add(under)
                    waiting.append(under)
        return frozenset(found)

    def units_up_from(self, unit_id: int) -> tuple[int, ...]:
        """A unit and those above it, up to the office."""
        chain: list[int] = []
        current: int | None = unit_id
        while current is not None and current in self._units and current not in chain:
            chain.append(current)
            current = self._units[current].parent_id
        return tuple(chain)

    def subtree(self, unit_id: int) -> frozenset[str]:
        """The codes of a unit and of all below it; empty for a unit that is not there."""
        found: set[int] = set()
        waiting = [unit_id] if unit_id in self._units else []
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._children.get(current, ())
        return frozenset(self._units[each].code for each in found)

    def code_of(self, unit_id: int) -> str:
        """A unit's code."""
        return self._units[unit_id].code

    def head_of(self, unit_id: int) -> int | None:
        """The post that leads a unit."""
        return self._heads.get(unit_id)

    def headed_by(self, post_id: int) -> frozenset[str]:
        """The codes of the units this post leads: its own with all below, or none."""
        post = self._posts[post_id]
        return self.subtree(post.unit_id) if self._heads.get(post.unit_id) == post_id else frozenset()
