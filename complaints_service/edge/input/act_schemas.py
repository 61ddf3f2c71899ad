"""The schema of each act's request, made from the fields it declares: one for pages and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields

from complaints_service.edge.input.fields import MESSAGES, Integer, Text
from complaints_service.edge.input.schemas import HouseSchema
from complaints_service.edge.input.typed import instant
from complaints_service.edge.resources import service
from complaints_service.errors import marked
from complaints_service.tickets.acts.act import Act, Request
from complaints_service.tickets.acts.fields import FieldRule
from complaints_service.tickets.acts.registry import ACTS


class InstantField(fields.Field[datetime]):
    """An ISO instant; one without an offset is the office's local time."""

    default_error_messages = {**MESSAGES, "invalid": marked("Isi dengan tanggal dan jam.")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:
        zone = ZoneInfo(service().rulebook.office.zone)
        found = instant(value, zone) if isinstance(value, str) else None
        if found is None:
            raise self.make_error("invalid")
        return found


def _field(name: str, rule: FieldRule) -> fields.Field[Any]:
    described: dict[str, Any] = {"description": rule.meaning}
    if rule.typed is datetime:
        described |= {"type": "string", "format": "date-time"}
    if rule.choices and not callable(rule.choices):
        described["enum"] = list(rule.choices)
    named: dict[str, Any] = {"data_key": rule.wire, "attribute": name, "required": rule.required}
    named["metadata"] = described
    if rule.typed is int:
        return Integer(**named)
    if rule.typed is bool:
        return fields.Boolean(error_messages=MESSAGES, **named)
    return (InstantField if rule.typed is datetime else Text)(**named)


@cache
def schema_of(act: Act[Any]) -> Schema:
    """What a client sends for one act."""
    made = {rule.wire: _field(name, rule) for name, rule in act.rules.items()}
    return HouseSchema.from_dict(made, name=act.request.__name__)()


def read_request(act: Act[Any], body: Mapping[str, Any]) -> Request:
    """What was sent as the request of an act. Raises marshmallow's ValidationError by field.

    A field of another act is passed over, so that one form may serve several; one that no act knows is
    refused. What is missing is refused later, by the act itself: first it must be possible at all.
    """
    own = {rule.wire for rule in act.rules.values()}
    sent = {name: value for name, value in body.items() if name in own or name not in _known()}
    for rule in act.rules.values():
        if rule.also and rule.also in body and not body.get(rule.wire):
            sent[rule.wire] = body[rule.also]
    request: Request = act.request(**schema_of(act).load(sent, partial=True))
    return request


@cache
def _known() -> frozenset[str]:
    """Every name by which some act takes a field."""
    rules = [rule for act in ACTS.values() for rule in act.rules.values()]
    return frozenset({rule.wire for rule in rules} | {rule.also for rule in rules})
