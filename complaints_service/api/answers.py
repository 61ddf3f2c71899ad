"""What the API answers, as its description says; tests/api/test_openapi.py holds real answers to it."""

from __future__ import annotations

from marshmallow import Schema, fields

from complaints_service.api.answer_fields import INSTANT, list_field, maybe_field, number_field, text_field
from complaints_service.api.asked_answers import ContestAnswer, EndingRequestAnswer, HandoverRequestAnswer
from complaints_service.api.file_answers import FileAnswer
from complaints_service.api.place_answers import LinkedPlaceAnswer, PlaceAnswer
from complaints_service.api.question_answers import AnsweredAnswer


class ReceiptAnswer(Schema):
    """A complaint that was taken in."""

    number = text_field("Safe to say aloud; opens nothing without the secret.")
    secret = text_field("Opens the complaint; never shown again.")
    status = text_field("The ticket's state.")
    category = text_field()
    holder = text_field("The unit that has it.")
    why = text_field("Why that one.")
    due = fields.Dict(fields.String(), fields.String(), required=True, metadata={"description": INSTANT})
    news_by_email = fields.String(
        metadata={"description": "Of an address given: waiting (for its owner's yes), too_often, closed."}
    )


class DoneAnswer(Schema):
    """A ticket after an act."""

    number = text_field()
    status = text_field("The ticket's state.")
    version = number_field("Send it with the next act.")
    comes_from = fields.String(metadata={"description": "The ticket this new one goes on from."})


class CitizenDoneAnswer(DoneAnswer):
    """The same for its citizen; where a new complaint goes on, with the secret that opens it."""

    secret = fields.String()


class VerdictAnswer(Schema):
    """A clock with every number its verdict rests on."""

    clock = text_field()
    status = text_field()
    reason = maybe_field()
    paused = fields.Boolean(required=True)
    due_at = maybe_field(INSTANT)
    breached_at = maybe_field(INSTANT)
    stopped_at = maybe_field(INSTANT)
    used_seconds = number_field("Of working time.", allow_none=True)
    remaining_seconds = number_field(allow_none=True)
    policy_version = maybe_field()
    calendar_version = maybe_field()


class SpanAnswer(Schema):
    """A span of a clock: whether it counted, and why."""

    start = text_field(INSTANT)
    end = text_field(INSTANT)
    counted = fields.Boolean(required=True)
    kind = text_field()
    holder = maybe_field("Whose time it was; towards citizens never a person.")
    reason = maybe_field()
    name = maybe_field()


class ClockAnswer(VerdictAnswer):
    """A clock with its spans."""

    because = list_field(SpanAnswer)


class EntryAnswer(Schema):
    """One entry of the conversation."""

    seq = number_field("Its number in the ledger.")
    at = text_field(INSTANT)
    act = text_field("As what it was said.")
    text = text_field()
    by = text_field("Who said it.")


class TrackedAnswer(Schema):
    """A complaint as its citizen sees it."""

    number = text_field()
    status = text_field()
    close_reason = maybe_field()
    title = text_field()
    text = text_field()
    privacy = text_field()
    answers = list_field(AnsweredAnswer)
    category = text_field()
    kelurahan = maybe_field()
    place = fields.Nested(PlaceAnswer, required=True)
    received_at = text_field(INSTANT)
    holder = text_field("The unit that has it.")
    due_at = maybe_field(INSTANT)
    as_of = text_field(INSTANT)
    version = number_field()
    next = fields.List(fields.String(), required=True, metadata={"description": "What the citizen may do."})
    messages = list_field(EntryAnswer)
    files = list_field(FileAnswer)
    clocks = list_field(ClockAnswer)


class RowAnswer(Schema):
    """One line of a list of tickets."""

    number = text_field()
    title = text_field()
    status = text_field()
    kind = text_field()
    category = text_field()
    kelurahan = maybe_field()
    unit = text_field()
    holder = number_field("The officer who has it; none: it lies in the unit's queue.", allow_none=True)
    received_at = text_field(INSTANT)
    due_at = maybe_field(INSTANT)
    due_clock = maybe_field()
    voices = number_field("For how many citizens it speaks: its own, and those whose reports went into it.")
    version = number_field()


class RowsAnswer(Schema):
    """A page of tickets."""

    tickets = list_field(RowAnswer)
    next = maybe_field("The cursor of the page after.")


