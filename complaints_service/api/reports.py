"""The office's reports for officers' programs: the same content as on the screen, in any form."""

from __future__ import annotations

from flask import Blueprint, Response, request

from complaints_service import clock
from complaints_service.accounts.scopes import FIGURES
from complaints_service.api.openapi import described
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.office_reports import READ_REPORT
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, words
from complaints_service.office_reports.asking import COMPARISONS, asked_of
from complaints_service.office_reports.basis import WAYS
from complaints_service.office_reports.catalogue import ReportKind, basis_of, report_content
from complaints_service.office_reports.drawing import FORMS, MIMES, drawn
from complaints_service.office_reports.ordering.service import refuse_long

blueprint = Blueprint("reports", __name__, url_prefix="/api/v1/reports")
_MONTH = "A month: 2026-11. None: the last that is over."
QUERY = {
    "from": {"type": "string", "description": _MONTH},
    "until": {"type": "string", "description": _MONTH},
    "compare": {
        "type": "string",
        "enum": list(COMPARISONS),
        "description": "Which months it is compared with.",
    },
    **{way: {"type": "string", "description": f"The code of one {way} alone."} for way in WAYS},
    "format": {"type": "string", "enum": list(FORMS), "description": "`json` without one."},
    "separator": {
        "type": "string",
        "enum": ["comma", "semicolon"],
        "description": "Of the CSV; `comma` without one.",
    },
}


@blueprint.get("/<code>")
@needs(READ_REPORT, scope=FIGURES)
@described(who="officer", gives=None, query=QUERY, file=True)
def get_report(reader: SignedIn, kind: ReportKind, code: str) -> Response:
    """A report over the units that are the reader's; its JSON brings its data dictionary along."""
    asked, now, rulebook = request.args, clock.now(), service().rulebook
    form = asked.get("format") or "json"
    if form not in FORMS:
        raise invalid("format", words("Pilih salah satu bentuk: %(forms)s.", forms=", ".join(FORMS)))
    with reading() as session:
        basis = basis_of(
            session,
            kind=kind,
            asked=asked_of(
                asked.get("from"),
                asked.get("until"),
                asked.get("compare"),
                now=now,
                zone=rulebook.calendar(rulebook.office.calendar).zone,
            ),
            where={way: asked.get(way, "") for way in WAYS},
            rights=reader.rights,
            now=now,
            rulebook=rulebook,
            language="id",
        )
        refuse_long(session, basis)
        content = report_content(session, kind=kind, basis=basis)
    comma = asked.get("separator") != "semicolon"
    return Response(
        drawn(content, form, rulebook=rulebook, at=basis.now, comma=comma), content_type=MIMES[form]
    )
