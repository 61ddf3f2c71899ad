"""How far plans and evaluations are, as counts by unit that name nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaints_service.appraisal.overview import YearOfPerson


@dataclass(frozen=True)
class GroupCount:
    """A unit (or, without a code, several small ones together): its civil servants, and how far they are."""

    unit: str | None
    people: int
    signed: int
    closed: int

    def __add__(self, other: GroupCount) -> GroupCount:
        return GroupCount(
            None, self.people + other.people, self.signed + other.signed, self.closed + other.closed
        )


def counted(unit: str | None, people: Iterable[YearOfPerson]) -> GroupCount:
    """The count of these people; who has no plan by law (non-ASN) is not among them."""
    inside = [one for one in people if one.civil_servant]
    return GroupCount(
        unit,
        len(inside),
        sum(one.signed for one in inside),
        sum(one.evaluation == "closed" for one in inside),
    )


def merged(groups: Iterable[GroupCount], floor: int) -> list[GroupCount]:
    """The groups that may be shown: those under `floor` people as one, with the next smallest if need be.

    Whoever subtracts what is shown from a total learns nothing of a group under the floor. Nothing at all is
    shown where everybody together is fewer.
    """
    there = (each for each in groups if each.people)
    ordered = sorted(there, key=lambda each: (-each.people, each.unit or ""))
    shown = [each for each in ordered if each.people >= floor]
    small = [each for each in ordered if each.people < floor]
    if not small:
        return shown
    rest = sum(small[1:], start=small[0])
    while rest.people < floor and shown:
        rest = rest + shown.pop()
    return [*shown, GroupCount(None, rest.people, rest.signed, rest.closed)] if rest.people >= floor else []
