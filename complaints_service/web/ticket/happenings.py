"""What the ledger says happened, as marks and words on the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from complaints_service.errors import marked, marked_in
from complaints_service.translation import sentence
from complaints_service.web.drawing.model import Audience, Glyph, Happening
from complaints_service.web.ticket.clock_adapter import Naming
from sla import Event

ANSWERS = frozenset({"answer", "decision", "progress", "reason"})
QUESTIONS = frozenset({"question", "completeness"})

WORDS = {
    "received": marked("diterima"),
    "received_by": marked("diterima lewat %(channel)s"),
    "to": marked("ke %(holder)s"),
    "taken": marked("diambil %(holder)s"),
    "handed_over": marked("diserahkan ke %(holder)s"),
    "first_answer": marked("jawaban pertama"),
    "answer": marked("jawaban"),
    "ask_citizen": marked("kami bertanya kepada Anda"),
    "ask_officer": marked("pertanyaan kepada warga"),
    "wrote_citizen": marked("Anda menulis"),
    "wrote_officer": marked("warga menulis"),
    "answered_citizen": marked_in("drawing", "Anda menjawab"),
    "answered_officer": marked("warga menjawab"),
    "resolved": marked("diselesaikan"),
    "disputed_citizen": marked_in("drawing", "Anda menolak penyelesaian"),
    "disputed_officer": marked("warga menolak penyelesaian"),
    "accepted_citizen": marked("Anda menerima penyelesaian"),
    "accepted_officer": marked("warga menerima penyelesaian"),
    "no_objection": marked("ditutup, tanpa keberatan"),
    "no_answer": marked("ditutup, tanpa jawaban"),
    "reopened": marked("dibuka lagi"),
    "rejected": marked("ditolak"),
    "cancelled": marked("dibatalkan"),
    "merged": marked("disatukan"),
    "unmerged": marked("dipisahkan lagi"),
    "referred": marked("dilimpahkan ke %(agency)s"),
    "asked": marked("ditanyakan ke %(agency)s"),
    "returned": marked("kembali ke kantor"),
}

MOVES = {
    "ticket.routed": "to",
    "ticket.taken": "taken",
    "ticket.assigned": "to",
    "ticket.handed_over": "handed_over",
}
TURNS: dict[str, tuple[Glyph, str]] = {
    "ticket.resolved": ("done", "resolved"),
    "ticket.reopened": ("redo", "reopened"),
    "ticket.rejected": ("done", "rejected"),
    "ticket.cancelled": ("done", "cancelled"),
    "ticket.merged": ("done", "merged"),
    "ticket.unmerged": ("redo", "unmerged"),
    "ticket.referred": ("move", "referred"),
    "agency.asked": ("move", "asked"),
    "ticket.returned": ("move", "returned"),
}


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
        if event.kind == "ticket.received":
            self._holder = self._naming(f"unit:{event.data['unit']}").key
            key = "received_by" if self._channel else "received"
            return self._mark(event.at, "in", key, channel=self._channel)
        if event.kind in MOVES:
            return self._move(event)
        if event.kind == "message.sent":
            return self._message(event)
        if event.kind == "ticket.disputed":
            return self._mark(event.at, "redo", f"disputed_{self._audience}")
        if event.kind == "ticket.closed":
            reason = str(event.data.get("reason", "no_objection"))
            return self._mark(
                event.at, "done", f"accepted_{self._audience}" if reason == "accepted" else reason
            )
        if event.kind in TURNS:
            glyph, key = TURNS[event.kind]
            return self._mark(event.at, glyph, key, agency=event.data.get("agency", ""))
        return None

    def _move(self, event: Event) -> Happening | None:
        holder = self._naming(str(event.data["holder"]))
        if holder.key == self._holder:
            return None
        self._holder = holder.key
        return self._mark(event.at, "move", MOVES[event.kind], holder=holder.name)

    def _message(self, event: Event) -> Happening | None:
        act = event.data.get("act")
        if event.by == "citizen":
            key = f"{'answered' if self._asked else 'wrote'}_{self._audience}"
            self._asked = False
            return self._mark(event.at, "msg", key)
        if event.data.get("automatic") or not event.by.startswith("person:"):
            return None
        if act in QUESTIONS:
            self._answered = self._asked = True
            return self._mark(event.at, "ask", f"ask_{self._audience}")
        if act in ANSWERS:
            key = "answer" if self._answered else "first_answer"
            self._answered = True
            return self._mark(event.at, "ans", key)
        return None

    def _mark(self, at: datetime, glyph: Glyph, key: str, **values: Any) -> Happening:
        return Happening(at, glyph, sentence(WORDS[key], self._language, **values))
