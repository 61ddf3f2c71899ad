"""What a client may send, for pages and API alike: one vocabulary of fields and errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from complaints_service.edge.input.fields import MESSAGES, TOO_LONG, Email, Number, Phone, Text, Whole, choice
from complaints_service.errors import marked
from complaints_service.intake.channels import channels
from complaints_service.places.place import MOST_METRES, POINT_ORIGINS, Place
from complaints_service.survey.service import NO_SCORE, SCORES
from complaints_service.texts import CONTROL, holds_control, plain
from complaints_service.tickets.identity import MOST_LETTERS
from complaints_service.tickets.opening.draft import Draft
from config.entries.office import ABOUT_OFFICE, KINDS, MOST_QUESTIONS, PRIVACY_LEVELS

NO_ACCURACY = marked("Ketelitian ditulis dalam meter, mulai dari 0.")


def _is_within(one: fields.Field[Any]) -> bool:
    return isinstance(one, fields.Nested) or (isinstance(one, fields.List) and _is_within(one.inner))


class HouseSchema(Schema):
    """Unknown fields are refused by name; every built-in message is in the house's words."""

    @pre_load
    def _storable(self, data: Any, **_: Any) -> Any:
        """Refuses, field by field, what no database takes as a text; a schema within looks after its own.

        What a word processor writes of its own becomes a newline or a hyphen first.
        """
        if not isinstance(data, Mapping):
            return data
        within = self._within
        data = {name: sent if name in within else plain(sent) for name, sent in data.items()}
        wrong = {
            str(name): [CONTROL] for name, sent in data.items() if name not in within and holds_control(sent)
        }
        if wrong:
            raise ValidationError(wrong)
        return data

    @cached_property
    def _within(self) -> frozenset[str]:
        """The fields that another schema looks after."""
        return frozenset(one.data_key or name for name, one in self.fields.items() if _is_within(one))

    error_messages = {  # marshmallow reads it from the class
        "unknown": marked("Bagian ini tidak dikenal."),
        "type": marked("Kirim sebuah objek."),
    }


class LocationSchema(HouseSchema):
    """Where it is: WGS84 degrees with their accuracy in metres and what they came from, and the street.

    The address may stand without a point; `places.place.settled` judges both together.
    """

    lat = Number(required=True)
    lng = Number(required=True)
    accuracy = Number(validate=validate.Range(0, MOST_METRES, error=NO_ACCURACY))
    origin = Text(validate=choice(POINT_ORIGINS))
    address = Text(validate=validate.Length(max=300, error=TOO_LONG))


class ReporterSchema(HouseSchema):
    """Who complains; all of it may be left out."""

    name = Text(validate=validate.Length(max=120, error=TOO_LONG))
    phone = Phone()
    email = Email(validate=validate.Length(max=254, error=TOO_LONG))


class PurposeSchema(HouseSchema):
    """What somebody opens an identity for."""

    purpose = Text(required=True, validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG))


class SoughtReporterSchema(HouseSchema):
    """Whose reports somebody looks for, by the whole name, phone or e-mail, and what for."""

    typed = Text(required=True, validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG))
    purpose = Text(required=True, validate=validate.Length(max=MOST_LETTERS, error=TOO_LONG))


class ComplaintSchema(HouseSchema):
    """A complaint as `POST /api/v1/complaints` and the page hand it in."""

    text = Text(required=True)
    category = Text(validate=validate.Length(max=40, error=TOO_LONG))
    kind = Text(validate=choice(KINDS))
    location = fields.Nested(LocationSchema)
    kelurahan = Text(validate=validate.Length(max=13, error=TOO_LONG))
    reporter = fields.Nested(ReporterSchema)
    privacy = Text(required=True, validate=choice(PRIVACY_LEVELS))
    channel = Text(validate=choice(tuple(code for code, channel in channels().items() if channel.public)))
    language = Text(validate=choice(("id", "en")))
    about_office = Text(validate=choice(ABOUT_OFFICE))
    about = Text(validate=validate.Length(max=40, error=TOO_LONG))
    answers = fields.Dict(
        keys=Text(validate=validate.Length(max=40, error=TOO_LONG)),
        values=Text(),
        validate=validate.Length(max=MOST_QUESTIONS, error=TOO_LONG),
        metadata={"description": "Answers to the questions of the category, by their codes."},
    )
    joins = Text(
        validate=validate.Length(max=16, error=TOO_LONG),
        metadata={"description": "A neighbour's report that it follows, by its number."},
    )


def draft_of(loaded: dict[str, Any], *, channel: str, language: str) -> Draft:
    """A loaded `ComplaintSchema` as the draft intake takes."""
    location = loaded.get("location") or {}
    reporter = loaded.get("reporter") or {}
    about, accuracy = loaded.get("about"), location.get("accuracy")
    return Draft(
        text=loaded["text"],
        category=loaded.get("category") or "",
        kind=loaded.get("kind") or "",
        place=Place(
            lat=location.get("lat"),
            lng=location.get("lng"),
            accuracy=None if accuracy is None else math.ceil(accuracy),
            origin=location.get("origin"),
            kelurahan=loaded.get("kelurahan") or None,
            address=location.get("address"),
        ),
        name=reporter.get("name"),
        phone=reporter.get("phone"),
        email=reporter.get("email"),
        privacy=loaded["privacy"],
        channel=loaded.get("channel", channel),
        language=loaded.get("language", language),
        about=(f"unit:{about}",) if about else (),
        about_office=loaded.get("about_office"),
        answers=loaded.get("answers") or {},
        joins=loaded.get("joins") or None,
    )


class MessageSchema(HouseSchema):
    """What a citizen writes."""

    text = Text(required=True)


class CodeSchema(HouseSchema):
    """A code that came by a second way."""

    code = Text(required=True, validate=validate.Length(max=20, error=TOO_LONG))


class ResolutionSchema(HouseSchema):
    """The citizen's judgement of a resolution; a dispute says why, an acceptance may carry a rating."""

    accepted = fields.Boolean(required=True, error_messages=MESSAGES)
    rating = Whole(least=SCORES[0], most=SCORES[-1], wanted=NO_SCORE)
    comment = Text()

    @validates_schema
    def _dispute_says_why(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("accepted") is False and not (data.get("comment") or "").strip():
            raise ValidationError(marked("Tulis apa yang belum beres."), "comment")


class ReasonSchema(HouseSchema):
    """Why a citizen opens a complaint again, or takes it back."""

    reason = Text(required=True)
