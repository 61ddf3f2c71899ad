"""The addresses of the office's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.language import language
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.office_reports import (
    ISSUE_REPORT,
    OPEN_ISSUE,
    READ_REPORT,
    READ_REPORTS,
)
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.measurement.months import month_of, months_until
from complaints_service.office_reports.asking import sound_months
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.catalogue import ReportKind, readable, report_content
from complaints_service.office_reports.drawing import FORMS, MIMES, drawn
from complaints_service.office_reports.models import ReportIssue
from complaints_service.office_reports.ordering.service import is_long, refuse_long
from complaints_service.office_reports.queries import issues
from complaints_service.office_reports.rows import MOST_ROWS, tickets_of
from complaints_service.office_reports.service import (
    content_of,
    issue_report,
    may_issue,
    may_open_issues,
)
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.office_reports.form import (
    ASKED,
    IssueForm,
    asked_basis,
    sentences_of,
)
from complaints_service.web.performance.office_reports.page import months_words, shown_tables, spot_maps
from complaints_service.web.performance.scope import MONTHS_BACK
from complaints_service.web.performance.tabs import offer_link
from complaints_service.web.shell.forms import Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("office_reports", __name__, url_prefix="/laporan-kantor")
offer_link(
    blueprint,
    "catalogue",
    marked("Laporan kantor"),
    place=25,
    shown=lambda session, rights: bool(readable(session, rights)),
)
COMPARED = {
    "prev": marked("Periode sebelumnya"),
    "year": marked("Setahun sebelumnya"),
    "none": marked("Tanpa pembanding"),
}


@blueprint.get("")
@needs(READ_REPORTS)
def catalogue(reader: SignedIn, kinds: Sequence[ReportKind]) -> str:
    """Every report there is for this reader, and the ones that were issued."""
    tongue = language()
    with reading() as session:
        chooses = may_issue(session, reader.rights)
        kept = issues(session) if may_open_issues(session, reader.rights) else []
        shown = {kind.code: kind for kind in kinds}
        rows = [
            (
                url_for("office_reports.issued", issue_id=each.id),
                each.number,
                _(shown[each.code].name),
                months_words([each.first_month, each.last_month], tongue),
                each.issued_at,
            )
            for each in kept
            if each.code in shown
        ]
    reports = [
        (url_for("office_reports.one", code=kind.code), kind.code, _(kind.name), _(kind.about))
        for kind in kinds
    ]
    return page(
        "performance/office_reports/laporan_kantor.html",
        reports=reports,
        issued=rows,
        orders_href=url_for("report_orders.listing"),
        readers_href=url_for("report_readers.listing") if chooses else "",
    )


@blueprint.get("/<code>")
@needs(READ_REPORT)
def one(reader: SignedIn, kind: ReportKind, code: str) -> str | Response:
    """A report on the screen; of too many tickets for that it is ordered."""
    asked = _asked()
    with reading() as session:
        if is_long(session, asked_basis(session, reader, kind, asked, "id")):
            return make_response(redirect(url_for("report_orders.order_form", code=code, **asked), 303))
    return _report_page(reader, kind, Typed(), asked)


@blueprint.get("/<code>/berkas.<any(csv, xlsx, pdf, json):form>")
@limited(TAKEN_ALONG)
@needs(READ_REPORT)
def file(reader: SignedIn, kind: ReportKind, code: str, form: str) -> Response:
    """The same report as a file, in Indonesian; `?separator=comma` writes the CSV as programs read it."""
    with reading() as session:
        basis = asked_basis(session, reader, kind, _asked(), "id")
        refuse_long(session, basis)
        content = report_content(session, kind=kind, basis=basis)
    name = f"{kind.code}-{basis.asked.first}-{basis.asked.last}"
    return file_answer(content, form, name, at=basis.now)


@blueprint.get("/<code>/baris")
@needs(READ_REPORT)
def rows(reader: SignedIn, kind: ReportKind, code: str) -> str:
    """The tickets behind one figure of a report, each leading to its clock."""
    asked, measure = _asked(), request.args.get("measure", "")
    with reading() as session:
        basis = asked_basis(session, reader, kind, asked, language())
        found = tickets_of(session, basis=basis, measure=measure, rights=reader.rights)
    return page(
        "performance/office_reports/baris.html",
        title=_(kind.name),
        back_href=url_for("office_reports.one", code=code, **asked),
        months=months_words([basis.asked.first, basis.asked.last], language()),
        where=[basis.names(way)[value] for way, value in basis.where.items()],
        total=found.total,
        withheld=found.withheld,
        most=MOST_ROWS,
        rows=[
            (url_for("desk.ticket", number=row.number, _anchor="jam") if row.may_open else "", row)
            for row in found.rows
        ],
    )


@blueprint.post("/<code>/terbitkan")
@needs(ISSUE_REPORT)
def post_issue(reader: SignedIn, kind: ReportKind, code: str) -> Response | tuple[str, int]:
    """Issues the report: numbered, and never changed again."""

    def change(session: Session, loaded: dict[str, Any]) -> int:
        asked = {"from": loaded["first"], "until": loaded["last"], "compare": loaded["compare"]}
        basis = asked_basis(session, reader, kind, asked, "id")
        made = issue_report(
            session,
            kind=kind,
            basis=basis,
            sentences=sentences_of(loaded),
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
        )
        return made.id

    def refused(typed: Typed) -> str:
        return _report_page(reader, kind, typed, _sound(typed.values))

    return submit(
        IssueForm(),
        Sent(
            change=change,
            refused=refused,
            done=lambda made: url_for("office_reports.issued", issue_id=made),
            said=words("Laporan diterbitkan. Isinya tidak dapat diubah lagi."),
        ),
    )


@blueprint.get("/terbit/<id:issue_id>")
@needs(OPEN_ISSUE)
def issued(_reader: SignedIn, found: ReportIssue, issue_id: int) -> str:
    """A report as it was issued."""
    content, tongue = content_of(found), language()
    return page(
        "performance/office_reports/terbit.html",
        title=content["title"],
        number=found.number,
        issued_at=found.issued_at,
        as_of=found.as_of,
        signer=content["signer"],
        digest=found.digest,
        months=months_words(content["months"], tongue),
        compared=months_words(content["compared"], tongue) if content["compared"] else "",
        sentences=content["sentences"],
        tables=shown_tables(content, _reader_of(tongue), asked={}),
        maps=spot_maps(content, service().rulebook),
        files=[(form, url_for("office_reports.issued_file", issue_id=issue_id, form=form)) for form in FORMS],
    )


@blueprint.get("/terbit/<id:issue_id>/berkas.<any(csv, xlsx, pdf, json):form>")
@limited(TAKEN_ALONG)
@needs(OPEN_ISSUE)
def issued_file(_reader: SignedIn, found: ReportIssue, issue_id: int, form: str) -> Response:
    """An issued report as a file: the same each time."""
    return file_answer(content_of(found), form, found.number.replace("/", "-"), at=found.issued_at)


def file_answer(content: Mapping[str, Any], form: str, name: str, *, at: datetime) -> Response:
    """A report as a file to keep."""
    comma = request.args.get("separator") == "comma"
    body = drawn(content, form, rulebook=service().rulebook, at=at, comma=comma)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(body, content_type=MIMES[form], headers=headers)


def _sound(typed: Mapping[str, str]) -> dict[str, Any]:
    """A report that the page of a refused form can show, whatever was typed."""
    asked = (typed.get(name) for name in ("from", "until", "compare"))
    months = sound_months(*asked, now=clock.now(), zone=_zone())
    return {"from": months.first, "until": months.last, "compare": months.compare}


def _asked() -> dict[str, Any]:
    return {name: value for name in ASKED if (value := request.args.get(name))}


def _zone() -> ZoneInfo:
    rulebook = service().rulebook
    return rulebook.calendar(rulebook.office.calendar).zone


def _reader_of(tongue: str) -> Reader:
    rulebook = service().rulebook
    return Reader(tongue, rulebook.calendar(rulebook.office.calendar).nominal_day_seconds)


def _report_page(reader: SignedIn, kind: ReportKind, typed: Typed, asked: Mapping[str, str]) -> str:
    tongue = language()
    with reading() as session:
        basis = asked_basis(session, reader, kind, asked, tongue)
        content = report_content(session, kind=kind, basis=basis)
        issues_it = may_issue(session, reader.rights) and basis.whole and not basis.where
    here: dict[str, Any] = {
        "from": basis.asked.first,
        "until": basis.asked.last,
        "compare": basis.asked.compare,
        **basis.where,
    }
    files = [(form, url_for("office_reports.file", code=kind.code, form=form, **here)) for form in FORMS]
    return page(
        "performance/office_reports/satu.html",
        title=content["title"],
        about=_(kind.about),
        content=content,
        as_of=basis.now,
        months=months_words(content["months"], tongue),
        compared=months_words(content["compared"], tongue) if content["compared"] else "",
        tables=shown_tables(content, _reader_of(tongue), asked=here),
        maps=spot_maps(content, service().rulebook),
        files=files,
        here=here,
        choices=_choices(basis, tongue),
        order_href=url_for("report_orders.order_form", code=kind.code),
        ways=_ways(kind, basis),
        issue_href=url_for("office_reports.post_issue", code=kind.code)
        if issues_it and not content["provisional"]
        else "",
        form=typed.values,
        errors=typed.errors,
    )


def _choices(basis: Basis, tongue: str) -> dict[str, list[tuple[str, str]]]:
    last = month_of(clock.now(), basis.calendar.zone)
    offered = sorted({*months_until(last, MONTHS_BACK), *basis.asked.months}, reverse=True)
    return {
        "months": [(month, month_words(month, tongue)) for month in offered],
        "compare": [(code, _(said)) for code, said in COMPARED.items()],
    }


def _ways(kind: ReportKind, basis: Basis) -> list[tuple[str, str, list[tuple[str, str]]]]:
    if not kind.narrows:
        return []
    titles = (("unit", _("Unit")), ("category", _("Kategori")), ("kelurahan", _("Kelurahan")))
    return [(way, title, sorted(basis.names(way).items(), key=lambda one: one[1])) for way, title in titles]
