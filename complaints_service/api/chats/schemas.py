"""What a chat bot may send: a look, and a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from complaints_service.chats.report import VERSION, DraftReport, UnreadableReport, read_report, up_to_date
from complaints_service.edge.input.fields import TOO_LONG, Integer, Number, Text
from complaints_service.edge.input.json_in import LARGEST
from complaints_service.edge.input.schemas import ComplaintSchema, HouseSchema
from complaints_service.errors import marked
from complaints_service.places.place import MOST_METRES
from complaints_service.tickets.acts.registry import IN_CHAT
from complaints_service.tickets.opening.answers import LONGEST_ANSWER
from config.entries.office import ABOUT_OFFICE, MOST_QUESTIONS, PRIVACY_LEVELS

MOST_UPDATES = 200
MOST_REPLIES = 20
_LANGUAGE = validate.OneOf(("id", "en"))
_UNREADABLE = marked("Isian ini tidak terbaca.")
#: What an officer does by a button under a notice; `attach`: more photos of what was just said;
#: `undo`: words that have not left are taken back.
DESK_ACTS = ("take", "message", "question", "resolve", "handover", "attach", "undo")
FILE_KINDS = ("photo", "voice", "document")


class Receipt(fields.Field):
    """A route's own name of a message: a whole number, or a short string."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int | str:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            return value
        if isinstance(value, str) and 0 < len(value) <= 40:
            return value
        raise ValidationError(_UNREADABLE)


class SubmitSchema(ComplaintSchema):
    """A complaint told in a chat; its address may stand without a point."""

    address = Text(validate=validate.Length(max=300, error=TOO_LONG))


class LookSchema(HouseSchema):
    """What the bot wants to know of a chat before it decides. Each part may be left out."""

    text = Text(validate=validate.Length(max=20_000))
    lat = Number()
    lng = Number()
    accuracy = Number(validate=validate.Range(0, MOST_METRES))
    reply_to = Receipt()
    button = Text(validate=validate.Length(max=64))
    number = Text(validate=validate.Length(max=40))
    reports = fields.Boolean()
    categories = fields.Boolean()
    neighbours = fields.Nested(SubmitSchema, metadata={"description": "The report, as it would be sent."})
    language = Text(validate=_LANGUAGE)


class ButtonSchema(HouseSchema):
    """A button: what it says, and the act it stands for or the page it opens (`tracking`, `draft`)."""

    label = Text(required=True, validate=validate.Length(min=1, max=60))
    act = Text(validate=validate.Length(max=50))
    page = Text(validate=validate.OneOf(("tracking", "draft")))


class SpotSchema(HouseSchema):
    """A point and what it is called, to be shown as a map."""

    lat = Number(required=True)
    lng = Number(required=True)
    title = Text(required=True, validate=validate.Length(min=1, max=300))
    address = Text(required=True, validate=validate.Length(min=1, max=500))


class ReplySchema(HouseSchema):
    """What the bot says. `fill`: {number}, {holder}, {first_due}, {done_due}, {link} are the submission's.

    `joined` is said instead where the submission went into a neighbour's report.
    """

    text = Text(required=True, validate=validate.Length(min=1, max=20_000))
    joined = Text(validate=validate.Length(min=1, max=20_000))
    buttons = fields.List(fields.List(fields.Nested(ButtonSchema)), load_default=list)
    keys = fields.List(fields.List(Text()), load_default=list)
    place_key = Text()
    spot = fields.Nested(SpotSchema)
    clear_keys = fields.Boolean(load_default=False)
    number = Text()
    fill = fields.Boolean(load_default=False)


class SaidSchema(HouseSchema):
    """The citizen's words on a complaint of theirs."""

    number = Text(required=True)
    text = Text(required=True)


class ActSchema(HouseSchema):
    """An act on a complaint of this chat."""

    act = Text(required=True, validate=validate.OneOf((*IN_CHAT, "rate", "comment", "survey")))
    number = Text(required=True)
    text = Text()
    rating = Integer()


class FileSchema(HouseSchema):
    """A file of the chat that is to be fetched."""

    file = Text(required=True, validate=validate.Length(max=200))
    kind = Text(required=True, validate=validate.OneOf(FILE_KINDS))
    size = Integer()
    name = Text(validate=validate.Length(max=300))
    mime = Text(validate=validate.Length(max=100))
    number = Text()


class LinkSchema(HouseSchema):
    """A code that links the chat to an officer's account, and what is said to each outcome."""

    code = Text(required=True, validate=validate.Length(min=1, max=64))
    name = Text(required=True, validate=validate.Length(max=120))
    offered = Text(required=True)
    wrong = Text(required=True)
    often = Text(required=True)


class FollowSchema(HouseSchema):
    """A code by which a report made elsewhere is followed here. {number} is filled in."""

    code = Text(required=True, validate=validate.Length(min=1, max=64))
    followed = Text(required=True)
    wrong = Text(required=True)


class AnswerSchema(HouseSchema):
    """What an officer does from the chat: the ticket of the notice replied to, or the one of a button.

    {number} and {counted} are filled in: `counted` where a clock was stopped, `nothing` where an answer
    stopped none, `done` of every other act. With `held`, words without files wait half a minute before they
    leave: `held` is said of them, `held_counted` where they will stop a clock, on a button that says `undo`;
    that button's act names the `letter`.
    """

    reply_to = Receipt()
    number = Text(validate=validate.Length(max=40))
    act = Text(load_default="message", validate=validate.OneOf(DESK_ACTS))
    text = Text(validate=validate.Length(max=20_000))
    to = Text(validate=validate.Length(max=40))
    files = fields.List(fields.Nested(FileSchema), load_default=list, validate=validate.Length(max=10))
    counted = Text(load_default="")
    nothing = Text(load_default="")
    done = Text(load_default="")
    held = Text(load_default="")
    held_counted = Text(load_default="")
    undo = Text(load_default="", validate=validate.Length(max=60))
    letter = Integer()


