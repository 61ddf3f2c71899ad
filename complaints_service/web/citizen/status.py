"""The citizen's own complaint: open it by its link, follow it, write, judge the resolution."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.schemas import ResolutionSchema
from complaints_service.edge.tracking import track_act
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import DomainError, NotFound, Words, words
from complaints_service.extensions import limiter
from complaints_service.idempotency import Key
from complaints_service.intake.attachments import attachments_of
from complaints_service.intake.lost_link import ask_again
from complaints_service.tickets import queries
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.accept import Accept
from complaints_service.tickets.acts.ending.ask_reopening import AskReopening
from complaints_service.tickets.acts.ending.dispute import Dispute
from complaints_service.tickets.acts.ending.withdraw import Withdraw
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.acts.saying.write import Write
from complaints_service.tickets.clocks.showing import left_to_page, page_opened
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.survivor import survivor_news
from complaints_service.web.citizen.contact_ways import ways_page
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.attachments import file_entries
from complaints_service.web.shell.names import names_for
from complaints_service.web.shell.pages import page, tell
from complaints_service.web.shell.tracking_cookie import keep_secret, secret_for
from complaints_service.web.ticket.clock_panel import clock_panel
from complaints_service.web.ticket.conversation import talk_entries
from complaints_service.web.ticket.whose_turn import steps_of, turn_of, when_late
from complaints_service.web.ticket.words import ended_shape, place_name
from complaints_service.web.words.vocabulary import name_of

blueprint = Blueprint("tracking", __name__)
RESOLUTION = ResolutionSchema()


@blueprint.get("/lacak")
def lost_link() -> str:
    """How to open a complaint, and the form for a lost link."""
    return page(
        "citizen/lacak_tautan.html", form={}, errors={}, action=url_for("tracking.post_lost_link"), sent=False
    )


@blueprint.post("/lacak")
@limiter.limit("10/minute")
def post_lost_link() -> str | tuple[str, int]:
    """Queues the link for the known route; answers alike whatever was typed."""
    form = {name: request.form.get(name, "").strip() for name in ("number", "contact")}
    errors = {name: [_("Bagian ini perlu diisi.")] for name, typed in form.items() if not typed}
    if errors:
        return page(
            "citizen/lacak_tautan.html",
            form=form,
            errors=errors,
            action=url_for("tracking.post_lost_link"),
            sent=False,
        ), 422
    now = clock.now()
    writing(lambda session: ask_again(session, typed=form["number"], contact=form["contact"], now=now))
    return page(
        "citizen/lacak_tautan.html", form={}, errors={}, action=url_for("tracking.post_lost_link"), sent=True
    )


@blueprint.get("/lacak/<secret>")
@limiter.limit("60/minute")
def open_link(secret: str) -> Response:
    """Turns a secret link into a cookie and leads to the complaint's own address."""
    with reading() as session:
        ticket = queries.ticket_by_secret(session, secret=secret)
        if ticket is None:
            raise NotFound
        number = ticket.number
    answer = make_response(redirect(url_for("tracking.track", number=number), 303))
    keep_secret(answer, number, secret)
    return answer


@blueprint.get("/laporan/<number>")
@limiter.limit("90/minute")
def track(number: str) -> str:
    """The tracking page; opening it brings what no other route carries."""
    return tracking_page(number, {}, {}, opened=True)


@blueprint.post("/laporan/<number>/pesan")
@limiter.limit("30/minute")
def write(number: str) -> Response | tuple[str, int]:
    """The citizen writes, or answers a question."""
    form = {"text": request.form.get("text", "")}
    return _act(number, Write(text=form["text"]), form, words("Pesan Anda sampai ke kantor."))


@blueprint.post("/laporan/<number>/penilaian")
@limiter.limit("30/minute")
def judge(number: str) -> Response | tuple[str, int]:
    """The citizen accepts the resolution, or disputes it and says why."""
    form = {name: request.form.get(name, "").strip() for name in ("accepted", "comment")}
    try:
        loaded = RESOLUTION.load({name: value for name, value in form.items() if value})
    except ValidationError as error:
        return tracking_page(number, form, field_errors(error)), 422
    if loaded["accepted"]:
        told = words("Terima kasih. Laporan ini ditutup.")
        return _act(number, Accept(text=loaded.get("comment")), form, told)
    told = words(
        "Anda menolak penyelesaian ini. Jamnya berjalan lagi sejak sekarang, "
        "keterlambatan lama tetap tercatat."
    )
    return _act(number, Dispute(text=loaded["comment"]), form, told)


