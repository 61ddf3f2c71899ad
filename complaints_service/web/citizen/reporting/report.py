"""Handing in a complaint on the page: the form, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.edge.cookies.tracking_cookie import keep_secret, secret_for
from complaints_service.edge.files.sent_files import attach_to_report
from complaints_service.edge.files.uploads import SENT_BY_ANYONE, files_digest, takes_files, uploads
from complaints_service.edge.guard import ANYONE, brings_back, needs
from complaints_service.edge.input.schemas import draft_of
from complaints_service.edge.language import language
from complaints_service.edge.limits.crowd import TRAP, limited, note_opened, note_sent, refuse_programs
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWNER_TICKET
from complaints_service.edge.transaction import reading
from complaints_service.errors import Actor
from complaints_service.idempotency import first_answer
from complaints_service.intake.service import Submission, submit
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import EMAIL, ways_of
from complaints_service.notify.routes import is_open
from complaints_service.people.queries import unit_names
from complaints_service.people.structure import unit_title
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.moves import ROUTES
from complaints_service.tickets.queries import Seen
from complaints_service.vault.opening import OWN, open_identity
from complaints_service.web.citizen.bots import follow_doors
from complaints_service.web.citizen.public import legal_sentence
from complaints_service.web.citizen.reporting import from_chat, suggestion
from complaints_service.web.citizen.reporting.calls import emergency_shown
from complaints_service.web.citizen.reporting.first_look import FirstLook, hold_once, look_of
from complaints_service.web.citizen.reporting.from_chat import ChatDraftSent
from complaints_service.web.citizen.reporting.promises import promises
from complaints_service.web.citizen.reporting.report_form import (
    LONGEST_TOKEN,
    NOWHERE,
    OwnReportForm,
    PlaceForm,
)
from complaints_service.web.citizen.reporting.slip import slip_of
from complaints_service.web.citizen.reporting.where import set_by_hand, where_parts
from complaints_service.web.citizen.tracking.contact_ways import contact_words
from complaints_service.web.shell import forms
from complaints_service.web.shell.attachments import drafted_files
from complaints_service.web.shell.forms import Sent, Typed, sent_key
from complaints_service.web.shell.pages import page
from complaints_service.web.shell.staff import staff_reader
from complaints_service.web.shell.waiting import waited
from config.rulebook import Rulebook

blueprint = Blueprint("complaint_form", __name__)
#: What opens a chat's report in the form: it outlives its link in the address bar, and not by much.
DRAFT, DRAFT_SECONDS = Cookie("draf", below=True), 3600
#: The form as nobody has touched it.
UNTOUCHED = Typed(values={"privacy": "confidential"})


@blueprint.get("/lapor")
@needs(ANYONE)
def complain() -> str:
    """The form: empty, or with what was told in a chat and is finished here."""
    told = from_chat.fields_from_chat(DRAFT.read(request))
    return form_page(Typed(values={**UNTOUCHED.values, **told}))


@blueprint.get("/lapor/draf/<token>")
@limited(60)
@needs(ANYONE)
def open_draft(token: str) -> Response:
    """Turns the link of a chat's report into a cookie: its secret stands in no query."""
    answer = make_response(redirect(url_for("complaint_form.complain"), 303))
    if len(token) <= LONGEST_TOKEN:  # no link of ours is longer, and a browser keeps no cookie of any length
        DRAFT.give(answer, token, seconds=DRAFT_SECONDS, path="/lapor")
    return answer


@blueprint.post("/lapor")
@limited(30)
@brings_back
@needs(ANYONE)
@takes_files(SENT_BY_ANYONE)
def post_complaint() -> Response | tuple[str, int]:
    """Hands the form in, or shows it again with what to mend; nothing typed is lost."""

    def change(session: Session, loaded: dict[str, Any]) -> Submission:
        now = clock.now()
        if not waited():
            refuse_programs(request.form, now=now)
        chat = _from_chat(loaded)
        uploads()  # refuses what is not kept, before anything is written
        draft = draft_of(loaded, channel="web", language=language())
        forget = draft.privacy == "anonymous"
        finished = None
        # No account's: what waited on a device arrives once, whoever is signed in there by then.
        key = sent_key(files_digest(), by_anyone=True)
        if chat is not None and (key is None or first_answer(session, key=key) is None):
            finished = from_chat.finish(session, chat, forget=forget, now=now)
            draft = replace(draft, text="\n".join((draft.text, *from_chat.later_words(finished, chat))))
        moment = Moment(session=session, now=now, actor=Actor.citizen("web"), rulebook=service().rulebook)
        done = submit(
            moment,
            draft=draft,
            tracking_key=service().settings.tracking_key,
            key=key,
            before=lambda whole: None if waited() else hold_once(session, whole, loaded, now=now),
        )
        attach_to_report(moment, done)
        if finished is not None:
            from_chat.bring_along(session, finished, number=done.number, forget=forget, now=now)
        return done

    # Where it led holds a secret, which is kept nowhere: intake itself knows a second press.
    return forms.submit(
        OwnReportForm(), Sent(change=change, refused=_shown_again, answer=_handed_in, keyed=False)
    )


def _from_chat(loaded: dict[str, Any]) -> ChatDraftSent | None:
    token = loaded.get("draf")
    return ChatDraftSent(token=token, messages=loaded.get("draf_pesan") or 0) if token else None


