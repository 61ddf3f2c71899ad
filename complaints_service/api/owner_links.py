"""A report's links for citizens' clients: replaced by their owner, earned by whoever has a second way."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from marshmallow import Schema
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.api.answer_fields import text_field
from complaints_service.api.body import json_body
from complaints_service.api.openapi import described
from complaints_service.edge.guard import needs
from complaints_service.edge.input.schemas import CodeSchema
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWN_TICKET_BY_HEADER, OWNER_TICKET_BY_HEADER
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, DomainError, words
from complaints_service.extensions import limiter
from complaints_service.moment import Moment
from complaints_service.tickets import links, owner_codes
from complaints_service.tickets.queries import Seen

blueprint = Blueprint("owner_links", __name__, url_prefix="/api/v1/complaints")
CODE = CodeSchema()


class SecretAnswer(Schema):
    """The owner's secret as it is from now on."""

    secret = text_field("Opens the complaint; never shown again.")


class CodeSentAnswer(Schema):
    """A code is on its way."""

    sent_by = text_field("The route it was sent by.")


@blueprint.post("/<number>/new-link")
@limiter.limit("10/minute")
@needs(OWNER_TICKET_BY_HEADER)
@described(who="citizen", gives=SecretAnswer())
def post_new_link(seen: Seen, number: str) -> tuple[Response, int]:
    """Ends every link of the report, this one too, and answers with its owner's new secret."""
    secret = writing(
        lambda session: links.replace_links(
            _moment(session), number=seen.ticket.number, key=_key(), why="leaked"
        )
    )
    return jsonify(secret=secret), 201


@blueprint.post("/<number>/code")
@limiter.limit("10/minute")
@needs(OWN_TICKET_BY_HEADER)
@described(who="citizen", gives=CodeSentAnswer())
def post_code(seen: Seen, number: str) -> tuple[Response, int]:
    """Sends a code to a second way of the report, for whoever came by a link that only reads."""
    way = _way(seen)
    sent = writing(
        lambda session: owner_codes.send_code(_moment(session), ticket=seen.ticket, way=way, key=_key())
    )
    return jsonify(sent_by=sent.route), 201


@blueprint.post("/<number>/owner")
@limiter.limit("10/minute")
@needs(OWN_TICKET_BY_HEADER)
@described(who="citizen", takes=CODE, gives=SecretAnswer())
def post_owner(seen: Seen, number: str) -> tuple[Response, int]:
    """The owner's secret for the right code."""
    typed, way = CODE.load(json_body())["code"], _way(seen)

    def change(session: Session) -> str | None:
        right = owner_codes.redeem(_moment(session), ticket=seen.ticket, way=way, typed=typed, key=_key())
        return links.owner_secret(session, number=seen.ticket.number, key=_key()) if right else None

    secret = writing(change)
    if secret is None:
        raise DomainError("wrong_code", words("Kode itu salah atau sudah tidak berlaku."))
    return jsonify(secret=secret), 201


def _way(seen: Seen) -> int:
    if seen.way is None:
        raise DomainError("owner_already", words("Tautan ini sudah tautan pemilik laporan."))
    return seen.way


def _key() -> bytes:
    return service().settings.tracking_key


def _moment(session: Session) -> Moment:
    return Moment(session=session, now=clock.now(), actor=Actor.citizen("api"), rulebook=service().rulebook)
