"""What the engine refuses, each with a stable code and the key or event it is about."""

from __future__ import annotations

from collections.abc import Sequence


class SlaError(Exception):
    """A refusal: `code` is stable and in English, `key` names the place (a key path or `event 7`)."""

    def __init__(self, code: str, key: str, detail: str) -> None:
        super().__init__(f"{key}: {detail} [{code}]")
        self.code = code
        self.key = key
        self.detail = detail


class HorizonError(SlaError):
    """A question about days the calendar does not know; `year` is the one to add (sentence 8)."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__("horizon", calendar, f"the calendar does not know {year}: add its holidays")
        self.year = year


class CalendarErrors(SlaError):
    """Everything wrong with one calendar, told at once."""

    def __init__(self, calendar: str, problems: Sequence[SlaError]) -> None:
        listed = "; ".join(str(problem) for problem in problems)
        super().__init__("calendar_invalid", calendar, listed)
        self.problems = tuple(problems)


class PolicyErrors(SlaError):
    """Everything wrong with one policy, told at once."""

    def __init__(self, policy: str, problems: Sequence[SlaError]) -> None:
        listed = "; ".join(str(problem) for problem in problems)
        super().__init__("policy_invalid", policy, listed)
        self.problems = tuple(problems)
