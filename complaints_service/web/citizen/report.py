"""Handing in a complaint on the page: the form, and the receipt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from complaints_service import clock
from complaints_service.chats.drafts import draft_for_page, finish_on_page
from complaints_service.edge.language import language
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.schemas import ComplaintSchema, draft_of
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import Actor, DomainError, words
from complaints_service.extensions import limiter
from complaints_service.idempotency import Key
from complaints_service.intake.places import find_place
from complaints_service.intake.service import Submission, submit
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.texts import text_problem
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.moves import ROUTES
from complaints_service.web.citizen.promises import promises
from complaints_service.web.citizen.public import legal_sentence
from complaints_service.web.drawing.area_map import Area, area_map
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.names import names_for
from complaints_service.web.shell.pages import page
from complaints_service.web.shell.tracking_cookie import keep_secret, secret_for
from complaints_service.web.ticket.words import place_name

blueprint = Blueprint("complaining", __name__)
COMPLAINT = ComplaintSchema()
#: Chosen where a complaint concerns no single place.
NOWHERE = "-"
FIELDS = (
    "text",
    "category",
    "about",
    "lat",
    "lng",
    "address",
    "kelurahan",
    "privacy",
    "name",
    "phone",
    "email",
    "draf",
)


@blueprint.get("/lapor")
def complain() -> str:
    """The form: empty, or with what was told in a chat and is finished here."""
    form = {"privacy": "confidential", **_told_in_chat(request.args.get("draf", ""))}
    return _form_page(form, {}, secrets.token_urlsafe(18))


@blueprint.post("/lapor")
@limiter.limit("30/minute")
def post_complaint() -> Response | tuple[str, int]:
    """Hands the form in, or shows it again with what to mend; nothing typed is lost."""
    form = {name: request.form.get(name, "").strip() for name in FIELDS}
    key = request.form.get("key", "").strip() or secrets.token_urlsafe(18)
    errors = _page_errors(form)
    try:
        draft = draft_of(COMPLAINT.load(_body(form)), channel="web", language=language())
        if errors:
            return _form_page(form, errors, key), 422
        done = writing(lambda session: _submit(session, draft, Key("lapor", key, form), form["draf"]))
    except ValidationError as error:
        return _form_page(form, {**field_errors(error), **errors}, key), 422
    except DomainError as error:
        if error.code == "idempotency_key_reused":
            sentence = say(
                words(
                    "Laporan ini sudah terkirim sebelumnya. Tekan kirim sekali lagi kalau ini laporan baru."
                )
            )
            return _form_page(form, {"": [sentence]}, secrets.token_urlsafe(18)), 409
        return _form_page(form, {**field_errors(error), **errors}, key), status_of(error)
    answer = make_response(redirect(url_for("complaining.receipt", number=done.number), 303))
    keep_secret(answer, done.number, done.secret)
    return answer


@blueprint.get("/laporan/<number>/bukti")
def receipt(number: str) -> str:
    """The receipt: number, link, who has it and by when; to be printed or shared."""
    rulebook, tongue, now = service().rulebook, language(), clock.now()
    secret = secret_for(request)
    with reading() as session:
        view = queries.tracked(session, number=number, secret=secret, now=now, rulebook=rulebook)
        names = names_for(session, events=view.events, audience="citizen", rulebook=rulebook)
    link = service().settings.base_url + url_for("tracking.open_link", secret=secret)
    clocks = view.assessment.clocks
    promised = [
        (sentence, clocks[clock_name].due_at)
        for clock_name, sentence in (
            ("first_response", _("Jawaban pertama paling lambat")),
            ("resolution", _("Selesai paling lambat")),
        )
        if clocks[clock_name].due_at is not None
    ]
    return page(
        "citizen/terkirim.html",
        number=view.ticket.number,
        link=link,
        open_href=url_for("tracking.open_link", secret=secret),
        qr=qr(link),
        title=view.complaint.title,
        category=rulebook.category(view.ticket.category).names.read(tongue),
        kelurahan=place_name(rulebook, view.ticket.kelurahan),
        holder=names.unit(view.ticket.unit),
        why=_why(view, tongue),
        received_at=view.ticket.received_at,
        promises=promised,
        law_at=clocks["legal_answer"].due_at,
        anonymous=view.complaint.privacy == "anonymous",
        law=legal_sentence(),
    )


def _why(view: queries.TicketView, tongue: str) -> str:
    for event in view.events:
        if event.kind in ROUTES and "reason" in event.data:
            reason = event.data["reason"]
            return reason.get(tongue, "") if isinstance(reason, Mapping) else ""
    return ""


def _told_in_chat(token: str) -> dict[str, str]:
    """The fields of a chat's draft, by the secret of its link; none for any other string."""
    if not token:
        return {}
    with reading() as session:
        told = draft_for_page(session, token=token)
    if told is None:
        return {}
    found = {"text": told.text, "address": told.address, "privacy": told.privacy, "draf": token}
    if told.category is not None:
        found["category"] = told.category.code
    if told.kelurahan is not None:
        found["kelurahan"] = told.kelurahan.code
    if told.place is not None:
        found |= {"lat": str(told.place.lat), "lng": str(told.place.lng)}
    if told.privacy != "anonymous":
        found |= {"name": told.contact.name, "phone": told.contact.phone, "email": told.contact.email}
    return {name: value for name, value in found.items() if value}


