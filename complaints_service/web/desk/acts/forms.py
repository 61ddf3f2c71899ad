"""The page of one act: what it asks, what follows from it, its fields; and what was typed as a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.edge.input.act_schemas import read_request
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.problems import say
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.people.reach import reach_of
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.fields import FieldRule
from complaints_service.web.desk.acts.page import Field, Given
from complaints_service.web.desk.acts.registry import PAGES

#: The form's names of fields that are called otherwise outside.
_NAMES = {"act": "message_act"}
_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class ActForm:
    """One act as its page says it: a question, its consequence in a sentence, and the button's verb."""

    code: str
    question: str
    consequence: str
    verb: str
    final: bool
    fields: tuple[Field, ...]


def act_form(code: str, given: Given) -> ActForm:
    """The form of one act, with what was typed."""
    page = PAGES[code]
    return ActForm(
        code=code,
        question=say(page.question),
        consequence=say(page.consequence),
        verb=say(page.submit or page.verb),
        final=page.final,
        fields=tuple(page.fields(given)),
    )


def receivers(session: Session, *, code: str) -> Collection[OfficerCard]:
    """Who a ticket could be given to by this act: everyone at work here who can be reached, by name."""
    if not PAGES[code].receivers:
        return ()
    reachable = reach_of(session).officers
    return [card for card in people.officer_cards(session).values() if card.active and card.id in reachable]


def request_of(code: str, typed: Mapping[str, str]) -> Request:
    """What was typed as the request of an act. Raises marshmallow's ValidationError, by field."""
    act = PAGES[code].act
    rules = act.rules.values()
    wanted = {rule.wire: _value(rule, typed.get(field_name(rule.wire), "")) for rule in rules}
    return read_request(act, {name: value for name, value in wanted.items() if value not in (None, "")})


def _value(rule: FieldRule, typed: str) -> object:
    """A typed value as the schema takes it; None for one that is no value of its type."""
    if rule.typed is int:
        return whole_number(typed)
    if rule.typed is bool:
        return _YES_OR_NO.get(typed, bool(typed) or None)
    return typed


def field_name(name: str) -> str:
    """The form's name of a field of the request."""
    return _NAMES.get(name, name)
