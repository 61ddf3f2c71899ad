"""The page behind "stop" in a notice: one press ends it, another takes that back. No sign-in."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.audit.service import record
from complaints_service.edge.guard import Right, needs
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, NotFound
from complaints_service.extensions import limiter
from complaints_service.notify.citizens.stop_links import read_stop_token
from complaints_service.notify.routes import (
    SubscriptionStanding,
    end_subscription,
    resume_subscription,
    standing_of,
)
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.web.shell.pages import page

blueprint = Blueprint("unsubscribe", __name__)
#: Whoever reads the mailbox: the link says no more.
READER = Actor("anyone", "web")


def _asked(session: Session, *, token: str) -> tuple[int, SubscriptionStanding]:
    subscription_id = read_stop_token(service().settings.tracking_key, token)
    standing = standing_of(session, subscription_id=subscription_id) if subscription_id is not None else None
    if subscription_id is None or standing is None:
        raise NotFound("link")
    return subscription_id, standing


STOP_LINK = Right(code="stop_link", who="whoever has the stop link of a notice", signed_in=False, load=_asked)


@blueprint.get("/berhenti/<token>")
@limiter.limit("60/minute")
@needs(STOP_LINK)
def ask(asked: tuple[int, SubscriptionStanding], token: str) -> str:
    """Asks first: programs that look at links press no buttons."""
    return _page(token, asked[1])


@blueprint.post("/berhenti/<token>")
@limiter.limit("30/minute")
@needs(STOP_LINK)
def stop(asked: tuple[int, SubscriptionStanding], token: str) -> str:
    """Ends the notices of one number at once, or resumes them.

    Mail programs call this by themselves when their "unsubscribe" is pressed (RFC 8058), so it takes no form
    token and leads nowhere else: nobody can make the link but us, and it can do nothing else.
    """
    subscription_id, rulebook, now = asked[0], service().rulebook, clock.now()

    def change(session: Session) -> SubscriptionStanding | None:
        again = bool(request.form.get("again"))
        standing = standing_of(session, subscription_id=subscription_id)
        if standing is None or standing.ended is not again:
            return standing
        if again:
            resume_subscription(session, subscription_id=subscription_id)
        else:
            fates = end_subscription(session, subscription_id=subscription_id, now=now)
            record_fates(session, fates=fates, now=now, rulebook=rulebook)
        kind = "subscription.resumed" if again else "subscription.stopped"
        record(session, now=now, actor=READER, kind=kind, subject=f"subscription:{subscription_id}")
        return standing_of(session, subscription_id=subscription_id)

    return _page(token, writing(change) or asked[1])


def _page(token: str, standing: SubscriptionStanding) -> str:
    return page(
        "citizen/berhenti.html",
        number=standing.number,
        ended=standing.ended,
        action=url_for("unsubscribe.stop", token=token),
    )