def _shown_again(typed: Typed) -> str:
    """The form as it was typed; without the chat's draft where that is gone, so that it can be sent."""
    if (token := typed.values.get("draf")) and not from_chat.still_told(token):
        left = {name: value for name, value in typed.values.items() if name not in ("draf", "draf_pesan")}
        return form_page(Typed(values=left, errors=typed.errors, form=typed.form))
    return form_page(typed)


@blueprint.post("/lapor/tempat")
@limited(60)
@brings_back
@needs(ANYONE)
@takes_files(SENT_BY_ANYONE)
def choose_place() -> Response | tuple[str, int]:
    """The form again, with the place that was chosen by street and corner or out of one's own words."""
    values = forms.sent_values()
    placed = Typed(values={**values, **set_by_hand(values)})
    asked = Sent(change=lambda _session, _loaded: placed, refused=form_page, answer=form_page, keyed=False)
    return forms.submit(PlaceForm(), asked)


def _handed_in(done: Submission) -> Response:
    receipt_href = url_for("complaint_form.receipt", number=done.number)
    if waited():
        open_href = url_for("tracking.open_link", secret=done.secret)
        answer = jsonify(number=done.number, open=open_href, receipt=receipt_href)
    else:
        answer = make_response(redirect(receipt_href, 303))
    if not (waited() and staff_reader()):  # what waited on a device is not theirs who works there by now
        keep_secret(answer, done.number, done.secret, own_device="own_device" in request.form)
    DRAFT.take_back(answer, path="/lapor")
    note_sent()
    return answer


@blueprint.get("/laporan/<number>/bukti")
@needs(OWNER_TICKET)
def receipt(seen: Seen, number: str) -> str:
    """The receipt: number, link, who has it and by when; to be printed or shared."""
    rulebook, tongue, now = service().rulebook, language(), clock.now()
    secret = secret_for(request)
    with reading() as session:
        view = queries.own_view(session, seen, now=now, rulebook=rulebook)
        slip = slip_of(session, view, secret=secret, own=True)
        ways = ways_of(session, number=view.ticket.number, now=now)
        came_with = open_identity(session, number=view.ticket.number, reader=OWN).details
        mails = is_open(session, route=EMAIL)
        bots = follow_doors(session, view.complaint, now=now)
    return page(
        "citizen/terkirim.html",
        slip=slip,
        link=slip.link,
        track_href=url_for("tracking.track", number=view.ticket.number),
        open_href=url_for("tracking.open_link", secret=secret),
        text=view.complaint.text,
        emergency=emergency_shown(view.complaint.text),
        why=_why(view, tongue),
        bounds=slip.bounds,
        anonymous=view.complaint.privacy == "anonymous",
        bots=bots,
        contact=contact_words(came_with, ways, mails=mails),
        law=legal_sentence(),
    )


def _why(view: queries.TicketView, tongue: str) -> str:
    if view.ticket.state == "merged":
        return _("Laporan ini menambah suara pada laporan tetangga. Kabarnya sampai juga ke Anda.")
    for event in view.events:
        if event.kind in ROUTES and "reason" in event.data:
            reason = event.data["reason"]
            return reason.get(tongue, "") if isinstance(reason, Mapping) else ""
    return ""


def form_page(typed: Typed, *, offline: bool = False) -> str:
    """The form as it was typed. `offline`: as a device keeps it, nothing in it one reader's or passing."""
    rulebook, tongue, now = service().rulebook, language(), clock.now()
    on = rulebook.local_date(now)
    if not offline:
        note_opened(now)
    with reading() as session:
        mails = is_open(session, route=EMAIL)
        look = look_of(session, typed.values) if typed.values.get("text") else FirstLook()
    return page(
        "citizen/lapor.html",
        offline=offline,
        form=typed.values,
        errors=typed.errors,
        trap=TRAP,
        mails=mails,
        staff=staff_reader(),
        action=url_for("complaint_form.post_complaint"),
        categories=[(one.code, one.names.read(tongue)) for one in rulebook.categories_on(on)],
        kelurahan=[
            *((one.code, one.name) for one in rulebook.kelurahan),
            (NOWHERE, _("Tidak menyangkut satu tempat")),
        ],
        about=_units(rulebook, tongue),
        where=where_parts(typed.values),
        look=look,
        look_href=url_for("first_look.parts"),
        suggest_href=url_for("suggestion.proposals"),
        proposals=_proposed(typed.values),
        sent_files=drafted_files(),
        chat_files=from_chat.files_words(typed.values.get("draf", "")),
        promise=promises(rulebook, now=now),
        law=legal_sentence(),
    )


def _proposed(form: Mapping[str, str]) -> list[suggestion.ProposedCategory]:
    """What the category could be; nothing to say where it was chosen, or nothing told yet."""
    if form.get("category") or not form.get("text"):
        return []
    with reading() as session:
        return suggestion.rows(session, form["text"])


def _units(rulebook: Rulebook, tongue: str) -> list[tuple[str, str]]:
    """The units one can complain of, as the office calls them now."""
    with reading() as session:
        kept = unit_names(session)
    return [
        (one.code, unit_title(one.code, kept[one.code], rulebook=rulebook, language=tongue))
        for one in rulebook.units
        if one.code in kept
    ]
