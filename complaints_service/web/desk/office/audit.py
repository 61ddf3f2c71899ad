"""The record of the office on a page: who did what, when; narrowed, page by page, and as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.queries import AuditAsked, events_asked, every_event, kinds_recorded
from complaints_service.audit.service import record
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.typed import calendar_day, whole_number
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import names_of_officers
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("audit", __name__, url_prefix="/pengelola/audit")
VIEW_AUDIT = office_right("view_audit")
_ROWS = 50
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FILTERS = ("kind", "actor", "subject", "since", "until")


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One row: who, what, about what, and what stands beside it."""

    at: datetime
    who: str
    who_href: str
    kind: str
    subject: str
    subject_href: str
    data: str


@blueprint.get("")
@needs(VIEW_AUDIT)
def listing(_reader: SignedIn) -> str:
    """The newest rows that fit, and where the older ones are."""
    return _page(Typed())


@blueprint.post("/berkas.csv")
@limited(TAKEN_ALONG)
@needs(VIEW_AUDIT, proof=True)
def post_file(reader: SignedIn) -> Response | tuple[str, int]:
    """All rows that fit as a file; that it was taken along is a row itself."""
    asked = _asked(request.form)

    def change(session: Session, _typed: dict[str, Any]) -> str:
        written = _csv(every_event(session, asked=asked))
        told = {name: request.form[name] for name in _FILTERS if request.form.get(name)}
        record(
            session, now=clock.now(), actor=reader.actor, kind="audit.exported", subject="office", data=told
        )
        return written

    sent = Sent(change=change, refused=_page, answer=_as_file, keyed=False)
    return submit(FormSchema(), sent)


def _page(typed: Typed) -> str:
    asked = _asked(request.args)
    with reading() as session:
        rows = events_asked(session, asked=asked, limit=_ROWS + 1)
        kinds = kinds_recorded(session)
        names = _names(session, rows)
    shown, more = rows[:_ROWS], len(rows) > _ROWS
    given = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    older: dict[str, Any] = {**given, "before": f"{shown[-1].at.isoformat()}|{shown[-1].id}"} if more else {}
    return page(
        "desk/audit.html",
        rows=[_line(row, names) for row in shown],
        kinds=[(kind, kind) for kind in kinds],
        form=given,
        errors=typed.errors,
        older_href=url_for("audit.listing", **older) if more else "",
        here=url_for("audit.listing"),
        file_action=url_for("audit.post_file"),
    )


def _asked(given: Mapping[str, str]) -> AuditAsked:
    """What an address or a form narrows the record to; what cannot be read is left out."""
    since, until = calendar_day(given.get("since", "")), calendar_day(given.get("until", ""))
    return AuditAsked(
        kind=given.get("kind", "").strip() or None,
        actor=given.get("actor", "").strip() or None,
        subject=given.get("subject", "").strip() or None,
        since=None if since is None else _begin(since),
        until=None if until is None else _begin(until + timedelta(days=1)),
        before=_read_before(given.get("before", "")),
    )


def _begin(day: date) -> datetime:
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _read_before(text: str) -> tuple[datetime, int] | None:
    at, _sep, row_id = text.partition("|")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    last = whole_number(row_id)
    return None if found.tzinfo is None or last is None else (found, last)


def _names(session: Session, rows: Iterable[AuditEvent]) -> Mapping[str, str]:
    """Who the rows name, by reference."""
    ids = {
        int(reference.removeprefix("person:"))
        for row in rows
        for reference in (row.actor, row.subject)
        if reference.startswith("person:")
    }
    return {f"person:{one}": name for one, name in names_of_officers(session, ids=ids).items()}


def _line(row: AuditEvent, names: Mapping[str, str]) -> EventLine:
    return EventLine(
        at=row.at,
        who=names.get(row.actor, row.actor),
        who_href=url_for("audit.listing", actor=row.actor),
        kind=row.kind,
        subject=names.get(row.subject, row.subject),
        subject_href=url_for("audit.listing", subject=row.subject),
        data=json.dumps(row.data, ensure_ascii=False, sort_keys=True) if row.data else "",
    )


def _csv(rows: Iterable[AuditEvent]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["id", "at", "actor", "origin", "kind", "subject", "data"])
    for row in rows:
        data = json.dumps(row.data, ensure_ascii=False, sort_keys=True)
        told = [row.at.isoformat(), row.actor, row.origin, row.kind, row.subject, data]
        writer.writerow([row.id, *(f"'{one}" if one.startswith(_FORMULA) else one for one in told)])
    return out.getvalue()


def _as_file(written: str) -> Response:
    answer = Response(written, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer
