"""The counter's addresses: a report entered for somebody, what is similar to it, a lost link made anew."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.files.sent_files import attach_to_report
from complaints_service.edge.files.uploads import SENT_BY_ANYONE, files_digest, takes_files, uploads
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import words
from complaints_service.extensions import limiter
from complaints_service.intake.entering import enter
from complaints_service.intake.reissuing import reissue
from complaints_service.intake.service import Submission
from complaints_service.moment import Moment
from complaints_service.web.citizen.reporting.report_form import PlaceForm
from complaints_service.web.desk.counter.form import CounterForm, ReissueForm, draft_to_enter
from complaints_service.web.desk.counter.page import form_page, lost_page, similar_rows, slip_page
from complaints_service.web.shell import forms
from complaints_service.web.shell.forms import Sent, Typed, sent_key

blueprint = Blueprint("counter", __name__, url_prefix="/loket")
ENTER = office_right("enter")
_OTHER_NAME = words("Nama di kartu bukan nama di laporan itu. Tautan lama tetap berlaku.")


@blueprint.get("")
@needs(ENTER)
def entry(reader: SignedIn) -> str:
    """The empty form."""
    return form_page(reader, Typed(values={"channel": "counter"}))


@blueprint.post("")
@needs(ENTER)
@takes_files(SENT_BY_ANYONE)
def post_entry(reader: SignedIn) -> Response | tuple[str, int]:
    """Enters a report and answers with its slip: what opens it stands there and in no cookie."""

    def change(session: Session, loaded: dict[str, Any]) -> Submission:
        uploads()  # refuses what is not kept, before anything is written
        moment = _moment(session, reader)
        done = enter(
            moment,
            draft=draft_to_enter(loaded, today=moment.rulebook.local_date(moment.now)),
            rights=reader.rights,
            tracking_key=service().settings.tracking_key,
            key=sent_key(files_digest()),
        )
        return attach_to_report(moment, done)

    def slip(done: Submission) -> str:
        return slip_page(done.number, done.secret, told=_("Laporan tersimpan. Berikan slip ini."))

    # What the slip holds is kept nowhere: intake itself knows a second press, and gives the same slip.
    return forms.submit(
        CounterForm(),
        Sent(change=change, refused=lambda typed: form_page(reader, typed), answer=slip, keyed=False),
    )


@blueprint.get("/serupa")
@needs(ENTER)
def similar(reader: SignedIn) -> str:
    """What is similar to the category and kelurahan chosen, as a part of the form."""
    with reading() as session:
        rows = similar_rows(session, reader, request.args)
    return render_template("desk/_serupa.html", similar=rows)


@blueprint.post("/serupa")
@needs(ENTER)
@takes_files(SENT_BY_ANYONE)
def look_again(reader: SignedIn) -> Response | tuple[str, int]:
    """The form again, with what is similar beside it: for browsers without scripts."""
    typed = Typed(values=forms.sent_values())

    def again(shown: Typed) -> str:
        return form_page(reader, shown)

    return forms.submit(
        PlaceForm(), Sent(change=lambda _session, _loaded: typed, refused=again, answer=again, keyed=False)
    )


@blueprint.get("/tautan")
@needs(ENTER)
def lost(reader: SignedIn) -> str:
    """The form of a lost link."""
    return lost_page(Typed(values={"number": request.args.get("nomor", "")}))


@blueprint.post("/tautan")
@limiter.limit("30/hour")
@needs(ENTER)
def post_lost(reader: SignedIn) -> Response | tuple[str, int]:
    """Makes the link of a report anew for whoever showed a card with its name; all others end."""

    def change(session: Session, typed: dict[str, Any]) -> str | None:
        return reissue(
            _moment(session, reader),
            number=typed["number"],
            proof=typed["proof"],
            card_name=typed["name"],
            rights=reader.rights,
            tracking_key=service().settings.tracking_key,
        )

    def answer(secret: str | None) -> str | tuple[str, int]:
        values = forms.sent_values()
        if secret is None:
            return lost_page(Typed(values=values, errors={"name": [say(_OTHER_NAME)]})), 422
        return slip_page(values["number"], secret, told=_("Semua tautan lama mati. Berikan slip ini."))

    return forms.submit(ReissueForm(), Sent(change=change, refused=lost_page, answer=answer, keyed=False))


def _moment(session: Session, reader: SignedIn) -> Moment:
    return Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
