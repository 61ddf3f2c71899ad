"""What the ledger says happened, as marks and words on the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from complaints_service.errors import marked, marked_in
from complaints_service.tickets.ledger.kind import Mark
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.moves import GIVES
from complaints_service.translation import sentence
from complaints_service.web.drawing.model import Audience, Happening
from complaints_service.web.ticket.clock_adapter import Naming
from sla import QUESTIONS, SUBSTANTIVE, Event

#: How a message stands on the clock: by who wrote it, and by what came before it.
SAID = {
    "first_answer": Mark("ans", marked("jawaban pertama")),
    "answer": Mark("ans", marked("jawaban")),
    "asked": Mark(
        "ask",
        marked("pertanyaan kepada warga"),
        marked("kami bertanya kepada Anda"),
    ),
    "wrote": Mark("msg", marked("warga menulis"), marked("Anda menulis")),
    "answered": Mark("msg", marked("warga menjawab"), marked_in("drawing", "Anda menjawab")),
}
#: What is said of receiving it where the page says by which door.
RECEIVED_BY = Mark("in", marked("diterima lewat %(channel)s"))


def happenings(
    events: Iterable[Event], *, naming: Naming, audience: Audience, language: str, channel: str = ""
) -> tuple[Happening, ...]:
    """The ledger's events that a clock marks, in order; `channel` is the door's name in words.

    Moves that change nothing for this page's reader (person to person inside a unit) are left out.
    """
    told = told_events(events, naming=naming, audience=audience, language=language, channel=channel)
    return tuple(happening for _, happening in told)


def told_events(
    events: Iterable[Event], *, naming: Naming, audience: Audience, language: str, channel: str = ""
) -> list[tuple[Event, Happening]]:
    """The same, each with its ledger entry, for pages that put them between other entries."""
    reader = _Reader(naming, audience, language, channel)
    return [(event, happening) for event in events if (happening := reader.read(event))]


class _Reader:
    """Reads events in order and remembers what words depend on: who held it, what was asked and answered."""

    def __init__(self, naming: Naming, audience: Audience, language: str, channel: str) -> None:
        self._naming = naming
        self._audience = audience
        self._language = language
        self._channel = channel
        self._holder = ""
        self._answered = False
        self._asked = False

    def read(self, event: Event) -> Happening | None:
        if event.kind == "message.sent":
            return self._message(event)
        kind = KINDS.get(event.kind)
        mark = kind.mark_of(event) if kind else None
        if kind is None or mark is None:
            return None
        if kind.custody == "begins":
            self._holder = self._naming(f"unit:{event.data['unit']}").key
            return self._mark(event.at, RECEIVED_BY if self._channel else mark)
        if event.kind in GIVES:
            return self._move(event, mark)
        agency = event.data.get("agency")
        return self._mark(event.at, mark, agency=self._naming(f"agency:{agency}").name if agency else "")

    def _move(self, event: Event, mark: Mark) -> Happening | None:
        holder = self._naming(str(event.data["holder"]))
        if holder.key == self._holder:
            return None
        self._holder = holder.key
        return self._mark(event.at, mark, holder=holder.name)

    def _message(self, event: Event) -> Happening | None:
        act = event.data.get("act")
        if event.by == "citizen":
            key = "answered" if self._asked else "wrote"
            self._asked = False
            return self._mark(event.at, SAID[key])
        if event.data.get("automatic") or not event.by.startswith("person:"):
            return None
        if act not in SUBSTANTIVE:
            return None
        first = not self._answered
        self._answered = True
        if act in QUESTIONS:
            self._asked = True
            return self._mark(event.at, SAID["asked"])
        return self._mark(event.at, SAID["first_answer" if first else "answer"])

    def _mark(self, at: datetime, mark: Mark, **values: Any) -> Happening:
        said = mark.citizen if mark.citizen and self._audience == "citizen" else mark.words
        words = sentence(said, self._language, channel=self._channel, **values)
        return Happening(at, mark.sign, words)