def _submit(session, draft, key: Key, token: str) -> Submission:  # type: ignore[no-untyped-def]
    done = _hand_in(session, draft, key)
    told = finish_on_page(session, token=token, now=clock.now()) if token and done.created else None
    if told is not None and draft.privacy != "anonymous":
        recipient = Recipient(*told, draft.language)
        subscribe(session, number=done.number, recipient=recipient, now=clock.now())
    return done


def _hand_in(session, draft, key: Key) -> Submission:  # type: ignore[no-untyped-def]
    return submit(
        session,
        draft=draft,
        actor=Actor.citizen("web"),
        now=clock.now(),
        rulebook=service().rulebook,
        tracking_key=service().settings.tracking_key,
        key=key,
    )


def _body(form: Mapping[str, str]) -> dict[str, Any]:
    """The form's fields as the schema names them; what was left empty is left out."""
    body: dict[str, Any] = {"text": form["text"], "privacy": form["privacy"]}
    for name in ("category", "about"):
        if form[name]:
            body[name] = form[name]
    if form["lat"] and form["lng"]:
        body["location"] = {"lat": form["lat"], "lng": form["lng"]}
        if form["address"]:
            body["location"]["address"] = form["address"]
    elif form["kelurahan"] and form["kelurahan"] != NOWHERE:
        body["kelurahan"] = form["kelurahan"]
    reporter = {name: form[name] for name in ("name", "phone", "email") if form[name]}
    if reporter:
        body["reporter"] = reporter
    return body


def _page_errors(form: Mapping[str, str]) -> dict[str, list[str]]:
    """What the page asks for beyond the API: a place, and all of it said at once."""
    errors: dict[str, list[str]] = {}
    if problem := text_problem(form["text"]):
        errors["text"] = [say(problem)]
    if not form["kelurahan"] and not (form["lat"] and form["lng"]):
        errors["kelurahan"] = [_("Pilih kelurahan. Tanpa itu kami tidak tahu siapa yang harus datang.")]
    return errors


def _form_page(form: Mapping[str, str], errors: Mapping[str, list[str]], key: str) -> str:
    rulebook, tongue, now = service().rulebook, language(), clock.now()
    on = rulebook.local_date(now)
    areas = [Area(one.code, one.name, one.rings) for one in rulebook.kelurahan]
    return page(
        "citizen/lapor.html",
        form=form,
        errors=errors,
        key=key,
        action=url_for("complaining.post_complaint"),
        categories=[(one.code, one.names.read(tongue)) for one in rulebook.categories_on(on)],
        kelurahan=[
            *((one.code, one.name) for one in rulebook.kelurahan),
            (NOWHERE, _("Tidak menyangkut satu tempat")),
        ],
        about=[(one.code, one.names.read(tongue)) for one in rulebook.units],
        map=area_map(areas, label=_("Peta kelima kelurahan"), names=True),
        areas_href=url_for("public.areas"),
        outside=_outside(form),
        promise=promises(rulebook, now=now),
        law=legal_sentence(),
    )


def _outside(form: Mapping[str, str]) -> str | None:
    """Who to turn to for a point that lies outside; said beside the map."""
    try:
        place = find_place(float(form["lat"]), float(form["lng"]), service().rulebook)
    except (KeyError, ValueError):
        return None
    return say(place.problem) if place.outside and place.problem is not None else None
