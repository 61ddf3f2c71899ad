"""Which process of a bot polls."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts import scopes
from complaints_service.api.answers import LeaseAnswer
from complaints_service.api.body import json_body
from complaints_service.api.openapi import described
from complaints_service.api.presenting import instant
from complaints_service.chats import drafts
from complaints_service.edge.guard import BOT, needs
from complaints_service.edge.input.fields import Integer, Text
from complaints_service.edge.input.schemas import HouseSchema
from complaints_service.edge.metrics import count_unreadable
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import writing
from complaints_service.errors import invalid, words
from complaints_service.health.rules import BOT as BOT_PART
from complaints_service.health.service import beat
from complaints_service.notify.known_routes import route_of_bot


class LeaseSchema(HouseSchema):
    """Who wants to poll, and for how long; no seconds ends it."""

    holder = Text(required=True, validate=validate.Length(min=1, max=40))
    seconds = Integer(required=True, most=300)
    unreadable = Integer(
        load_default=0,
        most=1_000_000,
        metadata={"description": "Updates stepped over since the last asking."},
    )


blueprint = Blueprint("bots", __name__, url_prefix="/api/v1/bots")
LEASE = LeaseSchema()


@blueprint.put("/<name>/lease")
@needs(BOT, scope=scopes.BOT)
@described(who="bot", takes=LEASE, gives=LeaseAnswer())
def put_lease(_bot: SignedIn, name: str) -> tuple[Response, int]:
    """Takes, renews or ends the lease of a bot; 409 while another process has it."""
    asked, now = LEASE.load(json_body()), clock.now()
    route = route_of_bot(name)
    if asked["seconds"] > route.side.bot.longest_lease:
        raise invalid("seconds", words("Isian ini tidak bisa dipakai."))

    def change(session: Session) -> drafts.Lease:
        lease = drafts.take_lease(
            session, name=name[:40], holder=asked["holder"], seconds=asked["seconds"], now=now
        )
        if lease.held:
            beat(session, part=f"{BOT_PART}{route.code}", now=now)
        return lease

    lease = writing(change)
    count_unreadable(route.code, asked["unreadable"])
    return jsonify(held=lease.held, until=instant(lease.until)), 200 if lease.held else 409
