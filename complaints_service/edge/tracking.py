"""Acts of a citizen, who is known by the tracking secret alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request as HttpRequest
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.files.sent_files import attach_to_act, require_room
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, NotFound
from complaints_service.idempotency import Key
from complaints_service.moment import Moment
from complaints_service.survey.service import rate
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.ledger.numbers import read_number, tracking_secret
from complaints_service.tickets.links import opened_by
from complaints_service.tickets.service import perform

SCHEME = "Tracking "


def secret_of(request: HttpRequest) -> str:
    """The secret of `Authorization: Tracking <secret>`; empty where there is none."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(SCHEME).strip() if header.startswith(SCHEME) else ""


def track_act(
    number: str,
    secret: str,
    request: Request,
    *,
    origin: str,
    key: Key | None = None,
    judged: Judgement | None = None,
) -> tuple[dict[str, Any], bool]:
    """Performs a citizen's act in a transaction of its own, like `own_act`."""
    return writing(
        lambda session: own_act(session, number, secret, request, origin=origin, key=key, judged=judged)
    )


def judgement_of(loaded: Mapping[str, Any]) -> Judgement | None:
    """What a loaded `ResolutionSchema` says of the handling; None for a dispute and without a rating."""
    if not loaded["accepted"] or loaded.get("rating") is None:
        return None
    return Judgement(score=loaded["rating"], sentence=(loaded.get("comment") or "").strip() or None)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the citizen thought of how it was handled: 1 to 4, perhaps with a sentence."""

    score: int
    sentence: str | None = None


def own_act(
    session: Session,
    number: str,
    secret: str,
    request: Request,
    *,
    origin: str,
    key: Key | None = None,
    judged: Judgement | None = None,
) -> tuple[dict[str, Any], bool]:
    """Performs a citizen's act with its files once per key: the ticket's new state, whether it was done now.

    `judged` is kept with an acceptance, in the same transaction.
    What only the owner may do is refused to a link that came with news (OwnerLinkNeeded).
    Where reopening came too late the answer is that of the new ticket, with its `secret`: it is stored
    nowhere and made again for every repetition.
    Raises NotFound for an unknown number and for a wrong secret alike.
    """
    tracking_key = service().settings.tracking_key
    opened = opened_by(session, secret=secret)
    if opened is None or opened.ticket.number != read_number(number):
        raise NotFound("report")
    require_room(request)
    moment = Moment(
        session=session, now=clock.now(), actor=Actor.citizen(origin), rulebook=service().rulebook
    )
    done = perform(
        moment,
        number=opened.ticket.number,
        request=request,
        rights=None,
        tracking_key=tracking_key,
        key=key,
        citizen=opened.role,
    )
    attach_to_act(moment, done, request)
    if judged is not None and done.created:
        number = opened.ticket.number
        rate(session, number=number, score=judged.score, comment=judged.sentence, now=moment.now)
    answer = done.answer
    if "comes_from" in answer:
        answer["secret"] = tracking_secret(tracking_key, answer["number"], 1)
    return answer, done.created
