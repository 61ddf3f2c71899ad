"""What the API answers, as its description says; tests/api/test_openapi.py holds real answers to it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields


def _text(meaning: str = "", **more: Any) -> fields.String:
    return fields.String(required=True, metadata={"description": meaning} if meaning else {}, **more)


def _maybe(meaning: str = "") -> fields.String:
    return _text(meaning, allow_none=True)


def _number(meaning: str = "", **more: Any) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": meaning} if meaning else {}, **more)


def _list(schema: type[Schema]) -> fields.List:
    return fields.List(fields.Nested(schema), required=True)


_INSTANT = "An instant: ISO 8601 in UTC."


class ReceiptAnswer(Schema):
    """A complaint that was taken in."""

    number = _text("Safe to say aloud; opens nothing without the secret.")
    secret = _text("Opens the complaint; never shown again.")
    status = _text("The ticket's state.")
    category = _text()
    holder = _text("The unit that has it.")
    why = _text("Why that one.")
    due = fields.Dict(fields.String(), fields.String(), required=True, metadata={"description": _INSTANT})


class DoneAnswer(Schema):
    """A ticket after an act."""

    number = _text()
    status = _text("The ticket's state.")
    version = _number("Send it with the next act.")
    comes_from = fields.String(metadata={"description": "The ticket this new one goes on from."})


class CitizenDoneAnswer(DoneAnswer):
    """The same for its citizen; where a new complaint goes on, with the secret that opens it."""

    secret = fields.String()


class VerdictAnswer(Schema):
    """A clock with every number its verdict rests on."""

    clock = _text()
    status = _text()
    reason = _maybe()
    paused = fields.Boolean(required=True)
    due_at = _maybe(_INSTANT)
    breached_at = _maybe(_INSTANT)
    stopped_at = _maybe(_INSTANT)
    used_seconds = _number("Of working time.", allow_none=True)
    remaining_seconds = _number(allow_none=True)
    policy_version = _maybe()
    calendar_version = _maybe()


class SpanAnswer(Schema):
    """A span of a clock: whether it counted, and why."""

    start = _text(_INSTANT)
    end = _text(_INSTANT)
    counted = fields.Boolean(required=True)
    kind = _text()
    holder = _maybe("Whose time it was; towards citizens never a person.")
    reason = _maybe()
    name = _maybe()


class ClockAnswer(VerdictAnswer):
    """A clock with its spans."""

    because = _list(SpanAnswer)


class EntryAnswer(Schema):
    """One entry of the conversation."""

    seq = _number("Its number in the ledger.")
    at = _text(_INSTANT)
    act = _text("As what it was said.")
    text = _text()
    by = _text("Who said it.")


class TrackedAnswer(Schema):
    """A complaint as its citizen sees it."""

    number = _text()
    status = _text()
    close_reason = _maybe()
    title = _text()
    text = _text()
    privacy = _text()
    category = _text()
    kelurahan = _maybe()
    received_at = _text(_INSTANT)
    holder = _text("The unit that has it.")
    due_at = _maybe(_INSTANT)
    as_of = _text(_INSTANT)
    version = _number()
    next = fields.List(fields.String(), required=True, metadata={"description": "What the citizen may do."})
    messages = _list(EntryAnswer)
    clocks = _list(ClockAnswer)


class RowAnswer(Schema):
    """One line of a list of tickets."""

    number = _text()
    title = _text()
    status = _text()
    kind = _text()
    category = _text()
    kelurahan = _maybe()
    unit = _text()
    holder = _number("The officer who has it; none: it lies in the unit's queue.", allow_none=True)
    received_at = _text(_INSTANT)
    due_at = _maybe(_INSTANT)
    due_clock = _maybe()
    version = _number()


class RowsAnswer(Schema):
    """A page of tickets."""

    tickets = _list(RowAnswer)
    next = _maybe("The cursor of the page after.")


class EventAnswer(Schema):
    """One entry of the ledger."""

    seq = _number()
    kind = _text()
    at = _text(_INSTANT)
    recorded_at = _text(_INSTANT)
    by = _text()
    data = fields.Dict(required=True)


class HeldAnswer(Schema):
    """A span of custody."""

    start = _text(_INSTANT)
    end = _text(_INSTANT)
    holder = _text()
    seconds = _number()


class CustodyAnswer(Schema):
    """Whose the working time was: it adds up to the whole second."""

    total_seconds = _number()
    holders = fields.Dict(fields.String(), fields.Integer(), required=True)
    spans = _list(HeldAnswer)


class ContestAnswer(Schema):
    """ "This span is not mine", and what was decided."""

    contest = _number()
    by = _text()
    reason = _text()
    upheld = fields.Boolean(required=True, allow_none=True)
    holder = _maybe()
    decided_by = _maybe()
    decided_at = _maybe(_INSTANT)
    answer = _maybe()
    until = _text(_INSTANT)


class HandoverRequestAnswer(Schema):
    """A request to hand it over, and what became of it."""

    request = _number()
    by = _text()
    to = _maybe()
    reason = _text()
    at = _text(_INSTANT)
    outcome = _maybe()
    decided_by = _maybe()
    answer = _maybe()


class IdentityAnswer(Schema):
    """Who complains, for whoever may see it."""

    name = _maybe()
    phone = _maybe()
    email = _maybe()


class TicketAnswer(RowAnswer):
    """A ticket as an officer sees it."""

    as_of = _text(_INSTANT)
    text = _text()
    privacy = _text()
    channel = _text()
    acts = fields.List(fields.String(), required=True, metadata={"description": "What may be done now."})
    events = _list(EventAnswer)
    messages = _list(EntryAnswer)
    clocks = _list(VerdictAnswer)
    rounds = _list(VerdictAnswer)
    lives = _list(VerdictAnswer)
    custody = fields.Nested(CustodyAnswer, required=True)
    contests = _list(ContestAnswer.from_dict({"from": _text(_INSTANT)}, name="ContestAnswer"))
    handover_requests = _list(HandoverRequestAnswer)
    reporter = fields.Nested(IdentityAnswer)


class IndicatorAnswer(Schema):
    """One indicator of one month, with everything its verdict rests on."""

    code = _text()
    name = fields.Dict(fields.String(), fields.String(), required=True)
    unit = _text("What value, interval and target are in.")
    better = _text()
    source = _text()
    value = fields.Float(required=True, allow_none=True)
    n = _number()
    k = _number(allow_none=True)
    interval = fields.Dict(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    minimum_n = _number(allow_none=True)
    verdict = _maybe("None without a target.")
    still_waiting = fields.Boolean(
        required=True, metadata={"description": "No value, since more than half (one in ten) still wait."}
    )
    counts = fields.Dict(required=True)
    expected = fields.Float(required=True, allow_none=True)
    drawn = fields.Float(required=True, allow_none=True)
    hash = _maybe()
    comparison = fields.Dict(required=True, allow_none=True)
    evidence = _text("Where its tickets are.")


class IndicatorsAnswer(Schema):
    """A member's month."""

    officer = fields.Dict(required=True)
    period = _text()
    provisional = fields.Boolean(required=True)
    as_of = _maybe(_INSTANT)
    policies = fields.List(fields.String(), required=True)
    calendars = fields.List(fields.String(), required=True)
    hash = _maybe()
    presence = fields.Dict(required=True, allow_none=True)
    indicators = _list(IndicatorAnswer)


class ChatAnswer(Schema):
    """A chat's draft and its version."""

    version = _number("0 where nothing is kept.")
    draft = fields.Dict(required=True)


class LookAnswer(ChatAnswer):
    """The same, and an answer to each part that was asked."""

    kelurahan = fields.List(fields.Dict(), required=True)
    tickets = fields.Dict(required=True, metadata={"description": "This chat's own, by number."})
    categories = fields.List(fields.Dict())
    category = fields.Dict(allow_none=True)
    place = fields.Dict()
    replied = fields.String(allow_none=True)
    desk = fields.String(allow_none=True)
    open = fields.List(fields.String())
    button = fields.String(allow_none=True)
    reports = fields.List(fields.String())


class StepAnswer(Schema):
    """A step that was taken."""

    repeated = fields.Boolean(required=True)
    version = _number()
    number = fields.String(metadata={"description": "Of the complaint that was handed in."})


class LeaseAnswer(Schema):
    """Whether this process polls, and until when."""

    held = fields.Boolean(required=True)
    until = _text(_INSTANT)
