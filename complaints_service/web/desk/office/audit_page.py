"""The page and the file of the office's record: who did what, when, from where and for what."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.audit.queries import AuditAsked, events_asked, kinds_recorded
from complaints_service.audit.questions import questions_of
from complaints_service.audit.sources import shortened
from complaints_service.edge.input.typed import calendar_day, whole_number
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import active_among, names_of_officers
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

_ROWS = 50
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FILTERS = ("kind", "actor", "subject", "address", "session", "purpose", "since", "until")


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One row: who, from where, what, about what, for what, and what stands beside it."""

    at: datetime
    who: str
    who_href: str
    kind: str
    subject: str
    subject_href: str
    purpose: str
    address: str
    address_href: str
    session: str
    session_href: str
    data: str


@dataclass(frozen=True, kw_only=True)
class QuestionLine:
    """A question that is kept; `gone`: what of it is there no more; `drop_href` empty: another's."""

    name: str
    href: str
    gone: str
    drop_href: str


def audit_page(reader: SignedIn, typed: Typed, given: Mapping[str, str]) -> str:
    """The rows that an address narrows to; `typed`: a form of the page as it was sent."""
    asked = as_asked(given)
    with reading() as session:
        rows = events_asked(session, asked=asked, limit=_ROWS + 1)
        kinds = kinds_recorded(session)
        names = _names(session, rows)
        questions = _questions(session, reader.rights.account_id, frozenset(kinds))
    shown, more = rows[:_ROWS], len(rows) > _ROWS
    form = {name: given[name] for name in FILTERS if given.get(name)}
    older: dict[str, Any] = {**form, "before": f"{shown[-1].at.isoformat()}|{shown[-1].id}"} if more else {}
    return page(
        "desk/audit.html",
        rows=[_line(row, names) for row in shown],
        kinds=[(kind, kind) for kind in kinds],
        form=form,
        errors=typed.errors,
        named=typed.values,
        questions=questions,
        query=urlencode(form),
        keep_action=url_for("audit.post_question"),
        older_href=url_for("audit.listing", **older) if more else "",
        here=url_for("audit.listing"),
        file_action=url_for("audit.post_file"),
    )


def as_asked(given: Mapping[str, str]) -> AuditAsked:
    """What an address or a form narrows the record to; what cannot be read is left out."""
    since, until = calendar_day(given.get("since", "")), calendar_day(given.get("until", ""))
    return AuditAsked(
        kind=given.get("kind", "").strip() or None,
        actor=given.get("actor", "").strip() or None,
        subject=given.get("subject", "").strip() or None,
        address=shortened(at) or at if (at := given.get("address", "").strip()) else None,
        session=given.get("session", "").strip() or None,
        purpose=given.get("purpose", "").strip() or None,
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


def _questions(session: Session, account_id: int, kinds: frozenset[str]) -> list[QuestionLine]:
    kept = questions_of(session, account_id=account_id)
    named = {number for one in kept for number in _people(one.asked.values())}
    here = active_among(session, ids=named)
    return [
        QuestionLine(
            name=one.name,
            href=url_for("audit.listing", **one.asked),
            gone=_gone(one.asked, kinds, here),
            drop_href=(
                url_for("audit.post_drop_question", question_id=one.id)
                if one.account_id == account_id
                else ""
            ),
        )
        for one in kept
    ]


def _gone(asked: Mapping[str, str], kinds: frozenset[str], here: Collection[int]) -> str:
    """What a question asks for that is there no more; empty where all of it is."""
    told = []
    if asked.get("kind") and asked["kind"] not in kinds:
        told.append(_("Jenis kejadian ini tidak ada lagi di catatan."))
    if not _people(asked.values()) <= set(here):
        told.append(_("Orang yang ditanyakan tidak lagi bekerja di kantor ini."))
    return " ".join(told)


def _people(references: Iterable[str]) -> set[int]:
    """The members of the office among these references."""
    return {
        number
        for each in references
        if each.startswith("person:") and (number := whole_number(each.removeprefix("person:"))) is not None
    }


def _names(session: Session, rows: Iterable[AuditEvent]) -> Mapping[str, str]:
    """Who the rows name, by reference."""
    ids = _people(reference for row in rows for reference in (row.actor, row.subject))
    return {f"person:{one}": name for one, name in names_of_officers(session, ids=ids).items()}


def _line(row: AuditEvent, names: Mapping[str, str]) -> EventLine:
    address = row.came.address or "" if row.came else ""
    signed_in = row.came.session or "" if row.came else ""
    return EventLine(
        at=row.at,
        who=names.get(row.actor, row.actor),
        who_href=url_for("audit.listing", actor=row.actor),
        kind=row.kind,
        subject=names.get(row.subject, row.subject),
        subject_href=url_for("audit.listing", subject=row.subject),
        purpose=row.purpose,
        address=address,
        address_href=url_for("audit.listing", address=address),
        session=signed_in,
        session_href=url_for("audit.listing", session=signed_in),
        data=json.dumps(row.data, ensure_ascii=False, sort_keys=True) if row.data else "",
    )


def csv_of(rows: Iterable[AuditEvent]) -> str:
    """The rows as a sheet that no program computes anything of."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["id", "at", "actor", "origin", "kind", "subject", "data", "purpose", "address", "session"]
    )
    for row in rows:
        data = json.dumps(row.data, ensure_ascii=False, sort_keys=True)
        told = [row.at.isoformat(), row.actor, row.origin, row.kind, row.subject, data, row.purpose]
        told += [row.came.address or "", row.came.session or ""] if row.came else ["", ""]
        writer.writerow([row.id, *(f"'{one}" if one.startswith(_FORMULA) else one for one in told)])
    return out.getvalue()
