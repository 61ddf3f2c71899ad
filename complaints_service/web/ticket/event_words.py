"""What the ledger says about time, targets and contests, as sentences between the lines of a conversation.

For officers only: a citizen's page tells what was said and done, not whose time it is. The sentences are in
the rows of tickets/ledger/kinds.py; here is how their values are found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.errors import words
from complaints_service.places.place import Place, place_words
from complaints_service.tickets.ledger.kind import Sentence
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import priority_name
from complaints_service.web.ticket.words import clock_name, short_instant
from complaints_service.web.words.formats import date_words
from sla import Calendar, Event

_NAME = re.compile(r"%\((\w+)\)s")


def office_entry(event: Event, *, names: Names, calendar: Calendar) -> str:
    """The sentence of one ledger entry; empty for one that is told elsewhere or not at all."""
    kind = KINDS.get(event.kind)
    sentence = kind.sentence_of(event) if kind else None
    if sentence is None:
        return ""
    found = {
        name: _VALUES[name](_member(event, sentence.of.get(name, name)), names, calendar)
        for name in _NAME.findall(sentence.template)
    }
    told = say(words(sentence.template, **found))
    return told + _quoted(event) if sentence.quotes else told


def _member(event: Event, name: str) -> Any:
    return event.by if name == "who" else event.data.get(name, "")


def _quoted(event: Event) -> str:
    reason = str(event.data.get("reason") or "").rstrip(".")
    return f": “{reason}”" if reason else ""


def _who(value: Any, names: Names, _calendar: Calendar) -> str:
    return names.person(value) if isinstance(value, int) else names.author(str(value))


def _holder(value: Any, names: Names, _calendar: Calendar) -> str:
    return names.holder(str(value)).name


def _whom(value: Any, names: Names, _calendar: Calendar) -> str:
    return ", ".join(names.named(str(each)) for each in value)


def _day(value: Any, _names: Names, _calendar: Calendar) -> str:
    return date_words(date.fromisoformat(value), language())


def _instant(value: Any, _names: Names, calendar: Calendar) -> str:
    return short_instant(datetime.fromisoformat(value), calendar)


def _as_written(value: Any, _names: Names, _calendar: Calendar) -> str:
    return str(value)


#: How a value of a sentence is read, by its name there.
_VALUES: dict[str, Callable[[Any, Names, Calendar], str]] = {
    "who": _who,
    "holder": _holder,
    "to": _holder,
    "whom": _whom,
    "first": _day,
    "last": _day,
    "start": _instant,
    "end": _instant,
    "clock": lambda value, _names, _calendar: clock_name(value),
    "priority": lambda value, _names, _calendar: priority_name(value),
    "category": lambda value, names, _calendar: names.rulebook.category(value).names.read(language()),
    "number": _as_written,
    "place": lambda value, names, _calendar: place_words(Place(**value), names.rulebook),
    "reason": _as_written,
}


def incomplete() -> list[str]:
    """Every value of a sentence that nobody can find; one sentence each."""
    lacks = []
    for kind in KINDS.values():
        template = kind.sentence.template if isinstance(kind.sentence, Sentence) else ""
        lacks += [
            f"event kind {kind.code}: no value {name} in web/ticket/event_words.py"
            for name in _NAME.findall(template)
            if name not in _VALUES
        ]
    return lacks
