"""The chat door: a bot looks at a chat, and hands over one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from complaints_service import clock
from complaints_service.api.body import json_body
from complaints_service.api.chats.look import look
from complaints_service.api.chats.schemas import LookSchema, StepSchema
from complaints_service.api.chats.step import Step, take_step
from complaints_service.chats import drafts
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import officer
from complaints_service.edge.transaction import reading, writing

blueprint = Blueprint("chats", __name__, url_prefix="/api/v1/chats/telegram")
LOOK, STEP = LookSchema(), StepSchema()
SCOPE = "bot"


def for_bots(view: Callable[..., Any]) -> Callable[..., Any]:
    """Lets only a program with a key of scope `bot` in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if officer().scope != SCOPE:
            abort(403)
        return view(*args, **kwargs)

    return guarded


@blueprint.get("/<int(signed=True):chat>")
@for_bots
def get_chat(chat: int) -> Response:
    """The draft of a chat and its version; version 0 where nothing is kept."""
    with reading() as session:
        told = drafts.told_in(session, chat=str(chat))
    return jsonify(version=told.version, draft=dict(told.state))


@blueprint.post("/<int(signed=True):chat>/look")
@for_bots
def post_look(chat: int) -> Response:
    """The draft, and what is known of words, point, button and the message replied to. Writes nothing."""
    asked = LOOK.load(json_body())
    with reading() as session:
        return jsonify(look(session, chat=str(chat), asked=asked, now=clock.now(), service=service()))


@blueprint.post("/<int(signed=True):chat>/steps")
@for_bots
def post_step(chat: int) -> tuple[Response, int]:
    """Commits a step; 200 and `repeated` for one that came before."""
    step = Step(str(chat), STEP.load(json_body()), clock.now(), service())
    answer = writing(lambda session: take_step(session, step))
    return jsonify(answer), 200 if answer["repeated"] else 201
