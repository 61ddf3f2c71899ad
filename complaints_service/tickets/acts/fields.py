"""What an act asks for: its request is a dataclass, and each field says how it is taken and checked. Pure.

The edge makes the schema of pages and API out of it (edge/input/act_schemas.py), the API its description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from complaints_service.errors import Words, words
from complaints_service.texts import EMPTY, text_problem
from config.rulebook import Rulebook

Choices = Sequence[str] | Callable[[Rulebook], Sequence[str]]
NO_TEXT = words("Tulis dulu pesannya.")
NO_REASON = words("Tulis alasannya.")
NO_RECEIVER = words("Pilih orang atau unit yang ada.")
NO_ONE = words("Pilih orang atau unit yang dilaporkan.")
_RULE = "rule"


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """How one field of a request is taken: `wire` is its name outside, `also` another it is taken by.

    `needed`: what is said where it is empty, None where it may be; `prose`: words that people read, with the
    house's rule for texts (`empty` is said of blanks); `choices`: the few values it takes, one of which must
    be there unless `optional`; `required`: nothing is done without it; `typed`: what kind of value;
    `meaning`: what the API's description says.
    """

    wire: str
    typed: type
    meaning: str = ""
    also: str = ""
    needed: Words | None = None
    prose: bool = False
    empty: Words = EMPTY
    choices: Choices = ()
    optional: bool = False
    required: bool = False

    def problem(self, value: object, rulebook: Rulebook) -> Words | None:
        """What is wrong with a value, in words for the one who typed it."""
        if self.needed is not None and not (value or "").strip():  # type: ignore[attr-defined]  # a text
            return self.needed
        choices = self.choices(rulebook) if callable(self.choices) else self.choices
        if choices and value not in choices and not (self.optional and value is None):
            return words("Pilih salah satu: %(choices)s.", choices=", ".join(choices))
        if self.prose and value and not choices:
            return text_problem(str(value), empty=self.empty)
        return None


def _declared(default: Any, **rule: Any) -> Any:
    required = rule.pop("required", rule.get("needed") is not None)
    return field(default=default, metadata={_RULE: {**rule, "required": required}})


def text(*, needed: bool = False, meaning: str = "What the citizen reads.") -> Any:
    """Words that stand in the conversation."""
    said = NO_TEXT if needed else None
    return _declared("" if needed else None, needed=said, prose=True, empty=NO_TEXT, meaning=meaning)


def reason(*, needed: bool = False, choices: Choices = (), meaning: str = "Why; it is kept.") -> Any:
    """Why it is done: in one's own words, or one of a few."""
    said = NO_REASON if needed else None
    return _declared("" if needed else None, needed=said, prose=True, choices=choices, meaning=meaning)


def receiver(*, needed: bool = False, meaning: str = "A person (`person:7`) or a unit's code.") -> Any:
    """A holder: who gets the ticket, or whose time it was."""
    return _declared(
        "" if needed else None, needed=NO_RECEIVER if needed else None, also="holder", meaning=meaning
    )


def whom(
    *,
    needed: bool = False,
    meaning: str = "Whom it is about: `person:7`, a unit's code; several with commas.",
) -> Any:
    """Whom a complaint is about."""
    return _declared("" if needed else None, needed=NO_ONE if needed else None, meaning=meaning)


def choice(
    choices: Choices = (), *, default: str | None = None, optional: bool = False, wire: str = "", meaning: str
) -> Any:
    """A code out of a few; without `choices` the act's own conditions say which."""
    required = not optional and default is None
    return _declared(
        default, choices=choices, optional=optional, required=required, wire=wire, meaning=meaning
    )


def number(*, required: bool = False, wire: str = "", meaning: str) -> Any:
    """The number of something on this ticket."""
    return _declared(None, required=required, wire=wire, meaning=meaning)


def moment(*, optional: bool = False, wire: str = "", meaning: str) -> Any:
    """An instant; without an offset it is the office's local time."""
    return _declared(None, required=not optional, wire=wire, meaning=meaning)


def answer(*, meaning: str) -> Any:
    """Yes or no."""
    return _declared(None, required=True, meaning=meaning)


def tick(*, meaning: str) -> Any:
    """Something that is so only where it is said."""
    return _declared(False, meaning=meaning)


def rules_of(request: type) -> Mapping[str, FieldRule]:
    """The fields of a request that come from outside, by their names in the code."""
    hints = get_type_hints(request)
    return MappingProxyType(
        {
            each.name: FieldRule(
                **{**each.metadata[_RULE], "wire": each.metadata[_RULE].get("wire") or each.name},
                typed=_plain(hints[each.name]),
            )
            for each in fields(request)
            if _is_declared(each)
        }
    )


def _is_declared(each: Field[Any]) -> bool:
    return _RULE in each.metadata


def _plain(hint: Any) -> type:
    """The type of a field without its None."""
    plain = next((one for one in get_args(hint) if one is not type(None)), hint)
    assert plain in (str, int, bool, datetime), plain
    return plain  # type: ignore[no-any-return]  # one of these four
