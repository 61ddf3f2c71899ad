"""What surrounds every change: the database as it is being written, the rules, the instant, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The unit of work of a service: one transaction, the rulebook, one instant, one actor."""

    session: Session
    rulebook: Rulebook
    now: datetime
    actor: Actor
