"""`/open311/v2`: GeoReport as its specification has it, with the extensions that docs/open311.md names."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from complaints_service import clock
from complaints_service.api.body import key_for
from complaints_service.api.open311 import answering
from complaints_service.api.open311.answering import Row, answer
from complaints_service.api.open311.asking import MOST, asked_numbers, sought, span
from complaints_service.api.open311.presenting import (
    Teller,
    definition_row,
    discovery_row,
    own_row,
    request_row,
    service_row,
    update_row,
)
from complaints_service.api.open311.sending import (
    MEDIA,
    asked_service,
    fetch_media,
    in_their_words,
    sent_draft,
)
from complaints_service.audit.marks import is_demo
from complaints_service.edge.files.sent_files import attach_to_report
from complaints_service.edge.files.uploads import takes_files, uploads
from complaints_service.edge.guard import ANYONE, load, needs
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.programs import OPEN311_KEY
from complaints_service.edge.tracking import secret_of
from complaints_service.edge.transaction import let_go, reading, writing
from complaints_service.errors import Actor, Invalid, NotFound, marked, words
from complaints_service.extensions import limiter
from complaints_service.intake.service import Submission, submit
from complaints_service.measurement.facts.promises import promised
from complaints_service.moment import Moment
from complaints_service.openness.released import released_words
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.links import opened_by
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.open_reports import Sought, open_reports, open_updates
from complaints_service.tickets.public.similar import SimilarReport, similar_reports

PREFIX = "/open311/v2"
blueprint = Blueprint("open311", __name__, url_prefix=PREFIX)
answering.register(blueprint)
_FORM = "<any(json, xml):form>"
_NOTICE = marked("Diterima oleh %(unit)s. Simpan token untuk mengikuti laporan ini.")
_NEIGHBOURS = marked(
    "Mungkin sudah dilaporkan: %(numbers)s. Kirim dengan follow=NOMOR untuk ikut laporan itu."
)


@blueprint.before_request
def _here_alone() -> None:
    """There is one jurisdiction here; another one's requests are nobody's."""
    named = request.values.get("jurisdiction_id", "").strip()
    if named and named != service().rulebook.office.code:
        raise NotFound


@blueprint.before_app_request
def _elsewhere() -> Response | None:
    """An address below ours that is none is refused in our form too, so that a client can read why."""
    if isinstance(request.routing_exception, HTTPException) and request.path.startswith(f"{PREFIX}/"):
        return answering.refused(request.routing_exception)
    return None


@blueprint.get(f"/discovery.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def discovery(form: str) -> Response:
    """Where this interface is and what it speaks."""
    with reading() as session:
        return answer(form, "discovery", discovery_row(demo=is_demo(session)))


@blueprint.get(f"/services.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def services(form: str) -> Response:
    """What can be asked for: the categories of today."""
    rulebook = service().rulebook
    today = rulebook.local_date(clock.now())
    return answer(form, "services", [service_row(each) for each in rulebook.categories_on(today)])


@blueprint.get(f"/services/<code>.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def definition(code: str, form: str) -> Response:
    """What one of them asks besides."""
    return answer(form, "service_definition", definition_row(asked_service(code, clock.now())))


@blueprint.post(f"/requests.{_FORM}")
@limiter.limit("60/minute")
@needs(OPEN311_KEY)
@takes_files(MEDIA)
def post_request(_program: SignedIn, form: str) -> Response:
    """Hands in a report; the same `Idempotency-Key` again gets the first answer."""
    now = clock.now()
    draft = sent_draft(now)
    if request.form.get("media_url"):
        let_go()  # another server's slowness holds up nobody's writing
        fetch_media()
    near: list[SimilarReport] = []
    try:
        done = _submitted(draft, now, near)
    except Invalid as error:
        raise in_their_words(error) from error
    notice = [say(words(_NOTICE, unit=done.answer["holder"]))]
    if near:
        notice.append(say(words(_NEIGHBOURS, numbers=", ".join(each.number for each in near))))
    row = {
        "service_request_id": done.number,
        "token": done.secret,
        "service_notice": " ".join(notice),
        "account_id": None,
    }
    return answer(form, "service_requests", [row], 201 if done.created else 200)


def _submitted(draft: Draft, now: datetime, near: list[SimilarReport]) -> Submission:
    """Opens the ticket with its files, once per key; the program's own key is asked anew beside it.

    `near` takes up the reports of others it may repeat, unless its sender chose one to follow.
    """
    office, key = service(), key_for("open311", request.form.to_dict(flat=False))
    uploads()  # refuses what is not kept, before anything is written

    def change(session: Session) -> Submission:
        load(OPEN311_KEY, None, {})  # it may have ended while a picture was fetched
        moment = Moment(session=session, now=now, actor=Actor.citizen("api"), rulebook=office.rulebook)

        def look_around(whole: Draft) -> None:
            if whole.joins is None:
                near[:] = similar_reports(session, draft=whole, now=now, rulebook=office.rulebook)

        done = submit(
            moment, draft=draft, tracking_key=office.settings.tracking_key, key=key, before=look_around
        )
        return attach_to_report(moment, done)

    return writing(change)


@blueprint.get(f"/requests.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def requests(form: str) -> Response:
    """The reports anybody may know of, by number or by span, service and status."""
    asked = sought(service().rulebook, now=clock.now())
    return answer(form, "service_requests", _rows(asked))


@blueprint.get(f"/requests/<number>.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def one_request(number: str, form: str) -> Response:
    """One report: what anybody may know of it, and to whoever shows its token what was said."""
    secret = request.args.get("token", "").strip() or secret_of(request)
    rows = [_own(number, secret)] if secret else _rows(Sought(numbers=[read_number(number) or "-"], limit=1))
    if not rows:
        raise NotFound("report")
    return answer(form, "service_requests", rows)


@blueprint.get(f"/tokens/<token>.{_FORM}")
@limiter.limit("60/minute")
@needs(ANYONE)
def number_of(token: str, form: str) -> Response:
    """The number of the report that a token opens."""
    with reading() as session:
        opened = opened_by(session, secret=token)
    if opened is None:
        raise NotFound("report")
    row = {"service_request_id": opened.ticket.number, "token": token}
    return answer(form, "service_requests", [row])


@blueprint.get(f"/servicerequestupdates.{_FORM}")
@limiter.limit("120/minute")
@needs(ANYONE)
def updates(form: str) -> Response:
    """What became of reports anybody may know of in a span of time, the oldest first."""
    since, until = span(service().rulebook, now=clock.now())
    teller = Teller(language())
    numbers = asked_numbers()
    with reading() as session:
        found = open_updates(session, since=since, until=until, numbers=numbers, limit=MOST)
    return answer(form, "service_requests_updates", [update_row(each, teller=teller) for each in found])


def _rows(asked: Sought) -> list[Row]:
    on_map = {category.code for category in service().rulebook.categories if category.on_map}
    with reading() as session:
        found = open_reports(session, sought=asked, on_map=on_map)
        ids = [report.id for report in found]
        due, words_of = promised(session, ticket_ids=ids), released_words(session, ids=ids)
    teller = Teller(language())
    return [
        request_row(report, promised=due.get(report.id), released=words_of.get(report.id), teller=teller)
        for report in found
    ]


def _own(number: str, secret: str) -> Row:
    with reading() as session:
        seen = queries.own_ticket(session, number=number, secret=secret)
        return own_row(queries.own_view(session, seen, now=clock.now(), rulebook=service().rulebook))
