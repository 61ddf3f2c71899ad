"""How people's requests about their own data were decided, by kind, against the 72 hours of UU 27/2022."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.errors import marked
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.personal_data.queries import requests_between
from complaints_service.personal_data.rules import KINDS

_NAMES = {
    "access": marked("Salinan data"),
    "correction": marked("Pembetulan data"),
    "restriction": marked("Pembatasan pemakaian"),
    "erasure": marked("Penghapusan data"),
}


def data_requests_table(session: Session, basis: Basis) -> ReportTable:
    """Of each kind of request what was asked within the months, and what became of it."""
    start, end = basis.span(basis.asked.months)
    asked = requests_between(session, start=start, end=end)
    lines = []
    for kind in KINDS:
        mine = [one for one in asked if one.kind == kind]
        late = [one for one in mine if (one.decided_at or basis.now) > one.due_at]
        counts = (
            len(mine),
            sum(one.state == "granted" for one in mine),
            sum(one.state == "refused" for one in mine),
            sum(one.state == "asked" for one in mine),
            len(late),
        )
        lines.append(
            TableRow(title=basis.say(_NAMES[kind]), cells=tuple(ReportCell(value=count) for count in counts))
        )
    heads = (
        marked("Diminta"),
        marked("Dikabulkan"),
        marked("Ditolak"),
        marked("Menunggu putusan"),
        marked("Lewat 3 x 24 jam"),
    )
    return ReportTable(
        code="data_requests",
        title=basis.say(marked("Permintaan warga tentang datanya")),
        first=basis.say(marked("Hal")),
        columns=tuple(ReportColumn(basis.say(head), "count") for head in heads),
        lines=tuple(lines),
        note=basis.say(marked("Yang diminta dalam periode ini, menurut keadaannya sekarang.")),
    )