@blueprint.post("/laporan/<number>/buka-lagi")
@limiter.limit("30/minute")
def reopen(number: str) -> Response | tuple[str, int]:
    """The citizen opens a closed complaint again."""
    form = {"reason": request.form.get("reason", "")}
    told = words("Laporan dibuka lagi. Sekarang giliran kantor.")
    return _act(number, AskReopening(reason=form["reason"]), form, told)


@blueprint.post("/laporan/<number>/cabut")
@limiter.limit("30/minute")
def withdraw(number: str) -> Response | tuple[str, int]:
    """The citizen takes the complaint back."""
    form = {"reason": request.form.get("reason", "")}
    told = words("Laporan Anda sudah dicabut. Kantor berhenti menanganinya.")
    return _act(number, Withdraw(reason=form["reason"]), form, told)


def _act(number: str, asked: Request, form: Mapping[str, str], told: Words) -> Response | tuple[str, int]:
    key = request.form.get("key", "").strip()
    scope = Key(f"laporan/{number}/{act_of(asked).code}", key, form) if key else None
    try:
        answer, _created = track_act(number, secret_for(request), asked, origin="web", key=scope)
    except NotFound:
        raise
    except DomainError as error:
        errors = field_errors(error) or {"": [say(error.detail)]}
        return tracking_page(number, form, errors), status_of(error)
    if "secret" in answer:
        tell(words("Batas membuka lagi sudah lewat, jadi laporan ini dilanjutkan dengan nomor baru."))
        return make_response(redirect(url_for("tracking.open_link", secret=answer["secret"]), 303))
    tell(told)
    return make_response(redirect(url_for("tracking.track", number=number), 303))


def tracking_page(
    number: str, form: Mapping[str, str], errors: Mapping[str, list[str]], *, opened: bool = False
) -> str:
    """The page of the citizen's own report, with what was typed and what was wrong with it."""
    rulebook, tongue, now, secret = service().rulebook, language(), clock.now(), secret_for(request)
    with reading() as session:
        view = queries.tracked(session, number=number, secret=secret, now=now, rulebook=rulebook)
        names = names_for(session, events=view.events, audience="citizen", rulebook=rulebook)
        attachments = attachments_of(session, ticket_id=view.ticket.id)
        ways = ways_page(session, view, now=now)
        survivor = survivor_news(session, ticket=view.ticket, events=view.events)
        left = left_to_page(session, number=view.ticket.number, events=view.events) if opened else []
    ticket = view.ticket
    if left:
        writing(lambda session: page_opened(session, number=ticket.number, now=now, rulebook=rulebook))
        return tracking_page(number, form, errors)
    holder = names.unit(ticket.unit)
    turn = turn_of(view, holder=holder)
    link = service().settings.base_url + url_for("tracking.open_link", secret=secret)
    return page(
        "citizen/laporan.html",
        report={
            "number": ticket.number,
            "title": view.complaint.title,
            "category": rulebook.category(ticket.category).names.read(tongue),
            "kelurahan": place_name(rulebook, ticket.kelurahan),
            "privacy": view.complaint.privacy,
            "state": turn.shape,
            "state_words": turn.state_words,
        },
        qr=qr(link),
        turn=turn,
        clock=clock_panel(view, turn.clock, audience="citizen", names=names, language=tongue),
        talk=talk_entries(view, audience="citizen", names=names, language=tongue),
        files=file_entries(
            attachments,
            address=lambda one: url_for("files.of_citizen", number=ticket.number, attachment_id=one),
        ),
        steps=steps_of(view),
        late=when_late(view, rulebook, tongue),
        can={
            "write": "write" in view.acts,
            "judge": "accept" in view.acts,
            "reopen": "ask_reopening" in view.acts,
            "withdraw": "withdraw" in view.acts,
        },
        ways=ways,
        survivor=survivor,
        survivor_state=_survivor_badge(survivor.state) if survivor else None,
        survivor_unit=names.unit(survivor.unit) if survivor else "",
        form=form,
        errors=errors,
        key=secrets.token_urlsafe(18),
        link=link,
        actions={
            "write": url_for("tracking.write", number=ticket.number),
            "judge": url_for("tracking.judge", number=ticket.number),
            "reopen": url_for("tracking.reopen", number=ticket.number),
            "withdraw": url_for("tracking.withdraw", number=ticket.number),
        },
    )


def _survivor_badge(state: str) -> tuple[str, str]:
    """Shape and word of the state of the report that one's own was merged into."""
    if state == "resolved":
        return "done", _("Kantor menyatakan selesai")
    if state in LIVE:
        return "on", _("Sedang dikerjakan")
    return ended_shape(state), name_of("state", state)
