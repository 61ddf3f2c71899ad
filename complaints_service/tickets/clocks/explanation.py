"""One clock of a ticket as text, with the names of those who held it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import NotFound
from complaints_service.people.queries import names_of_officers
from complaints_service.people.structure import unit_called
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import read_number
from config.errors import UnknownEntry
from config.rulebook import Rulebook
from config.vocabulary import Vocabulary
from sla import Event, explain
from sla import words as sla_words


def explained(
    session: Session,
    *,
    number: str,
    clock: str,
    language: str,
    now: datetime,
    rulebook: Rulebook,
    full: bool = False,
) -> str:
    """A ticket's clock as text: every span, counted or not, why, and whose it was.

    Not `full`, long stretches of days of one kind are one entry. Raises NotFound.
    """
    ticket = session.scalar(select(Ticket).where(Ticket.number == (read_number(number) or number)))
    if ticket is None:
        raise NotFound
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    policy, calendar = deadlines.rules_for(events, rulebook=rulebook, policy_version=ticket.policy_version)
    naming = holder_names(session, events=events, language=language, rulebook=rulebook)
    return explain(
        events,
        policy=policy,
        calendar=calendar,
        as_of=now,
        clock=clock,
        language=language,
        naming=naming,
        full=full,
        words=engine_words(rulebook.vocabulary, language),
    )


def engine_words(vocabulary: Vocabulary, language: str) -> sla_words.LanguageWords:
    """The engine's words of a language, with the office's own for what it calls by code."""
    plain = sla_words.LANGUAGES[language]

    def told(group: str) -> dict[str, str]:
        return {code: vocabulary.word(group, code, language) for code in vocabulary.groups[group]}

    return replace(
        plain,
        clocks=vocabulary.names("clock", language),
        statuses=told("clock_status"),
        reasons=told("clock_reason"),
        spans=told("span"),
    )


def holder_names(
    session: Session, *, events: Sequence[Event], language: str, rulebook: Rulebook
) -> Callable[[str], str]:
    """How the holders of a ledger are called: persons and units by name, the others in a word."""
    said = rulebook.vocabulary
    refs = {str(event.data["holder"]) for event in events if event.data.get("holder")}
    refs |= {f"unit:{event.data['unit']}" for event in events if event.data.get("unit")}
    officers = {int(ref.removeprefix("person:")) for ref in refs if ref.startswith("person:")}
    persons = names_of_officers(session, ids=officers)
    units = {
        ref: unit_called(session, code=ref.removeprefix("unit:"), rulebook=rulebook, language=language)
        for ref in refs
        if ref.startswith("unit:")
    }

    def named(ref: str) -> str:
        kind, _sep, name = ref.partition(":")
        if kind == "person":
            return persons.get(int(name), ref)
        if kind == "unit":
            unit = units.get(ref, name)
            return (
                unit
                if name == rulebook.office.triage_unit
                else said.name("holder", "unit", language, unit=unit)
            )
        if kind == "agency":
            try:
                return rulebook.agency(name).names.read(language)
            except UnknownEntry:
                return name
        return said.word("holder", kind, language)

    return named
