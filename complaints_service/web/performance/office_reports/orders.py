"""The pages of reports that the worker makes: ordered, watched as they grow, fetched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.language import language
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.office_reports import OPEN_ORDER, READ_REPORT, READ_REPORTS
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound, marked, words
from complaints_service.measurement.months import month_of, months_until
from complaints_service.moment import Moment
from complaints_service.office_reports.asking import MOST_ORDERED
from complaints_service.office_reports.basis import WAYS
from complaints_service.office_reports.catalogue import REPORTS, ReportKind
from complaints_service.office_reports.drawing import MIMES
from complaints_service.office_reports.ordering.models import ReportOrder
from complaints_service.office_reports.ordering.queries import file_of, orders_of
from complaints_service.office_reports.ordering.service import KEPT, order_report
from complaints_service.web.performance.office_reports.form import ReportOrderForm, asked_basis
from complaints_service.web.performance.office_reports.page import months_words
from complaints_service.web.shell.forms import Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.words import Badge
from complaints_service.web.words.formats import month_words, number_words

blueprint = Blueprint("report_orders", __name__, url_prefix="/laporan-kantor")
#: How an order stands: the badge's shape, and its words.
STATES = {
    "queued": ("wait", marked("Menunggu giliran")),
    "running": ("on", marked("Sedang dibuat")),
    "done": ("done", marked("Siap diambil")),
    "failed": ("late", marked("Gagal")),
}
PROBLEMS = {
    "no_right": marked("Laporan ini tidak lagi boleh Anda baca."),
    "cut_off": marked("Pembuatannya terputus tiga kali. Pesan lagi, atau beri tahu pengelola."),
}


@blueprint.get("/pesanan")
@needs(READ_REPORTS)
def listing(reader: SignedIn, _kinds: Sequence[ReportKind]) -> str:
    """What this reader ordered in the last week."""
    with reading() as session:
        found = orders_of(session, account_id=reader.rights.account_id)
    return page("performance/office_reports/pesanan.html", rows=[_row(each) for each in found])


@blueprint.get("/<code>/pesan")
@needs(READ_REPORT)
def order_form(_reader: SignedIn, kind: ReportKind, code: str) -> str:
    """Asks of which months the report is to be."""
    return _form_page(kind, Typed())


@blueprint.post("/<code>/pesan")
@needs(READ_REPORT)
def post_order(reader: SignedIn, kind: ReportKind, code: str) -> Response | tuple[str, int]:
    """Orders the report with every ticket as a row."""

    def change(session: Session, typed: dict[str, Any]) -> int:
        asked = {name: typed[name] or "" for name in ("from", "until", "compare", *WAYS)}
        basis = asked_basis(session, reader, kind, asked, "id", most=MOST_ORDERED)
        moment = Moment(session=session, now=clock.now(), actor=reader.actor, rulebook=service().rulebook)
        rights = reader.rights
        return order_report(
            moment, kind=kind, basis=basis, account_id=rights.account_id, officer_id=rights.officer_id
        )

    return submit(
        ReportOrderForm(),
        Sent(
            change=change,
            refused=lambda typed: _form_page(kind, typed),
            done=lambda made: url_for("report_orders.one", order_id=made),
            said=words("Laporan dipesan. Anda diberi tahu kalau sudah siap."),
        ),
    )


@blueprint.get("/pesanan/<id:order_id>")
@needs(OPEN_ORDER)
def one(_reader: SignedIn, order: ReportOrder, order_id: int) -> str:
    """How far an order is, and where its file is."""
    return page(
        "performance/office_reports/pesanan_satu.html",
        one=_row(order),
        ordered_at=order.ordered_at,
        until=order.ordered_at + KEPT,
        total=order.total,
        written=order.written,
        live_href=url_for("report_orders.standing", order_id=order_id),
        grows=order.state in ("queued", "running"),
        file_href=url_for("report_orders.file", order_id=order_id) if order.state == "done" else "",
        again_href=url_for("report_orders.order_form", code=order.code),
    )


@blueprint.get("/pesanan/<id:order_id>/keadaan")
@needs(OPEN_ORDER)
def standing(_reader: SignedIn, order: ReportOrder, order_id: int) -> Response:
    """The same in one sentence, for the script that asks now and then."""
    row = _row(order)
    return jsonify(told=f"{row['badge'].words}. {row['told']}")


@blueprint.get("/pesanan/<id:order_id>/berkas.xlsx")
@limited(TAKEN_ALONG)
@needs(OPEN_ORDER)
def file(_reader: SignedIn, order: ReportOrder, order_id: int) -> Response:
    """The workbook, once there is one."""
    with reading() as session:
        body = file_of(session, order_id=order_id)
    if body is None:
        raise NotFound("report")
    name = f"{order.code}-{order.first_month}-{order.last_month}-tiket.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=MIMES["xlsx"], headers=headers)


def _form_page(kind: ReportKind, typed: Typed) -> str:
    tongue, rulebook = language(), service().rulebook
    this_month = month_of(clock.now(), rulebook.calendar(rulebook.office.calendar).zone)
    months = [
        (month, month_words(month, tongue)) for month in reversed(months_until(this_month, MOST_ORDERED))
    ]
    return page(
        "performance/office_reports/pesan.html",
        title=_(kind.name),
        months=months,
        form={"from": months[12][0], "until": months[1][0], **request.args, **typed.values},
        errors=typed.errors,
        action=url_for("report_orders.post_order", code=kind.code),
        back_href=url_for("office_reports.one", code=kind.code),
    )


def _row(order: ReportOrder) -> dict[str, Any]:
    tongue = language()
    shape, said = STATES[order.state]
    count = number_words(order.written, tongue)
    return {
        "href": url_for("report_orders.one", order_id=order.id),
        "report": f"{order.code} {_(REPORTS[order.code].name)}",
        "months": months_words([order.first_month, order.last_month], tongue),
        "badge": Badge(shape, _(said)),
        "told": _(PROBLEMS[order.problem])
        if order.problem
        else _(
            "%(count)s dari sekitar %(total)s tiket", count=count, total=number_words(order.total, tongue)
        ),
    }