class EventAnswer(Schema):
    """One entry of the ledger."""

    seq = number_field()
    kind = text_field()
    at = text_field(INSTANT)
    recorded_at = text_field(INSTANT)
    by = text_field()
    data = fields.Dict(required=True)


class HeldAnswer(Schema):
    """A span of custody."""

    start = text_field(INSTANT)
    end = text_field(INSTANT)
    holder = text_field()
    seconds = number_field()


class CustodyAnswer(Schema):
    """Whose the working time was: it adds up to the whole second."""

    total_seconds = number_field()
    holders = fields.Dict(fields.String(), fields.Integer(), required=True)
    spans = list_field(HeldAnswer)


class IdentityAnswer(Schema):
    """Who complained, for whoever may know it and said what for."""

    name = maybe_field()
    phone = maybe_field()
    email = maybe_field()
    erased = fields.Boolean(required=True, metadata={"description": "Nobody can know it any more."})


class TicketAnswer(RowAnswer):
    """A ticket as an officer sees it."""

    as_of = text_field(INSTANT)
    place = fields.Nested(LinkedPlaceAnswer, required=True)
    text = text_field()
    privacy = text_field()
    channel = text_field()
    answers = list_field(AnsweredAnswer)
    acts = fields.List(fields.String(), required=True, metadata={"description": "What may be done now."})
    events = list_field(EventAnswer)
    messages = list_field(EntryAnswer)
    files = list_field(FileAnswer)
    clocks = list_field(VerdictAnswer)
    rounds = list_field(VerdictAnswer)
    lives = list_field(VerdictAnswer)
    custody = fields.Nested(CustodyAnswer, required=True)
    contests = list_field(ContestAnswer.from_dict({"from": text_field(INSTANT)}, name="ContestAnswer"))
    handover_requests = list_field(HandoverRequestAnswer)
    ending_requests = list_field(EndingRequestAnswer)


class IndicatorAnswer(Schema):
    """One indicator of one month, with everything its verdict rests on."""

    code = text_field()
    name = fields.Dict(fields.String(), fields.String(), required=True)
    unit = text_field("What value, interval and target are in.")
    better = text_field()
    source = text_field()
    value = fields.Float(required=True, allow_none=True)
    n = number_field()
    k = number_field(allow_none=True)
    interval = fields.Dict(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    minimum_n = number_field(allow_none=True)
    verdict = maybe_field("None without a target.")
    still_waiting = fields.Boolean(
        required=True, metadata={"description": "No value, since more than half (one in ten) still wait."}
    )
    counts = fields.Dict(required=True)
    expected = fields.Float(required=True, allow_none=True)
    drawn = fields.Float(required=True, allow_none=True)
    hash = maybe_field()
    comparison = fields.Dict(required=True, allow_none=True)
    evidence = text_field("Where its tickets are.")


class IndicatorsAnswer(Schema):
    """A member's month."""

    officer = fields.Dict(required=True)
    period = text_field()
    provisional = fields.Boolean(required=True)
    as_of = maybe_field(INSTANT)
    policies = fields.List(fields.String(), required=True)
    calendars = fields.List(fields.String(), required=True)
    hash = maybe_field()
    presence = fields.Dict(required=True, allow_none=True)
    late_leave = fields.List(fields.Dict(), required=True)
    indicators = list_field(IndicatorAnswer)


class ChatAnswer(Schema):
    """A chat's draft and its version."""

    version = number_field("0 where nothing is kept.")
    draft = fields.Dict(required=True)


class LookAnswer(ChatAnswer):
    """The same, and an answer to each part that was asked."""

    kelurahan = fields.List(fields.Dict(), required=True)
    tickets = fields.Dict(required=True, metadata={"description": "This chat's own, by number."})
    categories = fields.List(fields.Dict())
    category = fields.Dict(allow_none=True)
    neighbours = fields.List(fields.Dict())
    place = fields.Dict()
    replied = fields.String(allow_none=True)
    desk = fields.String(allow_none=True)
    open = fields.List(fields.String())
    button = fields.String(allow_none=True)
    reports = fields.List(fields.String())
    duties = fields.Integer(
        allow_none=True, metadata={"description": "What waits for the officer whose chat this is."}
    )


class StepAnswer(Schema):
    """A step that was taken."""

    repeated = fields.Boolean(required=True)
    version = number_field()
    number = fields.String(metadata={"description": "Of the complaint that was handed in."})


class LeaseAnswer(Schema):
    """Whether this process polls, and until when."""

    held = fields.Boolean(required=True)
    until = text_field(INSTANT)
