"""How an act is shown to officers: its words, the controls of its form, and its place among the buttons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from complaints_service.errors import Words
from complaints_service.people.queries import OfficerCard
from complaints_service.tickets.acts.act import Act
from complaints_service.tickets.queries import TicketView
from complaints_service.web.desk.twins import TwinRow
from complaints_service.web.shell.names import Names
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Field:
    """One control: `kind` is text, line, moment, select, picks or check.

    A pick's option has a consequence too, `link` (words, address) leads to another way of picking; a moment
    is a local date and time; `optional`: it may stay empty.
    """

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    rows: int = 3
    options: Sequence[tuple[str, ...]] = ()
    optional: bool = False
    link: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a form is made from; `cards` are those a ticket may go to, `reader` the officer who asks.

    `others`: the reports that were merged into this one; `reachable`: its citizen has a way that stands,
    `has_phone`: gave a phone number. `twins`: reports that may be the same matter, where the act wants them.
    """

    view: TicketView
    typed: Mapping[str, str]
    rulebook: Rulebook
    names: Names
    cards: Collection[OfficerCard] = ()
    reader: int | None = None
    others: int = 0
    reachable: bool = True
    has_phone: bool = False
    twins: Sequence[TwinRow] = ()

    @property
    def me(self) -> str:
        """The reader as a holder."""
        return f"person:{self.reader}"


def no_fields(_given: Given) -> list[Field]:
    """Nothing is asked."""
    return []


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """An act in an officer's words: the button, the question of its page, what follows, what is told after.

    `fields` are the controls; `receivers`: they offer everyone at work. `submit` is the form's own button,
    where it is not the act's. `in_sight` and `of_anothers`: its place among the buttons in sight, on a ticket
    that is not somebody else's and on one that is; None: behind the switch. `at_once`: one press does it,
    without a page. `final`: nothing but another act can undo it. `inline`: it is done on the ticket's own
    page; these are the words of the link to its page. `yields_to`: whoever may do that one is not offered
    this. `proof`: its files show what was there before and after. `beside`: it wants
    reports that may be the same.
    """

    act: Act[Any]
    verb: Words
    question: Words
    consequence: Words
    done: Words
    fields: Callable[[Given], list[Field]]
    receivers: bool = False
    submit: Words | None = None
    in_sight: int | None = None
    of_anothers: int | None = None
    at_once: bool = False
    final: bool = False
    inline: Words | None = None
    yields_to: str = ""
    proof: bool = False
    beside: bool = False

    def missing(self) -> Iterator[str]:
        """What this page lacks before it can be shown."""
        for name in ("verb", "question", "consequence", "done"):
            if not getattr(self, name).template:
                yield name
        if self.fields is no_fields and any(rule.required for rule in self.act.rules.values()):
            yield "fields, though the act needs some"
