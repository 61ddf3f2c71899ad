"""What is typed to send a report on."""

from __future__ import annotations

from complaints_service.edge.input.fields import Line, Text, Whole
from complaints_service.web.shell.forms import FormSchema


class SendOnForm(FormSchema):
    """Its category, where it goes (empty: where the rules send it), and why; `version`: as it was seen."""

    version = Whole(required=True)
    category = Line(required=True)
    to = Line(load_default="")
    reason = Text(load_default="")


class ReferForm(FormSchema):
    """To which other office, and why: its citizen reads it; `version`: as it was seen."""

    version = Whole(required=True)
    agency = Line(required=True)
    reason = Text(load_default="", data_key="refer_reason")
