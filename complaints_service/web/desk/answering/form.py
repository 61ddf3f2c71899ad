"""What is typed about templates and of letters that are not sent yet."""

from __future__ import annotations

from typing import Any

from complaints_service.answering.service import TemplateWords
from complaints_service.edge.input.fields import Line, Text, Whole
from complaints_service.errors import marked
from complaints_service.web.shell.forms import FormSchema


class TemplateForm(FormSchema):
    """A new template; `whose`: `person`, `office`, or `unit:` with its code."""

    whose = Line(attribute="scope")
    name = Line()
    act = Line()
    category = Line()
    body = Text(load_default="")


class TemplateAgainForm(FormSchema):
    """New words for a template, and the version whoever writes them saw."""

    version = Whole(required=True, wanted=marked("Muat ulang halaman ini."))
    name = Line()
    act = Line()
    category = Line()
    body = Text(load_default="")


class RetireForm(FormSchema):
    """A button alone."""


class UseForm(FormSchema):
    """Which template, and what stands in the box already."""

    template = Line(required=True)
    text = Text(load_default="")


class HalfWrittenForm(FormSchema):
    """What is half written."""

    text = Text(load_default="")


def template_words(loaded: dict[str, Any]) -> TemplateWords:
    """A loaded form as what a template says."""
    return TemplateWords(
        name=loaded["name"], act=loaded["act"], category=loaded["category"] or None, body=loaded["body"]
    )
