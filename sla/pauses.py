"""Waiting for the citizen: which questions pause, from when to when, and when they expire (18 to 24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sla.errors import HorizonError
from sla.policies import Amount, Policy


class Question(NamedTuple):
    """A question by a member of the office; it pauses from its delivery."""

    message: object
    act: str
    delivered: int | None


class Pauses:
    """The union of all pauses of one ticket, in epoch seconds."""

    __slots__ = ("_questions", "asked", "spans", "start")

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.start: int | None = None
        self.asked = 0
        self._questions: list[Question] = []

    def ask(self, message: object, act: str) -> None:
        """A question was sent; it does not pause yet."""
        self.asked += 1
        self._questions.append(Question(message, act, None))

    def deliver(self, message: object, at: int) -> Question | None:
        """The citizen's own route accepted a message: the open question it is, now pausing, or None."""
        for index, question in enumerate(self._questions):
            if question.message == message and question.delivered is None:
                self._questions[index] = found = question._replace(delivered=at)
                if self.start is None:
                    self.start = at
                return found
        return None

    def is_open(self, message: object) -> bool:
        """Whether that question still waits for its delivery or its answer."""
        return any(question.message == message for question in self._questions)

    def end(self, at: int) -> None:
        """All pauses end, and questions still under way will pause nothing (23)."""
        if self.start is not None:
            self.spans.append((self.start, at))
        self.start = None
        self._questions.clear()

    def until(self, end: int) -> list[tuple[int, int]]:
        """The paused spans before an instant, in order; one still open ends there."""
        found = [(start, min(stop, end)) for start, stop in self.spans if start < end]
        if self.start is not None and self.start < end:
            found.append((self.start, end))
        return found

    def expires(self, policy: Policy, due: Callable[[int, Amount], int]) -> int | None:
        """When the last delivered question expires (24); None where the calendar does not reach (8)."""
        last = None
        for question in self._questions:
            if question.delivered is None:
                continue
            complete = question.act == "completeness"
            amount = policy.completeness_expiry if complete else policy.question_expiry
            try:
                at = due(question.delivered, amount)
            except HorizonError:
                return None
            last = at if last is None else max(last, at)
        return last
