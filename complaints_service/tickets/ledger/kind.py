"""What there is to say of one kind of ledger entry: how it counts, and how people read of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from complaints_service.tickets.ledger.folding import LedgerEntry, TicketState
from sla import Event

Fold = Callable[[TicketState, LedgerEntry], TicketState]
#: What an entry does to whoever has the ticket; `names` and `corrects` speak of past time and move nothing.
Custody = Literal["begins", "queues", "routes", "takes", "hands", "returns", "again", "names", "corrects"]
#: The signs that a clock carries (web/drawing/glyphs.py draws them).
Sign = Literal["in", "ans", "msg", "ask", "move", "done", "redo"]


@dataclass(frozen=True)
class Mark:
    """How an entry stands on a clock: its sign and a few words; `citizen`: the citizen reads others.

    They are marked for translation; `%(holder)s`, `%(agency)s` and `%(channel)s` are filled in.
    """

    sign: Sign
    words: str
    citizen: str = ""


@dataclass(frozen=True)
class Sentence:
    """What officers read of an entry in the conversation: a sentence marked for translation.

    Its values are found by name (web/ticket/event_words.py); `of` says which member of the entry's data one
    stands for, where that is called otherwise. `quotes`: the reason follows, as it was written.
    """

    template: str
    quotes: bool = True
    of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Came:
    """Why a ticket is where it is, with this entry the last that moved it: with a reason, and without."""

    reasoned: str
    bare: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of ledger entry.

    `fold` is how it changes what the ticket is; `act` the act whose states must have permitted it (empty: it
    comes by itself, or with another entry). Of `mark`, `sentence` and `spoken` (the conversation's own words
    tell it) at least one is there, or `untold` says why nobody reads of it. `unread`: who acts need not have
    read it first. `notice`: what whoever has the ticket hears, where a clock has come to something.
    """

    code: str = field(kw_only=False)
    fold: Fold | None = None
    act: str | Callable[[Event], str] = ""
    custody: Custody | None = None
    mark: Mark | Callable[[Event], Mark] | None = None
    sentence: Sentence | Callable[[Event], Sentence | None] | None = None
    spoken: bool = False
    untold: str = ""
    came: Came | None = None
    unread: bool = False
    notice: str = ""

    def act_of(self, event: Event) -> str:
        """The act by which this entry came about; empty where none did."""
        return self.act if isinstance(self.act, str) else self.act(event)

    def mark_of(self, event: Event) -> Mark | None:
        """How this entry stands on a clock."""
        return self.mark(event) if callable(self.mark) else self.mark

    def sentence_of(self, event: Event) -> Sentence | None:
        """What officers read of this entry."""
        return self.sentence(event) if callable(self.sentence) else self.sentence

    def missing(self) -> list[str]:
        """What this row lacks before anybody may write such an entry."""
        lacks = []
        if not (self.mark or self.sentence or self.spoken or self.untold):
            lacks.append("mark, sentence or spoken (or untold, with the reason)")
        if self.custody in ("queues", "routes", "takes", "hands") and self.came is None:
            lacks.append("came")
        if self.custody is not None and self.custody not in ("names", "corrects") and self.fold is None:
            lacks.append("fold")
        return lacks
