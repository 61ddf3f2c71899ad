"""Who saw each letter in the sender's hands: when it was taken, by when it was due, what its answer was.

The sender's process writes a line at each step, which outlives the process. So each copy of a letter can be laid to a
cause that was seen from outside, whatever the service itself makes of it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from complaints_service import clock
from complaints_service.jobs import sending
from complaints_service.notify import outbox
from complaints_service.notify.senders.telegram import ANSWER_SECONDS

#: Why a letter may stand once more than it should.
CAUSES = {
    "killed": "its sender was killed with it in its hands",
    "trouble": "it was in its sender's hands when the machine or its database failed",
    "lease": "its sender noted what became of it after its lease, by the clock that all go by",
    "answer": "the answer of Telegram took longer than anybody waits for it",
    "not noted": "that it was taken, or what became of it, could not be written down",
}


def attend(told: Path) -> None:
    """Has a worker write down what it takes and what it notes, from now on.

    Each line is written before its transaction ends, as a process may die between the two: what is committed was
    told, and what was told and never committed is taken back where its process lives to say so.
    """
    claim_next, take, note = outbox.claim_next, sending.take, sending.note
    taken_at: dict[str, float] = {}
    of_thread = threading.local()
    book = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(**line: Any) -> None:
        os.write(book, (json.dumps(line) + "\n").encode())

    def witnessed_claim(session: Any, *, now: Any, **words: Any) -> Any:
        held = claim_next(session, now=now, **words)
        if held is not None:
            of_thread.claims.append(held.claim)
            number = held.number if held.kind == "chat_reply" else None
            until = (now + outbox.LEASE).timestamp()
            write(claim=held.claim, key=held.key, number=number, until=until)
        return held

    def witnessed_take(room: Any, route: str, now: Any, **words: Any) -> Any:
        of_thread.claims = []
        try:
            taken = take(room, route, now, **words)
        except Exception as error:
            for claim in of_thread.claims:
                write(
                    claim=claim, outcome="Taken", seconds=0.0, at=now.timestamp(), failed=type(error).__name__
                )
            raise
        mine = None if taken is None else taken.claimed.claim
        for claim in of_thread.claims:  # dropped, or rolled back and tried again
            if claim != mine:
                write(claim=claim, let_go=True)
        if mine is not None:
            taken_at[mine] = time.monotonic()
        return taken

    def witnessed_note(room: Any, claimed: Any, outcome: Any, now: Any) -> None:
        line = {"claim": claimed.claim, "outcome": type(outcome).__name__}
        line["seconds"] = time.monotonic() - taken_at.pop(claimed.claim)
        write(claim=claimed.claim, noting=line["outcome"])
        try:
            note(room, claimed, outcome, now)
        except Exception as error:
            write(**line, at=clock.now().timestamp(), failed=type(error).__name__)
            raise
        write(**line, at=clock.now().timestamp(), failed=None)

    outbox.claim_next, sending.take, sending.note = witnessed_claim, witnessed_take, witnessed_note


@dataclass(frozen=True)
class Held:
    """A letter in a sender's hands: its row's key, and the number it tells if the bot says one."""

    claim: str
    key: str
    number: str | None


class Witness:
    """What is known of all letters that were taken, and of which of them a copy may be about for which cause."""

    def __init__(self, told: Path) -> None:
        self._told = told
        self._read = 0
        self._open: dict[str, dict[str, Any]] = {}
        self._touched: dict[str, tuple[str, Held]] = {}
        #: Keys of the rows whose acceptance by Telegram came back and was written down.
        self.accepted: set[str] = set()
        #: Keys of those whose acceptance was being written down when their process or its database failed:
        #: it may be written down or not, and the row is right either way.
        self.perhaps: set[str] = set()
        self._noting: set[str] = set()

    def killed(self) -> None:
        """The sender is dead: what it had in its hands may have gone out."""
        self.look()
        for line in self._open.values():
            self.touch("killed", _held(line))
            self._may_stand(line)
        self._open.clear()

    def touch(self, cause: str, held: Held) -> None:
        """A try of this letter may have arrived without anybody's knowing; the first cause of a try counts."""
        assert cause in CAUSES
        self._touched.setdefault(held.claim, (cause, held))

    def look(self) -> None:
        """Reads what the sender wrote since the last look."""
        if not self._told.exists():
            return
        with self._told.open("rb") as book:
            book.seek(self._read)
            for text in book:
                self._read += len(text)
                self._take_in(json.loads(text))

    def _take_in(self, line: dict[str, Any]) -> None:
        if "key" in line:
            self._open[line["claim"]] = line
            return
        if "noting" in line:
            if line["noting"] == "Accepted":
                self._noting.add(line["claim"])
            return
        taken = self._open.pop(line["claim"])
        if "let_go" in line:
            return
        held = _held(taken)
        in_time = line["at"] < taken["until"] and not line["failed"]
        if in_time and line["outcome"] != "Unclear":
            self._touched.pop(held.claim, None)  # whatever happened meanwhile, it did this try no harm
        if line["failed"]:
            self.touch("not noted", held)
            self._may_stand(taken)
        elif line["at"] >= taken["until"]:
            self.touch("lease", held)
        elif line["outcome"] == "Unclear" and line["seconds"] >= ANSWER_SECONDS:
            self.touch("answer", held)
        if line["outcome"] == "Accepted" and not line["failed"]:
            self.accepted.add(held.key)

    def _may_stand(self, taken: dict[str, Any]) -> None:
        if taken["claim"] in self._noting:
            self.perhaps.add(taken["key"])

    @property
    def causes(self) -> Counter[str]:
        """How many tries were touched, by cause."""
        return Counter(cause for cause, _ in self._touched.values())

    @property
    def by_key(self) -> Counter[str]:
        """How many tries of each row were touched."""
        return Counter(held.key for _, held in self._touched.values())

    @property
    def by_number(self) -> Counter[str]:
        """The same of what the bot says about a number."""
        return Counter(held.number for _, held in self._touched.values() if held.number)


def _held(line: dict[str, Any]) -> Held:
    return Held(line["claim"], line["key"], line["number"])
