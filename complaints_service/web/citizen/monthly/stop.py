"""The page behind "stop" in the letter of each month: one press, no sign-in, nothing kept afterwards."""

from __future__ import annotations

from flask import Blueprint, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import Right, needs
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import writing
from complaints_service.errors import NotFound
from complaints_service.extensions import limiter
from complaints_service.notify.citizens.stop_links import read_stop_token
from complaints_service.notify.monthly.service import link_key, stop_letters
from complaints_service.web.shell.pages import page

blueprint = Blueprint("monthly_stop", __name__)


def _reader(_session: Session, *, token: str) -> int:
    reader_id = read_stop_token(link_key(service().settings.tracking_key), token)
    if reader_id is None:
        raise NotFound("link")
    return reader_id


MONTHLY_STOP = Right(
    code="monthly_stop", who="whoever has the stop link of a monthly letter", signed_in=False, load=_reader
)


@blueprint.get("/kabar-bulanan/berhenti/<token>")
@limiter.limit("60/minute")
@needs(MONTHLY_STOP)
def ask(reader_id: int, token: str) -> str:
    """Asks first: programs that look at links press no buttons."""
    return _page(token, ended=False)


@blueprint.post("/kabar-bulanan/berhenti/<token>")
@limiter.limit("30/minute")
@needs(MONTHLY_STOP)
def stop(reader_id: int, token: str) -> str:
    """Ends the letters at once; mail programs call it by themselves (RFC 8058), so it takes no form token."""
    writing(lambda session: stop_letters(session, reader_id=reader_id, now=clock.now()))
    return _page(token, ended=True)


def _page(token: str, *, ended: bool) -> str:
    return page(
        "citizen/monthly/berhenti.html", ended=ended, action=url_for("monthly_stop.stop", token=token)
    )
