"""The page and the file of the office's record: who did what, when, from where and for what."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.audit.queries import AuditAsked, actors_recorded, events_or_why, kinds_recorded
from complaints_service.audit.questions import questions_of
from complaints_service.audit.sources import shortened
from complaints_service.edge.input.typed import calendar_day, whole_number
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import active_among
from complaints_service.web.desk.office.record_words import RecordWords, kind_name, people_named
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import date_words

_ROWS = 50
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: First what is chained, by its keys, then the same in words.
_COLUMNS = (
    *("id", "at", "actor", "origin", "kind", "subject", "data", "purpose", "address", "session"),
    *("actor_words", "kind_words", "subject_words", "data_words"),
)
_AT_ONCE = 1000
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
    parts: Sequence[tuple[str, str]]


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
    form = {name: given[name] for name in FILTERS if given.get(name)}
    errors: dict[str, list[str]] = dict(typed.errors)
    with reading() as session:
        rows, wrong = events_or_why(session, asked=asked, limit=_ROWS + 1)
        errors |= {name: [say(one) for one in said] for name, said in wrong.items()}
        shown, more = rows[:_ROWS], len(rows) > _ROWS
        kinds, actors = kinds_recorded(session), actors_recorded(session)
        chosen = {name: {form[name]} if name in form else set() for name in ("kind", "actor", "subject")}
        told = RecordWords(session, shown, *actors, *chosen["actor"], *chosen["subject"])
        lines = [_line(row, told) for row in shown]
        choices = {
            "kind": _choices(kind_name, {*kinds} | chosen["kind"]),
            "actor": _choices(told.who, {*actors} | chosen["actor"]),
            "subject": _choices(told.who, {row.subject for row in shown} | chosen["subject"]),
        }
        questions = _questions(session, reader.rights.account_id, frozenset(kinds))
    older: dict[str, Any] = {**form, "before": f"{shown[-1].at.isoformat()}|{shown[-1].id}"} if more else {}
    return page(
        "desk/audit.html",
        rows=lines,
        choices=choices,
        form=form,
        narrowed=_narrowed(form, choices),
        errors=errors,
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
    named = {number for one in kept for number in people_named(one.asked.values())}
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
    if not {*people_named(asked.values())} <= {*here}:
        told.append(_("Orang yang ditanyakan tidak lagi bekerja di kantor ini."))
    return " ".join(told)


def _choices(said: Callable[[str], str], values: Iterable[str]) -> list[tuple[str, str]]:
    """What can be chosen, by its words."""
    return sorted(((value, said(value)) for value in values), key=lambda one: (one[1].casefold(), one[0]))


def _narrowed(form: Mapping[str, str], choices: Mapping[str, list[tuple[str, str]]]) -> dict[str, str]:
    """The filters in force, in words."""
    days = {name: day for name in ("since", "until") if (day := calendar_day(form.get(name, "")))}
    said = {name: dict(some).get(form.get(name, ""), "") for name, some in choices.items()}
    said |= {name: date_words(day, language(), year=True) for name, day in days.items()}
    return {name: said.get(name) or value for name, value in form.items()}


def _line(row: AuditEvent, told: RecordWords) -> EventLine:
    address = row.came.address or "" if row.came else ""
    signed_in = row.came.session or "" if row.came else ""
    return EventLine(
        at=row.at,
        who=told.who(row.actor),
        who_href=url_for("audit.listing", actor=row.actor),
        kind=kind_name(row.kind),
        subject=told.reference(row.subject),
        subject_href=url_for("audit.listing", subject=row.subject),
        purpose=told.purpose(row),
        address=address,
        address_href=url_for("audit.listing", address=address),
        session=signed_in,
        session_href=url_for("audit.listing", session=signed_in),
        parts=told.parts(row),
    )


def csv_of(session: Session, rows: Iterator[AuditEvent]) -> str:
    """The rows as a sheet that no program computes anything of: each key as it is chained, and its words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    while some := list(islice(rows, _AT_ONCE)):
        told = RecordWords(session, some)
        for row in some:
            cells = _cells(row, told)
            writer.writerow([row.id, *(f"'{one}" if one.startswith(_FORMULA) else one for one in cells)])
    return out.getvalue()


def _cells(row: AuditEvent, told: RecordWords) -> list[str]:
    data = json.dumps(row.data, ensure_ascii=False, sort_keys=True)
    keys = [row.at.isoformat(), row.actor, row.origin, row.kind, row.subject, data, row.purpose]
    keys += [row.came.address or "", row.came.session or ""] if row.came else ["", ""]
    beside = "; ".join(f"{part}: {value}" for part, value in told.parts(row))
    return [*keys, told.who(row.actor), kind_name(row.kind), told.who(row.subject), beside]
