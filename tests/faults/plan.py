"""What a run is to do, and what is known after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.citizens import Citizen
from tests.faults.crash_points import POINTS
from tests.faults.witness import Witness
from tests.support.patience import PATIENCE_SECONDS

ROLES = ("web", "worker", "bot")
#: Ways to die: a signal from outside at a moment that means nothing, and each named point.
DEATHS = (*(f"kill {role}" for role in ROLES), *POINTS)


@dataclass(frozen=True)
class Plan:
    """What a run consists of. `lost_every`: each so-many-th answer of Telegram is lost; 0 for none.

    `troubles`: how often something befalls the machine itself, see `tests.faults.troubles`. `still_seconds`: nothing
    moved for so long, with all processes up: nothing will. `most_seconds`: after so long no new citizen begins.
    `scripts`: what its citizens do; empty for everything.
    `tell_seconds`: so often it says how far it is; 0 for never.
    """

    citizens: int
    notices: int = 0
    held: int = 0
    kills: int = 0
    lost_every: int = 0
    seed: int = 1
    deaths: tuple[str, ...] = DEATHS
    scripts: tuple[str, ...] = ()
    bug: str | None = None
    webhook: bool = False
    troubles: int = 0
    still_seconds: float = 4.0
    patience_seconds: float = PATIENCE_SECONDS
    most_seconds: float = 1e9
    tell_seconds: float = 0


@dataclass
class Notice:
    """What an officer said in a ticket, or a link that was asked for: `mark` is in its text."""

    number: str
    chat: int
    mark: str
    seq: int
    kind: str


@dataclass
class Evidence:
    """What is known after a run, besides the database and the stand-in for Telegram."""

    plan: Plan
    witness: Witness
    citizens: list[Citizen] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    #: Processes that ended because their database was away, and were started again.
    gave_up: Counter[str] = field(default_factory=Counter)
    updates: int = 0
    settled: bool = True
    seconds: float = 0.0

    @property
    def kills(self) -> int:
        return sum(self.deaths.values())
