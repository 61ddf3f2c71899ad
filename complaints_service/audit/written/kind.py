"""What is said of one kind of record: how it is called and found, and what of it is covered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: The parts of a record, each with a digest of its own: `once` never changes after it was written, `later`
#: may by an act, `identity` says who somebody is or how to reach them and can be forgotten.
Part = Literal["once", "later", "identity"]
PARTS: tuple[Part, ...] = ("once", "later", "identity")


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordKind:
    """One kind of record. `called` is how a finding names it; `key` finds a row as its writers know it.

    `free`: columns that no digest covers, each with the reason. All others not named are `later`.
    `unrecorded`: why it may be written without an entry of the record; `unrecorded_while`: in which states.
    """

    table: str
    called: str
    key: tuple[str, ...] = ("id",)
    once: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    free: Mapping[str, str] = field(default_factory=dict)
    unrecorded: str = ""
    unrecorded_while: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)

    def needs_entry(self, row: Mapping[str, object]) -> bool:
        """Whether a row as it is now must have been written by an entry of the record."""
        if not self.unrecorded:
            return True
        return any(row[column] not in states for column, states in self.unrecorded_while.items())
