"""The citizen's own complaint: open it by its link, follow it, write, judge the resolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.acting import letters_left
from complaints_service.edge.cookies.tracking_cookie import keep_secret, secret_for
from complaints_service.edge.files.uploads import SENT_BY_ANYONE, files_digest, takes_files
from complaints_service.edge.guard import ANYONE, SECRET, brings_back, needs
from complaints_service.edge.input.fields import Line, Text, Whole
from complaints_service.edge.input.schemas import ResolutionSchema
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.subjects.tickets import OWN_TICKET, OWNER_TICKET
from complaints_service.edge.tracking import Judgement, judgement_of, own_act
from complaints_service.edge.transaction import reading, writing
from complaints_service.errors import NotFound, Words, words
from complaints_service.extensions import limiter
from complaints_service.intake.lost_link import ask_again
from complaints_service.notify.known_routes import reaches_people, route_name
from complaints_service.notify.service import open_routes
from complaints_service.survey.service import NO_SCORE, SCORES
from complaints_service.survey.service import rate as give_rating
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.accept import Accept
from complaints_service.tickets.acts.ending.ask_reopening import AskReopening
from complaints_service.tickets.acts.ending.disputing import disputing
from complaints_service.tickets.acts.ending.withdraw import Withdraw
from complaints_service.tickets.acts.saying.write import Write
from complaints_service.tickets.clocks.showing import left_to_page, page_opened
from complaints_service.tickets.links import opened_by
from complaints_service.tickets.queries import Seen
from complaints_service.web.citizen.tracking.own_page import own, tracking_page
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, sent_key, submit
from complaints_service.web.shell.pages import page, tell
from complaints_service.web.shell.staff import desk_href, staff_reader

blueprint = Blueprint("tracking", __name__)
NOT_HERE = words(
    "Tautan warga tidak dibuka di peramban petugas. Laporan Anda sendiri? Keluar dulu, lalu buka tautannya."
)


class LostLinkForm(FormSchema):
    """By what a citizen is known who lost the link."""

    number = Line(required=True)
    contact = Line(required=True)


class MessageForm(FormSchema):
    """What the citizen writes."""

    text = Text(load_default="")


class JudgementForm(FormSchema, ResolutionSchema):
    """Whether it is resolved, how well it was handled, and what is not."""


class ScoreForm(FormSchema):
    """How well a report that is closed was handled."""

    rating = Whole(required=True, least=SCORES[0], most=SCORES[-1], wanted=NO_SCORE)
    sentence = Text(load_default="", data_key="comment")


class ReasonForm(FormSchema):
    """Why a report is opened again, or taken back."""

    reason = Text(load_default="")


@blueprint.get("/lacak")
@needs(ANYONE)
def lost_link() -> str:
    """How to open a complaint, and the form for a lost link."""
    return _lost_link_page(Typed())


@blueprint.post("/lacak")
@limiter.limit("10/minute")
@brings_back
@needs(ANYONE)
def post_lost_link() -> Response | tuple[str, int]:
    """Queues the link for the known route; answers alike whatever was typed."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        ask_again(session, typed=typed["number"], contact=typed["contact"], now=clock.now())

    return submit(
        LostLinkForm(),
        Sent(
            change=change,
            refused=_lost_link_page,
            done=url_for("tracking.lost_link"),
            said=words(
                "Kalau nomor dan kontak itu cocok, tautannya kami kirim ke jalur yang sudah disetujui, "
                "paling banyak tiga kali dalam 24 jam. Ke nomor telepon tidak ada yang terkirim: "
                "kalau hanya itu yang Anda berikan, datanglah ke kantor dengan nomor laporan."
            ),
        ),
    )


def _lost_link_page(typed: Typed) -> str:
    with reading() as session:
        routes = [
            route_name(code, language()) for code in sorted(open_routes(session)) if reaches_people(code)
        ]
    return page(
        "citizen/lacak_tautan.html",
        routes=routes,
        form=typed.values,
        errors=typed.errors,
        action=url_for("tracking.post_lost_link"),
    )


@blueprint.get("/lacak/<secret>")
@limiter.limit("60/minute")
@needs(SECRET)
def open_link(secret: str) -> Response:
    """Turns a secret link into a cookie and leads to the complaint's own address.

    Whoever is signed in works for the office: a citizen's link does not become their browser's.
    """
    with reading() as session:
        opened = opened_by(session, secret=secret)
        if opened is None:
            raise NotFound("report")
        number = opened.ticket.number
        if staff_reader() is not None:
            tell(NOT_HERE)
            onward = desk_href(session, number) or url_for("tracking.lost_link")
            return make_response(redirect(onward, 303))
    answer = make_response(redirect(url_for("tracking.track", number=number), 303))
    keep_secret(answer, number, secret, reads=opened.way is not None)
    return answer


