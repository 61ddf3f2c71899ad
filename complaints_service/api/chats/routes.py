"""The chat door: a bot looks at a chat, and hands over one step at a time."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from complaints_service import clock
from complaints_service.accounts import scopes
from complaints_service.api.answers import ChatAnswer, LookAnswer, StepAnswer
from complaints_service.api.body import json_body
from complaints_service.api.chats.look import look
from complaints_service.api.chats.schemas import LookSchema, StepSchema
from complaints_service.api.chats.step import ChatStepTaken, take_step
from complaints_service.api.openapi import described
from complaints_service.chats import drafts
from complaints_service.edge.guard import BOT, needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import only_looks, reading, writing
from complaints_service.errors import NotFound
from complaints_service.notify.known_routes import chat_route
from complaints_service.notify.route import Route

blueprint = Blueprint("chats", __name__, url_prefix="/api/v1/chats/<route>/<chat>")
LOOK, STEP = LookSchema(), StepSchema()


@blueprint.get("")
@needs(BOT, scope=scopes.BOT)
@described(who="bot", gives=ChatAnswer())
def get_chat(_bot: SignedIn, route: str, chat: str) -> Response:
    """The draft of a chat and its version; version 0 where nothing is kept."""
    by = _route(route, chat)
    with reading() as session:
        told = drafts.told_in(session, route=by, chat=chat)
    return jsonify(version=told.version, draft=told.draft())


@blueprint.post("/look")
@needs(BOT, scope=scopes.BOT)
@described(who="bot", takes=LOOK, gives=LookAnswer())
@only_looks
def post_look(_bot: SignedIn, route: str, chat: str) -> Response:
    """The draft, and what is known of words, point, button and the message replied to. Writes nothing."""
    by = _route(route, chat)
    asked = LOOK.load(json_body())
    with reading() as session:
        return jsonify(look(session, by, chat, asked=asked, now=clock.now(), service=service()))


@blueprint.post("/steps")
@needs(BOT, scope=scopes.BOT)
@described(who="bot", takes=STEP, gives=StepAnswer())
def post_step(_bot: SignedIn, route: str, chat: str) -> tuple[Response, int]:
    """Commits a step; 200 and `repeated` for one that came before."""
    step = ChatStepTaken(
        route=_route(route, chat), chat=chat, asked=STEP.load(json_body()), now=clock.now(), service=service()
    )
    answer = writing(lambda session: take_step(session, step))
    return jsonify(answer), 200 if answer["repeated"] else 201


def _route(code: str, chat: str) -> Route:
    """The route of that name, for a chat that can be one of its. Raises NotFound for all others alike."""
    route = chat_route(code)
    if not route.has_chat(chat):
        raise NotFound
    return route
