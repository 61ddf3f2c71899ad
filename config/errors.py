"""What is wrong with settings or a rulebook, told all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: `file` within the rulebook, `key` the path inside it, a stable `code` and a sentence."""

    file: str
    key: str
    code: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.message} [{self.code}]"


class ConfigError(Exception):
    """Base of every configuration error; `code` is stable."""

    code = "config"


class RulebookErrors(ConfigError):
    """A rulebook that cannot be used; `problems` holds every mistake found."""

    code = "rulebook_broken"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(describe_problems(self.problems))


class SettingsError(ConfigError):
    """Settings that stop the start; `problems` names every bad variable with the reason."""

    code = "settings_broken"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(describe_problems(self.problems))


class NotInForce(ConfigError):
    """Nothing of this kind is in force on the date asked for."""

    code = "not_in_force"


class UnknownEntry(ConfigError, KeyError):
    """The rulebook has no entry with this key."""

    code = "unknown_entry"

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.code


class MissingTextValue(ConfigError):
    """A text was asked for without one of the values it names."""

    code = "missing_text_value"


def describe_problems(problems: Iterable[Problem]) -> str:
    """Every problem on its own line, ready to be printed by a command."""
    lines = [str(problem) for problem in problems]
    if not lines:
        return "no problems"
    head = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return "\n".join([head, *(f"  {line}" for line in lines)])
