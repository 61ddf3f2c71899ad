"""What is typed for several tickets at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from complaints_service.edge.input.fields import Line, Several, Text, choice
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.together.outcomes import read_pick
from complaints_service.tickets.together.service import TOGETHER
from complaints_service.web.desk.acts.forms import request_of
from complaints_service.web.shell.forms import FormSchema


class TogetherForm(FormSchema):
    """An act, the tickets that were chosen, and the act's own fields."""

    act = Line(required=True, validate=choice(TOGETHER))
    picks: fields.Field[Any] = Several(read_pick, data_key="pilih")
    to = Line()
    category = Line()
    priority = Line()
    reason = Text(load_default="")
    text = Text(load_default="")


class UndoForm(FormSchema):
    """A button alone."""


def together_request(loaded: Mapping[str, Any]) -> Request:
    """A loaded form as the request each ticket gets. Raises marshmallow's ValidationError by field."""
    names = {rule.wire for rule in ACTS[loaded["act"]].rules.values()}
    typed = {name: value for name, value in loaded.items() if name in names and isinstance(value, str)}
    return request_of(loaded["act"], typed)