@blueprint.get("/laporan/<number>")
@limiter.limit("90/minute")
@needs(OWN_TICKET)
def track(seen: Seen, number: str) -> str:
    """The tracking page; opening it brings what no other route carries."""
    own_number, now, rulebook = seen.ticket.number, clock.now(), service().rulebook
    if letters_left(own_number):
        seen = own(number)
    with reading() as session:
        left = left_to_page(session, number=own_number, events=seen.events)
    if left:
        writing(lambda session: page_opened(session, number=own_number, now=now, rulebook=rulebook))
        seen = own(number)
    return tracking_page(seen, Typed())


@blueprint.post("/laporan/<number>/pesan")
@limiter.limit("30/minute")
@brings_back
@needs(OWN_TICKET)
@takes_files(SENT_BY_ANYONE)
def write(_seen: Seen, number: str) -> Response | tuple[str, int]:
    """The citizen writes, or answers a question."""

    def asked(typed: dict[str, Any]) -> tuple[Request, Words]:
        return Write(text=typed["text"]), words("Pesan Anda sampai ke kantor.")

    return _act(number, MessageForm(), asked)


@blueprint.post("/laporan/<number>/penilaian")
@limiter.limit("30/minute")
@brings_back
@needs(OWNER_TICKET)
@takes_files(SENT_BY_ANYONE)
def judge(seen: Seen, number: str) -> Response | tuple[str, int]:
    """The citizen accepts the resolution, or disputes it and says why."""

    def asked(typed: dict[str, Any]) -> tuple[Request, Words]:
        comment = typed.get("comment", "").strip() or None
        if typed["accepted"]:
            return Accept(text=comment), words("Terima kasih. Laporan ini ditutup.")
        if seen.ticket.state == "merged":
            told = words("Keberatan Anda sampai ke petugas yang menangani laporan yang lebih dulu.")
            return disputing(seen.ticket, comment or ""), told
        return disputing(seen.ticket, comment or ""), words(
            "Anda menolak penyelesaian ini. Jamnya berjalan lagi sejak sekarang, "
            "keterlambatan lama tetap tercatat."
        )

    return _act(number, JudgementForm(), asked, judged=judgement_of)


@blueprint.post("/laporan/<number>/nilai")
@limiter.limit("30/minute")
@brings_back
@needs(OWNER_TICKET)
def rate(seen: Seen, number: str) -> Response | tuple[str, int]:
    """The citizen says how well a report was handled that is closed already, by a rule or by themselves."""
    own_number = seen.ticket.number

    def change(session: Session, typed: dict[str, Any]) -> None:
        comment = typed["sentence"].strip() or None
        give_rating(session, number=own_number, score=typed["rating"], comment=comment, now=clock.now())

    return submit(
        ScoreForm(),
        Sent(
            change=change,
            refused=lambda typed: tracking_page(own(number), typed),
            done=url_for("tracking.track", number=number),
            said=words("Terima kasih. Nilai Anda kami catat."),
            form="nilai",
        ),
    )


@blueprint.post("/laporan/<number>/buka-lagi")
@limiter.limit("30/minute")
@brings_back
@needs(OWNER_TICKET)
def reopen(_seen: Seen, number: str) -> Response | tuple[str, int]:
    """The citizen opens a closed complaint again."""

    def asked(typed: dict[str, Any]) -> tuple[Request, Words]:
        told = words("Laporan dibuka lagi. Sekarang giliran kantor.")
        return AskReopening(reason=typed["reason"]), told

    return _act(number, ReasonForm(), asked)


@blueprint.post("/laporan/<number>/cabut")
@limiter.limit("30/minute")
@brings_back
@needs(OWNER_TICKET)
def withdraw(_seen: Seen, number: str) -> Response | tuple[str, int]:
    """The citizen takes the complaint back."""

    def asked(typed: dict[str, Any]) -> tuple[Request, Words]:
        told = words("Laporan Anda sudah dicabut. Kantor berhenti menanganinya.")
        return Withdraw(reason=typed["reason"]), told

    return _act(number, ReasonForm(), asked)


def _act(
    number: str,
    schema: FormSchema,
    asked: Callable[[dict[str, Any]], tuple[Request, Words]],
    *,
    judged: Callable[[dict[str, Any]], Judgement | None] = lambda _typed: None,
) -> Response | tuple[str, int]:
    """Does the act a form asks for. Where it leads may hold a secret: the act itself knows a second press."""

    def change(session: Session, typed: dict[str, Any]) -> tuple[dict[str, Any], Words]:
        act, told = asked(typed)
        secret, key = secret_for(request), sent_key(files_digest())
        answer, _created = own_act(session, number, secret, act, origin="web", key=key, judged=judged(typed))
        return answer, told

    def answer(done: tuple[dict[str, Any], Words]) -> Response:
        state, told = done
        if "secret" in state:
            told = words("Batas membuka lagi sudah lewat, jadi laporan ini dilanjutkan dengan nomor baru.")
        tell(told)
        onward = make_response(redirect(url_for("tracking.track", number=state["number"]), 303))
        if "secret" in state:
            keep_secret(onward, state["number"], state["secret"])
        return onward

    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: tracking_page(own(number), typed),
            answer=answer,
            keyed=False,
            form=request.path.rpartition("/")[2],
        ),
    )
