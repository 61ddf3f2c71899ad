"""What is typed at the counter: a report, how and when it came, and what another office calls it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, validate, validates_schema

from complaints_service.edge.input.fields import TOO_LONG, DayTyped, Line, choice
from complaints_service.edge.input.schemas import draft_of
from complaints_service.edge.resources import service
from complaints_service.errors import marked
from complaints_service.intake.entering import DOORS
from complaints_service.intake.reissuing import PROOFS
from complaints_service.tickets.elsewhere import Elsewhere
from complaints_service.tickets.opening.draft import Draft
from complaints_service.web.citizen.reporting.report_form import ReportForm
from complaints_service.web.shell.forms import FormSchema

_TIME = r"^$|^([01]?\d|2[0-3])[.:][0-5]\d$"
_WHICH = marked("Pilih instansi yang meneruskannya.")
_HOUR = marked("Tulis juga jamnya, misalnya 09.30.")
#: What the office speaks to whoever stands before it.
_SPOKEN = "id"


class CounterForm(ReportForm):
    """A report as somebody of the office writes it down; without a day it was handed over just now."""

    channel = Line(required=True, validate=choice(DOORS))
    handed_on = DayTyped()
    handed_at = Line(
        validate=validate.Regexp(_TIME, error=marked("Isi dengan jam dan menit, misalnya 09.30."))
    )
    agency = Line(validate=validate.Length(max=40, error=TOO_LONG))
    agency_number = Line(validate=validate.Length(max=80, error=TOO_LONG))

    @validates_schema(skip_on_field_errors=False)
    def _whence(self, data: dict[str, Any], **_: Any) -> None:
        wrong: dict[str, list[Any]] = {}
        if data.get("channel") == "agency" and not data.get("agency"):
            wrong["agency"] = [_WHICH]
        if data.get("handed_on") and not data.get("handed_at"):
            wrong["handed_at"] = [_HOUR]
        if wrong:
            raise ValidationError(wrong)


class ReissueForm(FormSchema):
    """Whose link was lost, and by which card it was made sure who asks."""

    number = Line(required=True, validate=validate.Length(max=40, error=TOO_LONG))
    proof = Line(required=True, validate=choice(PROOFS))
    name = Line(required=True, validate=validate.Length(max=120, error=TOO_LONG))


def draft_to_enter(loaded: dict[str, Any], *, today: date) -> Draft:
    """A loaded `CounterForm` as what is entered; a time alone is of today."""
    agency, number = loaded["agency"], loaded["agency_number"]
    draft = draft_of(loaded, channel=loaded["channel"], language=_SPOKEN)
    at = _handed_over(loaded["handed_on"] or today, loaded["handed_at"])
    elsewhere = Elsewhere(agency, number) if agency or number else None
    return replace(draft, received_at=at, elsewhere=elsewhere)


def _handed_over(day: date, typed: str) -> datetime | None:
    if not typed:
        return None
    hour, minute = (int(part) for part in typed.replace(".", ":").split(":"))
    zone = ZoneInfo(service().rulebook.office.zone)
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
