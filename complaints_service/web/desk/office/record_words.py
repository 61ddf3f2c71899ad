"""What the record tells, in the reader's words: kinds, who, about what, and what stands beside each entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import logins_of
from complaints_service.accounts.scopes import SCOPES
from complaints_service.audit.kinds import PARTS, WORD_OF
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.notify.known_routes import ROUTES
from complaints_service.office_reports.catalogue import REPORTS
from complaints_service.office_reports.signals.rules import SIGNALS
from complaints_service.people.members import members, structure
from complaints_service.people.queries import post_titles, unit_names
from complaints_service.people.structure import unit_title
from complaints_service.web.desk.office.other_offices import WAYS
from complaints_service.web.desk.office.staff_page import EMPLOYMENT_WORDS, ROLES
from complaints_service.web.words.formats import date_words, instant_words, month_words, number_words
from complaints_service.web.words.vocabulary import name_of, word_of
from config.errors import UnknownEntry
from config.vocabulary import capital

_SAID: Mapping[str, Mapping[str, str]] = {"role": ROLES, "employment": EMPLOYMENT_WORDS, "way": WAYS}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")


def kind_name(kind: str) -> str:
    """A kind of entry where it stands alone; one that the house has no more, by its key."""
    return name_of("recorded", kind) if _knows("recorded", kind) else kind


class RecordWords:
    """The names that some entries need, and other references beside them; each list is read when one asks."""

    def __init__(self, session: Session, rows: Iterable[AuditEvent], *others: str) -> None:
        self._session = session
        asked = {*others}
        for row in rows:
            asked |= {row.actor, row.subject, *(each for each in row.data.values() if isinstance(each, str))}
        ids = {number for each in asked if (number := _numbered("account", each)) is not None}
        self._logins = logins_of(session, ids=ids)

    def who(self, reference: str) -> str:
        """Whoever or whatever a reference (`person:7`, `unit:RPL`, `office`) stands for, standing alone."""
        return capital(self.reference(reference))

    def reference(self, reference: str) -> str:
        """The same within a sentence."""
        sort, _sep, key = reference.partition(":")
        named = self._named(sort, key)
        if named is not None:
            return named
        if not _knows("recorded_about", sort):
            return reference
        if key == "unknown":
            return _("%(what)s yang tidak dikenal", what=word_of("recorded_about", sort))
        return f"{word_of('recorded_about', sort)} {key}".rstrip()

    def parts(self, row: AuditEvent) -> list[tuple[str, str]]:
        """What stands beside an entry: (what it is called, its value); the purpose has a place of its own."""
        told = ((part, self._values(part, value)) for part, value in row.data.items() if part != "purpose")
        return [(_part_name(part), ", ".join(values)) for part, values in told if values]

    def purpose(self, row: AuditEvent) -> str:
        """For what it was done, in the words of whoever did it; some ways in have a code."""
        return self._word("purpose", row.purpose)

    def _named(self, sort: str, key: str) -> str | None:
        """The name of what has one of its own; None for the rest."""
        if sort == "person":
            return self._people.get(whole_number(key) or 0)
        if sort == "account":
            login = self._logins.get(whole_number(key) or 0)
            return None if login is None else _("akun %(login)s", login=login)
        if sort == "unit":
            return self._units.get(key)
        if sort == "position":
            return self._posts.get(key)
        if sort in ("route", "bot") and key in ROUTES:
            return f"{word_of('recorded_about', sort)} {ROUTES[key].names.read(language())}"
        if sort == "opening":
            return f"{word_of('recorded_about', sort)}: {self._word('what', key)}"
        return _agency(key) if sort == "agency" else None

    def _values(self, part: str, value: Any) -> list[str]:
        if value is None or value == "":
            return []
        if PARTS.get(part) == "grants" and isinstance(value, list):
            return [self._grant(*each) for each in value]
        if isinstance(value, list):
            return [said for each in value for said in self._values(part, each)]
        if isinstance(value, dict):
            # How many of each sort of row: of the record's own, whose names are the database's.
            return self._values(part, sum(each if isinstance(each, int) else 1 for each in value.values()))
        if PARTS.get(part) == "scope":
            return [_(SCOPES[each].means) if each in SCOPES else each for each in str(value).split()]
        return [self._value(part, value)]

    def _value(self, part: str, value: Any) -> str:
        sort = PARTS.get(part, "plain")
        if isinstance(value, bool):
            return _("ya") if value else _("tidak")
        if isinstance(value, float):
            return number_words(value, language(), digits=1)
        if isinstance(value, int):
            if sort == "person":
                return self._people.get(value, str(value))
            if sort == "unit_id":
                return self._unit(value)
            if sort == "code":
                return str(value)
            return number_words(value, language())
        return _in_time(str(value)) or self._text(part, sort, str(value))

    def _text(self, part: str, sort: str, value: str) -> str:
        tongue = language()
        if sort == "unit":
            return self._units.get(value, value)
        if sort == "position":
            return self._posts.get(value, value)
        if sort == "reference":
            return self.reference(value)
        if sort == "sign":
            signal = SIGNALS.get(value.partition("|")[0])
            return value if signal is None else _(signal.name)
        if sort == "office_report":
            return _(REPORTS[value].name) if value in REPORTS else value
        if sort in ("service", "element"):
            rules = service().rulebook
            entries = rules.survey_services if sort == "service" else rules.survey_elements
            return next((each.names.read(tongue) for each in entries if each.code == value), value)
        return self._word(part, value) if sort == "word" else value

    def _word(self, part: str, value: str) -> str:
        """The office's word of a code; what is none is somebody's own words."""
        if value in _SAID.get(part, {}):
            return _(_SAID[part][value])
        for group in (*WORD_OF.get(part, ()), "recorded_value"):
            if _knows(group, value):
                return word_of(group, value)
        levels = service().rulebook.evaluation.levels if part == "level" else ()
        return next((each.names.read(language()) for each in levels if each.code == value), value)

    def _grant(self, role: str, unit_id: int | None) -> str:
        where = _("seluruh kantor") if unit_id is None else self._unit(unit_id)
        return f"{self._word('role', role)} ({where})"

    def _unit(self, unit_id: int) -> str:
        code = self._codes.get(unit_id, "")
        return self._units.get(code, str(unit_id))

    @cached_property
    def _people(self) -> Mapping[int, str]:
        return {each.id: each.name for each in members(self._session)}

    @cached_property
    def _units(self) -> Mapping[str, str]:
        rules, tongue = service().rulebook, language()
        return {
            code: unit_title(code, name, rulebook=rules, language=tongue)
            for code, name in unit_names(self._session).items()
        }

    @cached_property
    def _codes(self) -> Mapping[int, str]:
        return {unit.id: unit.code for unit in structure(self._session).units}

    @cached_property
    def _posts(self) -> Mapping[str, str]:
        return post_titles(self._session)


def people_named(references: Iterable[str]) -> Iterator[int]:
    """The members of the office among these references."""
    for each in references:
        if (number := _numbered("person", each)) is not None:
            yield number


def _numbered(sort: str, reference: str) -> int | None:
    head, _sep, key = reference.partition(":")
    return whole_number(key) if head == sort else None


def _part_name(part: str) -> str:
    return name_of("recorded_part", part) if _knows("recorded_part", part) else part


def _in_time(value: str) -> str | None:
    """An instant, a day or a month as it is told here; None for anything else."""
    try:
        if _INSTANT.fullmatch(value):
            rules = service().rulebook
            zone = rules.calendar(rules.office.calendar).zone
            return instant_words(datetime.fromisoformat(value), zone=zone, language=language())
        if _DAY.fullmatch(value):
            return date_words(date.fromisoformat(value), language(), year=True)
        return month_words(value, language()) if _MONTH.fullmatch(value) else None
    except ValueError:
        return None


def _agency(code: str) -> str | None:
    try:
        return service().rulebook.agency(code).names.read(language())
    except UnknownEntry:
        return None


def _knows(group: str, code: str) -> bool:
    return service().rulebook.vocabulary.knows(group, code)
