"""What the counter shows: the form with what is similar beside it, the slip, and the form of a lost link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.intake.entering import DOORS
from complaints_service.notify.citizens.subscriptions import EMAIL
from complaints_service.notify.routes import is_open
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.tickets import queries
from complaints_service.tickets.beside import reports_beside
from complaints_service.web.citizen.reporting import suggestion
from complaints_service.web.citizen.reporting.report_form import NOWHERE
from complaints_service.web.citizen.reporting.slip import slip_of
from complaints_service.web.shell.attachments import drafted_files
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of, names_in


@dataclass(frozen=True, kw_only=True)
class ReportBeside:
    """A report that may be of the same thing, as the counter shows it beside the form."""

    href: str
    number: str
    title: str
    state: str
    received_at: datetime


def form_page(reader: SignedIn, typed: Typed) -> str:
    """The form of a report, as it was typed."""
    rulebook, tongue, form = service().rulebook, language(), typed.values
    on = rulebook.local_date(clock.now())
    with reading() as session:
        return page(
            "desk/loket.html",
            form=form,
            errors=typed.errors,
            mails=is_open(session, route=EMAIL),
            doors=[(code, _door(code), "") for code in DOORS],
            categories=[(one.code, one.names.read(tongue)) for one in rulebook.categories_on(on)],
            kelurahan=[
                *((one.code, one.name) for one in rulebook.kelurahan),
                (NOWHERE, _("Tidak menyangkut satu tempat")),
            ],
            agencies=[(one.code, one.names.read(tongue)) for one in rulebook.agencies if one.role != "self"],
            proposals=[] if form.get("category") else suggestion.rows(session, form.get("text", "")),
            similar=similar_rows(session, reader, form),
            sent_files=drafted_files(),
            suggest_href=url_for("suggestion.proposals"),
            similar_href=url_for("counter.similar"),
            action=url_for("counter.post_entry"),
            look_action=url_for("counter.look_again"),
            reissue_href=url_for("counter.lost"),
        )


def _door(code: str) -> str:
    words = {
        "counter": _("Datang ke loket"),
        "phone": _("Lewat telepon"),
        "letter": _("Lewat surat"),
        "agency": _("Dari instansi lain"),
    }
    return words[code]


def similar_rows(session: Session, reader: SignedIn, chosen: Mapping[str, str]) -> Sequence[ReportBeside]:
    """What is similar to what was chosen so far; nothing before category and kelurahan are."""
    category, kelurahan = chosen.get("category"), chosen.get("kelurahan")
    if not category or not kelurahan or kelurahan == NOWHERE:
        return []
    found = reports_beside(
        session, rights=reader.rights, category=category, kelurahan=kelurahan, now=clock.now()
    )
    return [
        ReportBeside(
            href=url_for("desk.ticket", number=ticket.number),
            number=ticket.number,
            title=ticket.complaint.title,
            state=name_of("state", ticket.state),
            received_at=ticket.received_at,
        )
        for ticket in found
    ]


def slip_page(number: str, secret: str, *, told: str) -> str:
    """The slip for whoever stands there, printed at once; its link becomes nobody's cookie here."""
    with reading() as session:
        seen = queries.own_ticket(session, number=number, secret=secret)
        view = queries.own_view(session, seen, now=clock.now(), rulebook=service().rulebook)
        return page(
            "desk/loket_slip.html",
            slip=slip_of(session, view, secret=secret, survey=_survey(session, view)),
            told=told,
            anonymous=view.complaint.privacy == "anonymous",
            next_href=url_for("counter.entry"),
        )


def _survey(session: Session, view: queries.TicketView) -> str:
    """Where who stands there says how they were served, on the pass of their report; empty while none asks.

    The page of the closed report has the same pass: one answer, whichever of the two is used.
    """
    settings = service().settings
    found = invitation_for(
        session,
        number=view.ticket.number,
        unit=view.ticket.unit,
        key=settings.tracking_key,
        now=clock.now(),
        rulebook=service().rulebook,
    )
    if found is None:
        return ""
    return settings.base_url + url_for("survey.ask_with_pass", code=found.code, given=found.given)


def lost_page(typed: Typed) -> str:
    """The form of a lost link."""
    return page(
        "desk/loket_tautan.html",
        form=typed.values,
        errors=typed.errors,
        proofs=list(names_in("identity_proof").items()),
        action=url_for("counter.post_lost"),
        entry_href=url_for("counter.entry"),
    )
