"""Faults on demand: what goes wrong with the bot's next calls."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = {
    "retry_after": "429 with `seconds` to wait; nothing done",
    "error": "the status `code` (default 502); nothing done, unless `done`",
    "refuse": "the connection is closed before anything is done",
    "drop": "the effect is done, the connection is closed without an answer",
    "hang": "the effect is done, the answer comes `seconds` later: longer than the caller's patience",
    "delay": "the call is done and answered `seconds` late",
}


@dataclass(kw_only=True)
class ArrangedFault:
    """Which calls go wrong, and how.

    Of those that match (method, chat; None is any) it lets `skip` pass, then touches each `every`-th, `times`
    times or `forever`.
    """

    kind: str
    number: int = 0
    method: str | None = None
    chat: int | None = None
    times: int = 1
    forever: bool = False
    skip: int = 0
    every: int = 1
    seconds: float = 0
    code: int = 502
    done: bool = False
    touched: int = 0
    _seen: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(KINDS)}")
        if self.every < 1:
            raise ValueError("every: counts from 1")

    def touches(self, method: str, chat: int | None) -> bool:
        """Whether this call is hit; counts it."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat is not None and self.chat != chat:
            return False
        if not self.forever and self.touched >= self.times:
            return False
        self._seen += 1
        if self._seen <= self.skip or (self._seen - self.skip) % self.every:
            return False
        self.touched += 1
        return True


class Faults:
    """The faults in force; the first that matches a call is the one that hits it."""

    def __init__(self) -> None:
        self._faults: list[ArrangedFault] = []
        self._made = 0

    def add(self, fault: ArrangedFault) -> int:
        self._made += 1
        fault.number = self._made
        self._faults.append(fault)
        return fault.number

    def take(self, method: str, chat: int | None) -> ArrangedFault | None:
        """The fault that hits this call, if any. getUpdates is hit by name alone: it sends nothing."""
        for fault in self._faults:
            if fault.method is None and method.lower() == "getupdates":
                continue
            if fault.touches(method, chat):
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Each fault and how many calls it touched."""
        return [
            {name: value for name, value in asdict(fault).items() if not name.startswith("_")}
            for fault in self._faults
        ]
