"""Waiting for the citizen: which questions pause, from when to when, and when they expire (18 to 24)."""

from __future__ import annotations

from collections.abc import Callable

from sla.errors import HorizonError
from sla.policies import Amount, Policy

NEVER = 1 << 62  # later than every instant: a rule that waits for a year of the calendar (8)


class Question:
    """A question by a member of the office: the deliveries of it that had not come back so far."""

    __slots__ = ("act", "by", "expires", "known", "stands")

    def __init__(self, act: str, by: str) -> None:
        self.act = act
        self.by = by
        self.known: list[tuple[int, object]] = []
        self.expires = 0  # means something only once it is delivered
        self.stands = False  # a delivery of it never came back


class Pauses:
    """The union of all pauses of one ticket, in epoch seconds.

    What pauses knows which deliveries come back later; what expires does not, so that a bounce changes
    nothing that had happened before it (20). `until`: when the last open question expires, if one is out.
    """

    __slots__ = ("_due", "_expiries", "_open", "_policy", "asked", "spans", "start", "until")

    def __init__(self, policy: Policy, due: Callable[[int, Amount], int]) -> None:
        self._policy = policy
        self._due = due
        self._open: dict[object, Question] = {}
        self._expiries: dict[int, int] = {}  # how many open questions expire when
        self.spans: list[tuple[int, int]] = []
        self.start: int | None = None
        self.until: int | None = None
        self.asked = 0

    def ask(self, message: object, act: str, by: str) -> None:
        """A question was sent; it does not pause yet."""
        self.asked += 1
        self._open[message] = Question(act, by)

    def deliver(self, message: object, at: int, route: object, *, stands: bool) -> Question | None:
        """The citizen's own route accepted a message: the open question that it is, or None.

        The question is given once, with its first delivery that `stands`.
        """
        question = self._open.get(message)
        if question is None:
            return None
        question.known.append((at, route))
        if len(question.known) == 1:
            self._expire(question, at)
        if not stands or question.stands:
            return None
        question.stands = True
        if self.start is None:
            self.start = at
        return question

    def bounce(self, message: object, route: object) -> bool:
        """What a route had accepted came back: whether the open questions expire otherwise now."""
        question = self._open.get(message)
        if question is None or not question.known:
            return False
        question.known = [one for one in question.known if one[1] != route]
        self._expiries[question.expires] -= 1
        if not self._expiries[question.expires]:
            del self._expiries[question.expires]
        if question.known:
            self._expire(question, question.known[0][0])
        self.until = max(self._expiries, default=None)
        return True

    def _expire(self, question: Question, delivered: int) -> None:
        question.expires = expires = self._expiry(question.act, delivered)
        self._expiries[expires] = self._expiries.get(expires, 0) + 1
        if self.until is None or expires > self.until:
            self.until = expires

    def waiting(self) -> list[object]:
        """The messages of the open questions that reached nobody so far."""
        return [message for message, question in self._open.items() if not question.known]

    def is_open(self, message: object) -> bool:
        """Whether that question still waits for its delivery or its answer."""
        return message in self._open

    def end(self, at: int) -> None:
        """All pauses end, and questions still under way will pause nothing (23)."""
        if not self._open:
            return
        if self.start is not None:
            self.spans.append((self.start, at))
        self.start = self.until = None
        self._open = {}
        self._expiries = {}

    def last(self) -> tuple[str, int] | None:
        """Who asked the question that expires last, and when the law's own period for an answer ends (24).

        None if no question is out.
        """
        out = [question for question in self._open.values() if question.known]
        if not out:
            return None
        asker = max(out, key=lambda one: one.expires).by
        delivered = max(question.known[0][0] for question in out)
        return asker, self._expiry("completeness", delivered)

    def before(self, end: int) -> bool:
        """Whether anything paused before an instant."""
        first = self.spans[0][0] if self.spans else self.start
        return first is not None and first < end

    def until_end(self, end: int) -> list[tuple[int, int]]:
        """The paused spans before an instant, in order; one still open ends there."""
        found = [(start, min(stop, end)) for start, stop in self.spans if start < end]
        if self.start is not None and self.start < end:
            found.append((self.start, end))
        return found

    def _expiry(self, act: str, delivered: int) -> int:
        complete = act == "completeness"
        amount = self._policy.completeness_expiry if complete else self._policy.question_expiry
        try:
            return self._due(delivered, amount)
        except HorizonError:
            return NEVER
