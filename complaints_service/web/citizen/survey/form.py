"""What is filled in of the survey: nine scores, and what somebody tells of themselves, if they like."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from complaints_service.edge.input.fields import TOO_LONG, Line, Text, Whole
from complaints_service.survey.skm.kinds import PROFILE
from complaints_service.survey.skm.service import GivenAnswer
from complaints_service.web.shell.forms import FormSchema
from config.entries.survey import ELEMENTS

#: A pass as it stands in the form and in a slip's address.
PASS, LONGEST_PASS = "kunci", 80


class ScoresForm(FormSchema):
    """The nine scores; which of them is missing the domain says."""

    u1 = Whole()
    u2 = Whole()
    u3 = Whole()
    u4 = Whole()
    u5 = Whole()
    u6 = Whole()
    u7 = Whole()
    u8 = Whole()
    u9 = Whole()
    sex = Line()
    age = Line()
    education = Line()
    work = Line()
    comment = Text(load_default="")
    pass_given = Line(data_key=PASS, validate=validate.Length(max=LONGEST_PASS, error=TOO_LONG))


def given_answer(loaded: dict[str, Any]) -> GivenAnswer:
    """A loaded form as one answer."""
    return GivenAnswer(
        scores={code: loaded[code] for code in ELEMENTS if loaded[code] is not None},
        profile={column: loaded[column] for column in PROFILE},
        comment=loaded["comment"],
    )
