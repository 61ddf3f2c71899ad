"""What stands behind the two ratings of a period, and what does not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Grounds:
    """How many of the plan's indicators say anything, of how many, and how much was said of the conduct."""

    indicators: int
    of: int
    behaviour: int

    @property
    def missing(self) -> tuple[str, ...]:
        """The ratings that nothing stands behind."""
        stands = {"result_rating": self.indicators, "behaviour_rating": self.behaviour}
        return tuple(name for name, count in stands.items() if not count)


def grounds_of(material: Mapping[str, Any]) -> Grounds:
    """What a plain material (`record.py`) gives a rater; others' ratings of its parts stand behind both."""
    said = len(material.get("periodic", ())) + sum(bool(each["words"]) for each in material["opinions"])
    indicators = [
        each for plan in material["plans"] for result in plan["results"] for each in result["indicators"]
    ]
    return Grounds(
        indicators=sum(has_data(each) for each in indicators) + said,
        of=len(indicators) + said,
        behaviour=len(material["feedback"]) + len(material["thanks"]) + said,
    )


def has_data(indicator: Mapping[str, Any]) -> bool:
    """Whether anything is known of an indicator: cases behind its figure, or an approved report."""
    figure = indicator["figure"]
    return bool(figure is not None and figure["n"]) or bool(indicator["reported"])
