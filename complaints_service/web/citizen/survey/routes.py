"""The survey's addresses: nine questions by poster, slip, link or tablet, thanks, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, session, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, brings_back, needs
from complaints_service.edge.limits.crowd import limited, note_sent, refuse_programs
from complaints_service.edge.resources import service
from complaints_service.errors import DomainError
from complaints_service.survey.skm.passes import channel_of
from complaints_service.survey.skm.service import ANSWERED as ALREADY
from complaints_service.survey.skm.service import answer
from complaints_service.web.citizen.survey.form import PASS, ScoresForm, given_answer
from complaints_service.web.citizen.survey.page import ANSWERED, form_page, on_kiosk, thanks_page
from complaints_service.web.citizen.survey.published import results_page
from complaints_service.web.shell.forms import Sent, Typed, submit

blueprint = Blueprint("survey", __name__)
#: How many periods a browser remembers having answered.
_REMEMBERED = 20


@blueprint.get("/survei/<code>")
@limited(60)
@needs(ANYONE)
def ask(code: str) -> Response:
    """The nine questions, by the poster's code; with `?kios=1` as a tablet at the counter shows them."""
    return form_page(code, "", Typed())


@blueprint.get("/survei/<code>/<given>")
@limited(60)
@needs(ANYONE)
def ask_with_pass(code: str, given: str) -> Response:
    """The same for whoever has a slip or the link of a closed report."""
    return form_page(code, given, Typed())


@blueprint.post("/survei/<code>")
@limited(30)
@brings_back
@needs(ANYONE)
def post_answer(code: str) -> Response | tuple[Response, int]:
    """Keeps one answer; a half one comes back with what is missing, and nothing that was chosen is lost."""

    def change(opened: Session, loaded: dict[str, Any]) -> str | None:
        now, key = clock.now(), service().settings.tracking_key
        refuse_programs(request.form, now=now)
        channel = channel_of(key, period=code.upper(), given=loaded["pass_given"])
        if channel == "poster" and code.upper() in session.get(ANSWERED, []):
            raise DomainError("already_answered", ALREADY)
        answer(
            opened,
            code=code,
            given=given_answer(loaded),
            pass_given=loaded["pass_given"],
            key=key,
            now=now,
            rulebook=service().rulebook,
        )
        return channel

    def thanked(channel: str | None) -> str:
        note_sent()
        if channel == "poster":
            session[ANSWERED] = [*session.get(ANSWERED, []), code.upper()][-_REMEMBERED:]
        return url_for("survey.thanks", code=code.upper(), kios=1 if on_kiosk() else None)

    # A form is known again by a digest of it, which would be one of the answer: here the pass knows it.
    return submit(
        ScoresForm(),
        Sent(
            change=change,
            refused=lambda typed: form_page(code, typed.values.get(PASS, ""), typed),
            done=thanked,
            keyed=False,
        ),
    )


@blueprint.get("/survei/<code>/terima-kasih")
@needs(ANYONE)
def thanks(code: str) -> Response:
    """Thanks, after an answer."""
    return thanks_page(code)


@blueprint.get("/terbuka/skm")
@needs(ANYONE)
def results() -> str:
    """What the published surveys came to, and what is done about the three weakest elements of each."""
    return results_page()
