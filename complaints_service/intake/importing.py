"""Reports that another office passes on in a list: each is taken in once, by that office's number."""

from __future__ import annotations

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, Invalid
from complaints_service.intake.entering import enter
from complaints_service.intake.reports_file import ListedReport
from complaints_service.moment import Moment
from complaints_service.people.lists.sheets import RowProblem
from complaints_service.tickets.elsewhere import is_known

#: The column of a list behind a field of a report.
_COLUMN = {
    "handed_on": "received_at",
    "agency_number": "number",
    "reporter": "privacy",
    "location": "address",
}


def import_report(
    moment: Moment, *, row: ListedReport, rights: Rights | None, tracking_key: bytes
) -> str | list[RowProblem] | None:
    """Takes one row in: its number, None where it came in before, or what is wrong with it.

    `rights`: see `entering.enter`. A row that is refused has written nothing the caller may keep.
    """
    if row.draft.elsewhere is not None and is_known(moment.session, row.draft.elsewhere):
        return None
    try:
        return enter(moment, draft=row.draft, rights=rights, tracking_key=tracking_key).number
    except Invalid as error:
        return [
            RowProblem(row.line, _COLUMN.get(name, name), said[0])
            for name, said in (error.fields or {}).items()
        ]
    except DomainError as error:
        return [RowProblem(row.line, "", error.detail)]
