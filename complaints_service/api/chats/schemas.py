"""What a chat bot may send: a look, and a step."""

from __future__ import annotations

from marshmallow import fields, validate

from complaints_service.edge.schemas import TOO_LONG, ComplaintSchema, HouseSchema, Text

MOST_UPDATES = 200
MOST_REPLIES = 20
_LANGUAGE = validate.OneOf(("id", "en"))


class LookSchema(HouseSchema):
    """What the bot wants to know of a chat before it decides. Each part may be left out."""

    text = Text(validate=validate.Length(max=20_000))
    lat = fields.Float()
    lng = fields.Float()
    reply_to = fields.Integer(strict=True)
    button = Text(validate=validate.Length(max=64))
    number = Text(validate=validate.Length(max=40))
    reports = fields.Boolean()
    categories = fields.Boolean()
    language = Text(validate=_LANGUAGE)


class ButtonSchema(HouseSchema):
    """A button: what it says, and the act it stands for or the page it opens (`tracking`, `draft`)."""

    label = Text(required=True, validate=validate.Length(min=1, max=60))
    act = Text(validate=validate.Length(max=50))
    page = Text(validate=validate.OneOf(("tracking", "draft")))


class ReplySchema(HouseSchema):
    """What the bot says. `fill`: {number}, {holder}, {first_due}, {done_due}, {link} are the submission's."""

    text = Text(required=True, validate=validate.Length(min=1, max=20_000))
    buttons = fields.List(fields.List(fields.Nested(ButtonSchema)), load_default=list)
    keys = fields.List(fields.List(Text()), load_default=list)
    place_key = Text()
    clear_keys = fields.Boolean(load_default=False)
    number = Text()
    fill = fields.Boolean(load_default=False)


class SubmitSchema(ComplaintSchema):
    """A complaint told in a chat; its address may stand without a point."""

    address = Text(validate=validate.Length(max=300, error=TOO_LONG))


class SaidSchema(HouseSchema):
    """The citizen's words on a complaint of theirs."""

    number = Text(required=True)
    text = Text(required=True)


class ActSchema(HouseSchema):
    """An act on a complaint of this chat."""

    act = Text(required=True, validate=validate.OneOf(("accept", "dispute", "rate", "comment")))
    number = Text(required=True)
    text = Text()
    rating = fields.Integer(strict=True)


class FileSchema(HouseSchema):
    """A file of the chat that is to be fetched."""

    file = Text(required=True, validate=validate.Length(max=200))
    kind = Text(required=True, validate=validate.OneOf(("photo", "voice", "document")))
    size = fields.Integer()
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


class AnswerSchema(HouseSchema):
    """An officer's reply to a notice in the chat. {number} and {counted} are filled in; `nothing` counted."""

    reply_to = fields.Integer(required=True, strict=True)
    text = Text(required=True)
    counted = Text(required=True)
    nothing = Text(required=True)


class StepSchema(HouseSchema):
    """One step of a chat. `also`: further updates it covers. `draft` null: nothing of the chat is kept."""

    bot = Text(required=True, validate=validate.Length(min=1, max=40))
    update_id = fields.Integer(required=True, strict=True)
    also = fields.List(
        fields.Integer(strict=True), load_default=list, validate=validate.Length(max=MOST_UPDATES)
    )
    version = fields.Integer(required=True, strict=True)
    draft = fields.Dict(required=True, allow_none=True)
    language = Text(load_default="id", validate=_LANGUAGE)
    submit = fields.Nested(SubmitSchema)
    link = fields.Nested(LinkSchema)
    answer = fields.Nested(AnswerSchema)
    messages = fields.List(fields.Nested(SaidSchema), load_default=list)
    acts = fields.List(fields.Nested(ActSchema), load_default=list)
    files = fields.List(fields.Nested(FileSchema), load_default=list)
    replies = fields.List(
        fields.Nested(ReplySchema), load_default=list, validate=validate.Length(max=MOST_REPLIES)
    )


class LeaseSchema(HouseSchema):
    """Who wants to poll, and for how long; no seconds ends it."""

    holder = Text(required=True, validate=validate.Length(min=1, max=40))
    seconds = fields.Integer(required=True, strict=True, validate=validate.Range(0, 300))
