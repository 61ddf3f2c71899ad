"""What the forms of meetings and actions send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import ValidationError, validates_schema
from sqlalchemy.orm import Session

from complaints_service.edge.input.fields import DayTyped, Instant, Line, Named, Several, Text, Whole
from complaints_service.edge.input.typed import whole_number
from complaints_service.errors import marked
from complaints_service.meetings import invitations
from complaints_service.meetings.actions import NewAction
from complaints_service.meetings.service import MeetingNotes, NewMeeting
from complaints_service.web.performance.effects import FigureField
from complaints_service.web.shell.forms import FormSchema

_WHO = marked("Pilih peserta rapat.")
_DAY = marked("Isi dengan tanggal.")


class PlanForm(FormSchema):
    """A meeting to plan; `whom` is `unit:<code>` or `person:<id>`."""

    whom = Line()
    starts_at = Instant(required=True)
    place = Line()
    repeats = Line()


def invited(session: Session, typed: dict[str, Any], planner_id: int) -> NewMeeting:
    """The meeting that was asked for, with whom it is for."""
    kind, _sep, key = typed.pop("whom").partition(":")
    other, repeats = whole_number(key) if kind == "person" else None, typed.pop("repeats")
    if other is not None:
        asked = invitations.of_two(session, other_id=other, planner_id=planner_id, **typed)
    else:
        unit = key if kind == "unit" else ""
        asked = invitations.of_unit(session, unit=unit, planner_id=planner_id, **typed)
    return replace(asked, repeats=repeats)


class WorkForm(FormSchema):
    """What is written of a meeting, with room for one more point and one more action."""

    do = Line()
    revision = Whole(load_default=0)
    minutes = Text(load_default="")
    present = Several(whole_number)
    notes = Named("note:")
    absent = Named("absent:")
    own = Line()
    words = Line(data_key="act_words")
    owner_id = Whole(data_key="act_owner", wanted=_WHO)
    due_on = DayTyped(data_key="act_due", wanted=_DAY)

    @validates_schema
    def whole_action(self, typed: dict[str, Any], **_rest: object) -> None:
        """An action has somebody to do it and a day."""
        missing = {"act_owner": [_WHO] if typed["owner_id"] is None else []}
        missing["act_due"] = [_DAY] if typed["due_on"] is None else []
        if typed["words"] and any(missing.values()):
            raise ValidationError({name: said for name, said in missing.items() if said})


def written(typed: dict[str, Any]) -> MeetingNotes:
    """Minutes, who was there, and the notes by kind and reference of their point."""
    notes = {}
    for name, said in typed["notes"].items():
        kind, _sep, reference = name.partition(":")
        notes[kind, reference] = said
    absent = {int(key): said for key, said in typed["absent"].items() if whole_number(key) is not None}
    return MeetingNotes(typed["minutes"], frozenset(typed["present"]), notes, absent)


def agreed(typed: dict[str, Any], meeting_id: int) -> NewAction | None:
    """The action that was typed beside the minutes, if any."""
    if not typed["words"]:
        return None
    return NewAction(
        owner_id=typed["owner_id"], words=typed["words"], due_on=typed["due_on"], meeting_id=meeting_id
    )


class PointForm(FormSchema):
    """A point of one's own."""

    own = Text(load_default="")


class CancelForm(FormSchema):
    """Why a meeting will not be."""

    reason = Text(load_default="")
    revision = Whole(load_default=0)


class ActionForm(FormSchema):
    """An action agreed outside a meeting."""

    owner_id = Whole(wanted=marked("Pilih petugas yang Anda pimpin."), required=True)
    words = Line()
    due_on = DayTyped(required=True)
    indicator_code = FigureField(load_default=None)


class DoneForm(FormSchema):
    """What came of an action."""

    outcome = Text(load_default="")


class DroppedForm(FormSchema):
    """Why an action is dropped."""

    outcome = Text(load_default="", data_key="why")


class MovedForm(FormSchema):
    """Another day for an action, and why."""

    due_on = DayTyped(required=True, wanted=_DAY)
    reason = Text(load_default="")
