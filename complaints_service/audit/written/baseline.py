"""Digests for what was written before anybody took digests: once, at the upgrade, with a date.

A baseline proves nothing of what came before it; it is an event of the audit record, and `verify` says since
when each record is covered. Only kinds of record that had no digests, or whose columns have changed, get one.
A record that does not fit its digest when its columns change is left as it is, for `verify` to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.audit.service import record
from complaints_service.audit.written.checking import BASELINED
from complaints_service.audit.written.coverage import Coverage, coverage_of
from complaints_service.audit.written.form import digest_of, form_code, key_text
from complaints_service.audit.written.settling import (
    CHUNK,
    digests_of_row,
    new_salt,
    newest_forms,
    salts_of,
    settle,
)
from complaints_service.db import Base
from complaints_service.errors import Actor

#: Any number will do, as long as nobody else asks the database for it.
_LOCK = 7_264_478


def take_baseline(session: Session, *, now: datetime, actor: Actor) -> dict[str, int]:
    """Gives every covered record that has none its first digest; returns how many of each kind.

    Does nothing where the forms are the ones of the last baseline. The session must not have written before.
    """
    forms = {
        covered.kind.table: {part: form_code(names) for part, names in covered.parts.items()}
        for covered in _covered()
    }
    if _last_forms(session) == forms:
        return {}
    _alone(session)
    before = _last_forms(session)
    if before == forms:
        return {}
    settle(session)
    _note_forms(session)
    changed = [
        covered for covered in _covered() if before.get(covered.kind.table) != forms[covered.kind.table]
    ]
    counted = {covered.kind.table: _count(session, covered) for covered in changed}
    rows = {table: number for table, number in counted.items() if number}
    data = {"forms": forms, "rows": rows}
    act = record(session, now=now, actor=actor, kind=BASELINED, subject="record", data=data)
    for covered in changed:
        _digest_all(session, covered, act=f"audit:{act.id}", at=act.at)
    return rows


def _last_forms(session: Session) -> dict[str, dict[str, str]]:
    data = session.scalar(
        select(AuditEvent.data).where(AuditEvent.kind == BASELINED).order_by(AuditEvent.id.desc()).limit(1)
    )
    forms: dict[str, dict[str, str]] = (data or {}).get("forms", {})
    return forms


def _alone(session: Session) -> None:
    """Of several processes that start at once, one takes the baseline; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _covered() -> Iterator[Coverage]:
    for table in Base.metadata.sorted_tables:
        covered = coverage_of(table)
        if covered is not None:
            yield covered


def _note_forms(session: Session) -> None:
    table = _table("digest_form")
    known = set(session.scalars(select(table.c.code)))
    fresh = {form_code(names): ",".join(names) for covered in _covered() for names in covered.parts.values()}
    if rows := [{"code": code, "columns": names} for code, names in fresh.items() if code not in known]:
        session.execute(insert(table), rows)


def _count(session: Session, covered: Coverage) -> int:
    return sum(len(rows) for rows in _outdated(session, covered))


def _digest_all(session: Session, covered: Coverage, *, act: str, at: datetime) -> None:
    written, salts = _table("written"), _table("digest_salt")
    record_name = covered.kind.table
    salted = "identity" in covered.parts
    for rows in _outdated(session, covered):
        new: list[dict[str, Any]] = []
        fresh: list[dict[str, Any]] = []
        for key, row in rows.items():
            salt = new_salt() if salted else ""
            new += [
                {
                    "record": record_name, "part": part, "key": key, "form": form_code(names),
                    "digest": digest, "act": act, "at": at,
                }
                for part, names, digest in digests_of_row(covered, key, row, salt=salt)
            ]  # fmt: skip
            fresh += [{"record": record_name, "key": key, "salt": salt}] if salted else []
        if new:
            session.execute(insert(written), new)
        if fresh:
            mine = (salts.c.record == record_name) & salts.c.key.in_([each["key"] for each in fresh])
            session.execute(delete(salts).where(mine))
            session.execute(insert(salts), fresh)


def _outdated(session: Session, covered: Coverage) -> Iterator[dict[str, dict[str, Any]]]:
    """The rows that lack a digest over today's columns and are what their last one says, some at a time."""
    columns = covered.table.columns
    query = select(*columns).order_by(*covered.table.primary_key.columns)
    last: dict[str, dict[str, Any]] = {}
    for row in session.execute(query).all():
        said = row._asdict()
        last[key_text([said[name] for name in covered.kind.key])] = said
        if len(last) == CHUNK:
            yield _narrowed(session, covered, last)
            last = {}
    if last:
        yield _narrowed(session, covered, last)


def _narrowed(
    session: Session, covered: Coverage, rows: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    newest = newest_forms(session, covered, list(rows))
    salts = salts_of(session, covered, list(rows))
    table = _table("digest_form")
    forms = {code: names.split(",") for code, names in session.execute(select(table))}
    current = {part: form_code(names) for part, names in covered.parts.items()}
    kept = {}
    for key, row in rows.items():
        held = {part: newest[key, part] for part in current if (key, part) in newest}
        if not any(form != current[part] for part, (form, _digest) in held.items()) and len(held) == len(
            current
        ):
            continue
        fits = all(
            _fits(covered, key, part, row, forms.get(form, []), digest, salts.get(key, ""))
            for part, (form, digest) in held.items()
        )
        if fits:
            kept[key] = row
    return kept


def _fits(
    covered: Coverage,
    key: str,
    part: str,
    row: Mapping[str, Any],
    names: list[str],
    digest: str,
    salt: str,
) -> bool:
    """Whether a row is what its digest says, as far as its columns are still there."""
    if not all(name in row for name in names):
        return True  # a column went away with a migration: nobody can say any more
    said = {name: row[name] for name in names}
    salted = salt if part == "identity" else ""
    return digest_of(covered.kind.table, part, key, said, salt=salted) == digest


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
