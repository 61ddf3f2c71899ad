"""Recomputes the digest of everything that is covered, and names what is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from complaints_service.audit.written.coverage import Coverage, coverage_of
from complaints_service.audit.written.form import GONE, digest_of, form_code, key_text
from complaints_service.audit.written.kind import Part
from complaints_service.audit.written.settling import settle
from complaints_service.db import Base

#: The kind of the audit event under which everything that was there already got its first digest.
BASELINED = "record.baselined"
_AT_ONCE = 1000


class WrittenFault(NamedTuple):
    """One record that is not what its digests say."""

    record: str
    key: str
    detail: str


class _Newest(NamedTuple):
    digest: str
    form: str
    act: str | None


@dataclass
class _History:
    """The digests of one table: the newest of each part of each row, and what was written twice."""

    newest: dict[tuple[str, str], _Newest] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


def check_written(session: Session) -> Iterator[WrittenFault]:
    """Every covered record that was changed, added or taken away by somebody who wrote no digest of it.

    What the session itself has written and not committed yet is digested first, as the commit would do.
    """
    settle(session)
    salts = _salts(session)
    forms = dict(session.execute(select(_table("digest_form").c.code, _table("digest_form").c.columns)).all())
    for table in Base.metadata.sorted_tables:
        covered = coverage_of(table)
        if covered is not None:
            yield from _check_table(session, covered, forms, salts.get(table.name, {}))
    yield from _check_acts(session)


def covered_since(session: Session) -> list[tuple[str, datetime, int]]:
    """The records whose first digest is younger than they are: which, since when, and how many."""
    written, audit = _table("written"), _table("audit_event")
    acts = session.execute(select(audit.c.id, audit.c.at).where(audit.c.kind == BASELINED)).all()
    found = []
    for number, at in acts:
        counts = session.execute(
            select(written.c.record, func.count(func.distinct(written.c.key)))
            .where(written.c.act == f"audit:{number}")
            .group_by(written.c.record)
            .order_by(written.c.record)
        )
        found += [(record, at, rows) for record, rows in counts]
    return found


def _check_table(
    session: Session, covered: Coverage, forms: Mapping[str, str], salts: Mapping[str, str]
) -> Iterator[WrittenFault]:
    record, called = covered.kind.table, covered.kind.called
    history = _history(session, record)
    current = {form_code(names): names for names in covered.parts.values()}
    query = select(*covered.table.columns).order_by(*covered.table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        columns = row._asdict()
        key = key_text([columns[name] for name in covered.kind.key])
        for part in covered.parts:
            found = history.newest.pop((key, part), None)
            if found is None or found.digest == GONE:
                what = "nobody wrote it" if found is None else "it was taken away"
                yield WrittenFault(record, key, f"{called} ({part}) is there, and {what}")
                continue
            names = current.get(found.form) or tuple(forms.get(found.form, "").split(","))
            if not all(name in columns for name in names):
                yield WrittenFault(record, key, f"{called} ({part}): nobody knows what its digest is over")
                continue
            said = {name: columns[name] for name in names}
            salt = salts.get(key, "") if part == "identity" else ""
            if digest_of(record, part, key, said, salt=salt) != found.digest:
                told = f"{called} is not what was written: one of {', '.join(names)}"
                yield WrittenFault(record, key, told)
            elif found.act is None and covered.kind.needs_entry(columns):
                yield WrittenFault(
                    record, key, f"{called} ({part}) was written without an entry of the record"
                )
    for (key, which), left in history.newest.items():
        if left.digest != GONE:
            yield WrittenFault(record, key, f"{called} ({which}) was written, and is gone")
    for key in history.twice:
        yield WrittenFault(record, key, f"{called} is written once, and has a second digest")


def _history(session: Session, record: str) -> _History:
    written = _table("written")
    query = (
        select(written.c.key, written.c.part, written.c.digest, written.c.form, written.c.act)
        .where(written.c.record == record)
        .order_by(written.c.id)
    )
    history = _History()
    once: Part = "once"
    for key, part, *said in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        before = history.newest.get((key, part))
        now = history.newest[key, part] = _Newest(*said)
        if part != once or before is None or GONE in (before.digest, now.digest):
            continue
        if before.form == now.form and before.digest != now.digest:
            history.twice.append(key)
    return history


def _check_acts(session: Session) -> Iterator[WrittenFault]:
    """Digests that name an entry of the record which is not there, or say another instant than it does."""
    written, audit, ledger = _table("written"), _table("audit_event"), _table("ticket_event")
    acts: dict[str, datetime] = {
        f"audit:{number}": at for number, at in session.execute(select(audit.c.id, audit.c.at))
    }
    entries = select(ledger.c.ticket_id, ledger.c.seq, ledger.c.recorded_at)
    acts.update((f"ticket:{ticket}/{seq}", at) for ticket, seq, at in session.execute(entries))
    query = (
        select(written.c.record, written.c.key, written.c.act, written.c.at)
        .where(written.c.act.is_not(None))
        .distinct()
    )
    for record, key, act, at in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        if act not in acts:
            yield WrittenFault(record, key, f"was written by {act}, which is not in the record")
        elif acts[act] != at:
            yield WrittenFault(record, key, f"was written by {act}, which says {acts[act]} and not {at}")


def _salts(session: Session) -> dict[str, dict[str, str]]:
    table = _table("digest_salt")
    found: dict[str, dict[str, str]] = {}
    for record, key, salt in session.execute(select(table.c.record, table.c.key, table.c.salt)):
        found.setdefault(record, {})[key] = salt
    return found


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
