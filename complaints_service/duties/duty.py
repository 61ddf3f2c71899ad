"""What a duty is: something a person has to do, how it is counted, and the page where it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights


@dataclass(frozen=True, kw_only=True)
class DutyBearer:
    """Who is asked about, on which local day.

    `direct`: whose nearest superior they are. `tops`: those above whom nobody here stands.
    """

    rights: Rights
    today: date
    direct: frozenset[int] = frozenset()
    tops: frozenset[int] = frozenset()

    @property
    def me(self) -> int:
        """The officer; 0, which is nobody, for an account without one."""
        return self.rights.officer_id or 0


Asking = Callable[[DutyBearer], Select[int] | None]


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One sort of duty.

    `words` are `marked`: what is to be done. `endpoint` is its page, with `address`. `asking` counts it in
    SQL, None where it can be none of theirs. Where SQL can only say who might have one, `sure` counts again.
    """

    code: str
    words: str
    endpoint: str
    asking: Asking
    address: Mapping[str, Any] = field(default_factory=dict)
    sure: Callable[[Session, DutyBearer], int] | None = None