class PieceSchema(HouseSchema):
    """Words of a report, and the message that brought them."""

    message = Receipt(required=True)
    text = Text(required=True, validate=validate.Length(max=10_000))


class PointSchema(HouseSchema):
    """A point of a report that is being told."""

    lat = Number(required=True)
    lng = Number(required=True)
    accuracy = Integer(required=True, allow_none=True, most=MOST_METRES)


class ChoiceSchema(HouseSchema):
    """An entry of the rulebook, as the chat called it."""

    code = Text(required=True, validate=validate.Length(max=40))
    name = Text(required=True, validate=validate.Length(max=300))


class QuestionAnswerSchema(HouseSchema):
    """What was answered to a question of the category, and the message that brought it."""

    code = Text(required=True, validate=validate.Length(max=40))
    text = Text(required=True, validate=validate.Length(max=LONGEST_ANSWER))
    message = Receipt(required=True)


class ContactSchema(HouseSchema):
    """How the citizen calls themselves, and where else they are reached."""

    name = Text(required=True, allow_none=True, validate=validate.Length(max=120))
    phone = Text(required=True, allow_none=True, validate=validate.Length(max=40))
    email = Text(required=True, allow_none=True, validate=validate.Length(max=254))


class ChatFileSchema(HouseSchema):
    """A file of a report that is being told. `name` is taken from older bots and written down nowhere."""

    file = Text(required=True, validate=validate.Length(max=200))
    kind = Text(required=True, validate=validate.OneOf(FILE_KINDS))
    size = Integer(required=True, allow_none=True)
    name = Text(required=True, allow_none=True, validate=validate.Length(max=300))
    mime = Text(required=True, allow_none=True, validate=validate.Length(max=100))

    @post_load
    def _nameless(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "name": None}


class DraftReportSchema(HouseSchema):
    """A report that is being told (`chats/report.py`). Nothing is left out: what is not known yet is null."""

    version = Integer(required=True, validate=validate.Equal(VERSION))
    id = Text(required=True, validate=validate.Length(min=1, max=40))
    pieces = fields.List(fields.Nested(PieceSchema), required=True, validate=validate.Length(max=50))
    place = fields.Nested(PointSchema, required=True, allow_none=True)
    address = Text(required=True, allow_none=True, validate=validate.Length(max=300))
    kelurahan = fields.Nested(ChoiceSchema, required=True, allow_none=True)
    category = fields.Nested(ChoiceSchema, required=True, allow_none=True)
    answers = fields.List(
        fields.Nested(QuestionAnswerSchema), required=True, validate=validate.Length(max=MOST_QUESTIONS)
    )
    privacy = Text(required=True, allow_none=True, validate=validate.OneOf(PRIVACY_LEVELS))
    about_office = Text(required=True, allow_none=True, validate=validate.OneOf(ABOUT_OFFICE))
    contact = fields.Nested(ContactSchema, required=True)
    files = fields.List(fields.Nested(ChatFileSchema), required=True, validate=validate.Length(max=20))
    language = Text(required=True, validate=_LANGUAGE)


@dataclass(frozen=True)
class WireDraft:
    """A chat as the conversation leaves it: the report, and what is the conversation's own."""

    report: DraftReport | None
    state: Mapping[str, Any]


class DraftField(fields.Field):
    """A chat's draft: its `report` is checked, of whatever version; all else is the conversation's own.

    A step that was decided before the service was brought up to date may still be on its way.
    """

    _report = DraftReportSchema()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> WireDraft:
        if not isinstance(value, Mapping):
            raise ValidationError(_UNREADABLE)
        state = dict(value)
        told = state.pop("report", None)
        if told is None:
            return WireDraft(None, state)
        try:
            known, private = up_to_date(told, str(state.get("language", "id")))
            report = read_report(self._report.load(known))
        except ValidationError as error:
            raise ValidationError({"report": error.messages}) from error
        except (UnreadableReport, TypeError, ValueError) as error:
            raise ValidationError({"report": [_UNREADABLE]}) from error
        return WireDraft(report, {**state, **({"telling": private} if private else {})})


class StepSchema(HouseSchema):
    """One step of a chat. `also`: further updates it covers. `draft` null: nothing of the chat is kept."""

    bot = Text(required=True, validate=validate.Length(min=1, max=40))
    update_id = Integer(required=True, most=LARGEST)
    also = fields.List(Integer(most=LARGEST), load_default=list, validate=validate.Length(max=MOST_UPDATES))
    version = Integer(required=True)
    draft = DraftField(required=True, allow_none=True)
    language = Text(load_default="id", validate=_LANGUAGE)
    submit = fields.Nested(SubmitSchema)
    link = fields.Nested(LinkSchema)
    follow = fields.Nested(FollowSchema)
    answer = fields.Nested(AnswerSchema)
    messages = fields.List(fields.Nested(SaidSchema), load_default=list)
    acts = fields.List(fields.Nested(ActSchema), load_default=list)
    files = fields.List(fields.Nested(FileSchema), load_default=list)
    replies = fields.List(
        fields.Nested(ReplySchema), load_default=list, validate=validate.Length(max=MOST_REPLIES)
    )
