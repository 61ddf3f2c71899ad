"""The tour of the first visit as a page, and its two buttons: on, and later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.tour import STEPS, TourState, set_tour, tour_of
from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.input.fields import Whole
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.web.shell.forms import FormSchema, Sent, local_path, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.shell.steps import TOURS, reader_kind

blueprint = Blueprint("tour", __name__, url_prefix="/mulai")


class TourStepForm(FormSchema):
    """The step that was read."""

    step = Whole(required=True, most=STEPS - 1)


@dataclass(frozen=True, kw_only=True)
class TourLine:
    """A step on the page: `seen`, or the one that is `next`."""

    title: str
    text: str
    href: str
    seen: bool
    next: bool


@blueprint.get("")
@needs(SIGNED_IN)
def show(reader: SignedIn) -> str:
    """All five steps, which were seen, and the way on."""
    return _page(reader)


def _page(reader: SignedIn) -> str:
    with reading() as session:
        state = tour_of(session, account_id=reader.rights.account_id)
    lines = [
        TourLine(
            title=_(one.title),
            text=_(one.text),
            href=url_for(one.endpoint, **one.address),
            seen=number < state.step,
            next=number == state.step,
        )
        for number, one in enumerate(TOURS[reader_kind(reader.rights)])
    ]
    return page(
        "boarding/mulai.html",
        lines=lines,
        state=state,
        done=state.step >= STEPS,
        sheet_href=url_for("quick_start.sheet", kind=reader_kind(reader.rights)),
        guide_href=url_for("guides.index"),
        practice_href=url_for("practice.show"),
        on_href=url_for("tour.post_on"),
        resume_href=url_for("tour.post_resume"),
    )


@blueprint.post("/lanjut")
@needs(SIGNED_IN)
def post_on(reader: SignedIn) -> Response | tuple[Any, int]:
    """Notes that a step was read; the next one is shown where the reader is."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        before = tour_of(session, account_id=reader.rights.account_id)
        # A second browser may be further on: what was seen is never shown again.
        state = TourState(max(before.step, typed["step"] + 1), left=before.left)
        set_tour(session, account_id=reader.rights.account_id, state=state)

    return _answered(reader, TourStepForm(), change)


@blueprint.post("/nanti")
@needs(SIGNED_IN)
def post_later(reader: SignedIn) -> Response | tuple[Any, int]:
    """Puts the tour off; it is not shown by itself any more, and goes on from its page."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        before = tour_of(session, account_id=reader.rights.account_id)
        set_tour(session, account_id=reader.rights.account_id, state=TourState(before.step, left=True))

    return _answered(reader, FormSchema(), change)


@blueprint.post("/teruskan")
@needs(SIGNED_IN)
def post_resume(reader: SignedIn) -> Response | tuple[Any, int]:
    """Goes on where the tour was put off; from the first step where all were seen."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        before = tour_of(session, account_id=reader.rights.account_id)
        state = TourState(before.step % STEPS, left=False)
        set_tour(session, account_id=reader.rights.account_id, state=state)

    sent = Sent(
        change=change,
        refused=lambda _typed: _page(reader),
        done=url_for("desk.listing"),
        said=words("Tur berjalan lagi. Anda dapat menundanya kapan saja."),
        keyed=False,
    )
    return submit(FormSchema(), sent)


def _answered(
    reader: SignedIn, form: FormSchema, change: Callable[[Session, dict[str, Any]], None]
) -> Response | tuple[Any, int]:
    goes_on = local_path(request.form.get("kembali")) or url_for("tour.show")
    sent = Sent(change=change, refused=lambda _typed: _page(reader), done=f"{goes_on}#tur", keyed=False)
    return submit(form, sent)
