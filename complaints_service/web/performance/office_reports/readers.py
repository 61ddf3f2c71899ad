"""The page of who gets a report of the office each month: chosen, ended, and what became of the last one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from marshmallow import pre_load, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import TOO_LONG, Email, Line, Whole
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.office_reports import CHOOSE_READERS, END_READER
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.office_reports.catalogue import REPORTS
from complaints_service.office_reports.models import OfficeReportReader
from complaints_service.office_reports.sending.readers import (
    NewReader,
    ReaderView,
    choose_reader,
    end_reader,
    readers,
)
from complaints_service.people.queries import officer_cards
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.words import Badge
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("report_readers", __name__, url_prefix="/laporan-kantor/penerima")
#: How the last report of a reader stands: the badge's shape, and its words.
STATES = {
    "new": ("new", marked("Mulai bulan depan")),
    "waiting": ("wait", marked("Dalam perjalanan")),
    "sent": ("done", marked("Terkirim")),
    "failed": ("late", marked("Tidak sampai")),
    "provisional": ("wait", marked("Menunggu angka bulan itu lengkap")),
    "no_right": ("late", marked("Tidak lagi berhak membukanya")),
    "no_address": ("late", marked("Tidak punya surel atau obrolan yang tersambung")),
    "no_route": ("late", marked("Kantor ini belum mengirim lewat jalan itu")),
    "no_calendar": ("late", marked("Kalender kantor belum memuat bulan pengirimannya")),
}
ROUTES = {"email": marked("Surel, dengan PDF"), "chat": marked("Obrolan")}


class OfficeReportReaderForm(FormSchema):
    """Whom to send which report: a member of the office, or a name and an address outside it."""

    code = Line()
    officer_id = Whole(load_default=None)
    called = Line()
    address = Email(load_default="", validate=validate.Length(max=254, error=TOO_LONG))
    route = Line()

    @pre_load
    def _leave_out_no_address(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: typed for name, typed in data.items() if name != "address" or typed.strip()}


@blueprint.get("")
@needs(CHOOSE_READERS)
def listing(_reader: SignedIn) -> str:
    """Who gets which report, and the form to choose somebody."""
    return _page(Typed())


@blueprint.post("")
@needs(CHOOSE_READERS)
def post_reader(reader: SignedIn) -> Response | tuple[str, int]:
    """Has a report sent to somebody from this month on."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        choose_reader(
            session,
            new=NewReader(**typed),
            rights=reader.rights,
            rulebook=service().rulebook,
            now=clock.now(),
            actor=reader.actor,
        )

    said = words("Tercatat. Laporan bulan ini dikirim pada hari kerja pertama bulan depan.")
    return submit(
        OfficeReportReaderForm(),
        Sent(change=change, refused=_page, done=url_for("report_readers.listing"), said=said),
    )


@blueprint.post("/<id:reader_id>/akhiri")
@needs(END_READER)
def post_end(reader: SignedIn, _found: OfficeReportReader, reader_id: int) -> Response | tuple[str, int]:
    """Nothing is sent there any more."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        end_reader(session, reader_id=reader_id, rights=reader.rights, now=clock.now(), actor=reader.actor)

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=_page,
            done=url_for("report_readers.listing"),
            said=words("Laporan itu tidak dikirim lagi kepadanya."),
        ),
    )


def _page(typed: Typed) -> str:
    tongue = language()
    with reading() as session:
        found = readers(session)
        cards = officer_cards(session)
    return page(
        "performance/office_reports/penerima.html",
        rows=[_row(each, tongue) for each in found],
        reports=[(kind.code, f"{kind.code} {_(kind.name)}") for kind in REPORTS.values()],
        officers=sorted(
            ((str(card.id), f"{card.name}, {card.title}") for card in cards.values() if card.active),
            key=lambda one: one[1],
        ),
        routes=[(code, _(said), "") for code, said in ROUTES.items()],
        form=typed.values,
        errors=typed.errors,
        action=url_for("report_readers.post_reader"),
        back_href=url_for("office_reports.catalogue"),
    )


def _row(one: ReaderView, tongue: str) -> dict[str, Any]:
    shape, said = STATES[one.state]
    return {
        "report": f"{one.code} {_(REPORTS[one.code].name)}",
        "who": one.called if one.address is None else f"{one.called}, {one.address}",
        "route": _(ROUTES[one.route]),
        "badge": Badge(shape, _(said)),
        "month": month_words(one.last_month, tongue) if one.last_month else "",
        "reason": one.reason if one.state == "failed" else "",
        "issue_href": url_for("office_reports.issued", issue_id=one.issue_id) if one.issue_id else "",
        "end_href": url_for("report_readers.post_end", reader_id=one.id),
    }
