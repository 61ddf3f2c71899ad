"""An act of a ticket: who may do it from where, what it asks for, what it writes, and what follows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy.orm import Session

from complaints_service.accounts.access import TICKET_RIGHTS, Rights
from complaints_service.errors import Actor, Words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.state import TicketState
from complaints_service.tickets.ledger.states import STATES, TicketStanding
from complaints_service.tickets.opening.continuing import By
from complaints_service.tickets.opening.rerouting import Rerouted
from config.rulebook import Rulebook
from sla import Assessment, Event


@dataclass(frozen=True, kw_only=True)
class Request:
    """What someone asks to be done to a ticket; each act has its own, with the fields it needs.

    `version` is the ticket version the person saw (None: no check).
    """

    version: int | None = fields.number(meaning="The ticket's version as it was seen; none: no check.")

    @property
    def told(self) -> str | None:
        """What a notice to the citizen carries."""
        return getattr(self, "text", None)

    @property
    def why(self) -> str | None:
        """What whoever has the ticket afterwards reads."""
        return getattr(self, "reason", None)


R = TypeVar("R", bound=Request)


@dataclass(frozen=True, kw_only=True)
class ActCase(Generic[R]):
    """A permitted request with everything it may depend on."""

    request: R
    ticket: Ticket
    state: TicketState
    history: Sequence[Event]
    rights: Rights | None
    by: By

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.by.actor

    @property
    def now(self) -> datetime:
        """When it is asked."""
        return self.by.now

    @property
    def rulebook(self) -> Rulebook:
        """Under which rules."""
        return self.by.rulebook

    def judged(self) -> Assessment:
        """The clocks and the custody as of now."""
        return deadlines.judge(
            self.history, rulebook=self.rulebook, policy_version=self.ticket.policy_version, as_of=self.now
        )


@dataclass(frozen=True)
class Sight:
    """A ledger as an officer who may act sees it; `second_eyes`: the endings they may only ask for."""

    history: Sequence[Event]
    found: Assessment
    rights: Rights
    second_eyes: frozenset[str] = frozenset()

    @property
    def me(self) -> str:
        """The reader as a holder."""
        return f"person:{self.rights.officer_id}"


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What surrounds an act: the ticket's state, the actor, and what was found for the request's words.

    `to_holder`: the holder that `to` is, in `to_unit`. `routes`: those that deliver a message by its being
    written; others are entered when they took it. `routeless`: the citizen has neither, and sees a message
    when they next open their page. `contested`: the contest that is decided: its number, and
    its start and end as in the ledger. `asked`: the number of the request that is declined. `unled`: nobody
    stands above everyone a contest concerns. `into`: the ticket that this one goes into, or went into.
    `whom`: the holder references of whom the complaint is said to be about, or not.
    `rerouted`: a mended place, and where the rules send it.
    """

    state: TicketState
    actor: str
    to_holder: str | None = None
    to_unit: str | None = None
    own_unit: str | None = None
    routes: tuple[str, ...] = ()
    routeless: bool = False
    contested: tuple[int, str, str] | None = None
    asked: int | None = None
    unled: bool = False
    into: str | None = None
    whom: tuple[str, ...] = ()
    rerouted: Rerouted | None = None


Problems = Mapping[str, list[Words]]


def as_it_is(_session: Session, case: ActCase[Any]) -> Surroundings:
    """The surroundings of an act whose words name nothing that must be looked up."""
    unit = case.rights.unit_code if case.rights else None
    return Surroundings(state=case.state, actor=case.actor.ref, own_unit=unit)


@dataclass(frozen=True, kw_only=True, eq=False)
class Act(Generic[R]):
    """One act. `code` names it; `request` is what it asks for; `right` a row of the access table.

    `states` are those it starts from and `to` the one it leads to (None: the state stays); `agency`: whether
    it is done `with` another agency having the ticket, `without`, or `either` way; `possible`: what else must
    be so. `place`: where it stands among those offered; `address`: the last part of its address in the API.

    `problems` finds what is wrong with the fields together; each of `conditions` refuses what the ledger
    holds no object for, and `there` says so beforehand, for pages. `surround` looks up what the request
    names. `instead` makes a new ticket in place of writing here, where it must. `events` is what it writes,
    of the kinds `writes`; `afterwards` what else is to be entered. `gives`: somebody else may have the ticket
    then, or again. `in_chat`: a button in the citizen's chat does it. `notice` is what it is news of to the
    citizen. `files`: who may see the files that come with it; empty: it takes none. `note` says why an odd
    edge exists.
    """

    code: str
    by: Literal["officer", "citizen", "rule"] = "officer"
    request: type[R]
    right: str
    states: frozenset[str]
    events: Callable[[R, Surroundings], list[NewEvent]]
    writes: Sequence[str]
    to: str | None = None
    agency: Literal["either", "with", "without"] = "either"
    possible: Callable[[TicketStanding], bool] | None = None
    place: int = 0
    address: str = ""
    problems: Callable[[ActCase[R]], Problems] | None = None
    conditions: Sequence[Callable[[ActCase[R]], None]] = ()
    there: Callable[[Sight], bool] | None = None
    surround: Callable[[Session, ActCase[R]], Surroundings] = as_it_is
    instead: Callable[[Session, ActCase[R]], Ticket | None] | None = None
    afterwards: Callable[[Session, ActCase[R], Surroundings], None] | None = None
    gives: bool = False
    in_chat: bool = False
    notice: str | None = None
    held: bool = False
    files: Literal["", "citizen", "office"] = ""
    note: str = ""

    @cached_property
    def rules(self) -> Mapping[str, fields.FieldRule]:
        """The fields of its request that come from outside, by their names in the code."""
        return fields.rules_of(self.request)

    @property
    def meaning(self) -> str:
        """What it is, in a sentence: the first of its module."""
        return (sys.modules[self.request.__module__].__doc__ or "").strip().split("\n", 1)[0]

    def permits(self, standing: TicketStanding) -> bool:
        """Whether this act has an edge from where the ticket stands."""
        if standing.state not in self.states:
            return False
        if self.agency != "either" and (self.agency == "with") != bool(standing.agency):
            return False
        return self.possible is None or self.possible(standing)

    def missing(self) -> Iterator[str]:
        """What this act lacks before anybody may do it."""
        if self.right not in TICKET_RIGHTS:
            yield f"right {self.right!r} in accounts/access.py"
        for state in sorted({*self.states, *([self.to] if self.to else [])} - set(STATES)):
            yield f"state {state!r} in tickets/ledger/states.py"
        for kind in self.writes:
            if kind not in KINDS:
                yield f"event kind {kind!r} in tickets/ledger/kinds.py"
        if not self.states:
            yield "states"
        if not self.meaning:
            yield "sentence at the top of its module"
        if self.by == "officer" and not self.address:
            yield "address"
        if self.by != "rule" and not self.place:
            yield "place"
