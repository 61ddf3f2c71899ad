"""Who may give whom feedback, and as what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class StandsAt:
    """Where somebody stands: the unit, and the superiors above, the nearest first."""

    officer_id: int
    unit: str
    superiors: Sequence[int]


def relation(giver: StandsAt, receiver: StandsAt) -> str | None:
    """What the giver is to the receiver: `superior`, `subordinate`, `peer`; None: too far, or the same.

    A peer is of the same unit or has the same nearest superior.
    """
    if giver.officer_id == receiver.officer_id:
        return None
    if giver.officer_id in receiver.superiors:
        return "superior"
    if receiver.officer_id in giver.superiors:
        return "subordinate"
    same_superior = bool(giver.superiors) and list(giver.superiors[:1]) == list(receiver.superiors[:1])
    return "peer" if same_superior or giver.unit == receiver.unit else None
