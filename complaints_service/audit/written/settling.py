"""Writes the digests of what a transaction wrote, as its last step before the commit."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, insert, select, tuple_
from sqlalchemy.orm import Session

from complaints_service.audit.written.coverage import Coverage
from complaints_service.audit.written.form import GONE, SALT_BYTES, digest_of, form_code, key_text
from complaints_service.audit.written.kind import Part
from complaints_service.db import Base
from complaints_service.driver_statements import DriverStatement

Key = tuple[Any, ...]
#: An entry of the record by its name, and its instant.
Act = tuple[str, datetime]

_PENDING = "written"
#: As many rows as are read again in one statement.
CHUNK = 500
_NO_ACT: tuple[None, None] = (None, None)


class WrittenOnce(Exception):
    """A service changed what is declared never to change: the declaration or the service is wrong."""


@dataclass(frozen=True)
class Noted:
    """A row a session has written: whether it was not there before, and what it holds where that is known."""

    fresh: bool
    row: Mapping[str, Any] | None = None


@dataclass
class Pending:
    """The rows a session has written and not yet digested, and the entries of the record it wrote."""

    rows: dict[Coverage, dict[Key, Noted]] = field(default_factory=dict)
    ledger: dict[int, Act] = field(default_factory=dict)
    audit: Act | None = None
    #: The entries there were when each savepoint began.
    savepoints: dict[object, tuple[dict[int, Act], Act | None]] = field(default_factory=dict)

    def note(self, covered: Coverage, key: Key, noted: Noted) -> None:
        """Remembers one row; one that is written again is read again."""
        rows = self.rows.setdefault(covered, {})
        rows[key] = Noted(rows[key].fresh) if key in rows else noted

    def begin(self, savepoint: object) -> None:
        """Remembers what entries there are before a savepoint."""
        self.savepoints[savepoint] = dict(self.ledger), self.audit

    def roll_back(self, savepoint: object | None) -> None:
        """Forgets what was written since a savepoint, or all of it.

        Rows stay noted and are read again: one that is as it was before gets no digest, nor one that is gone.
        """
        if savepoint is not None:
            for keys in self.rows.values():
                keys.update({key: Noted(noted.fresh) for key, noted in keys.items()})
            self.ledger, self.audit = self.savepoints.pop(savepoint, ({}, None))
            return
        self.rows.clear()
        self.savepoints.clear()
        self.ledger, self.audit = {}, None

    def act_of(self, ticket_id: int | None) -> Act | tuple[None, None]:
        """The entry by which a row was written: of its own ticket if there is one."""
        if ticket_id in self.ledger:
            return self.ledger[ticket_id]
        return self.audit or next(iter(self.ledger.values()), _NO_ACT)


def pending_of(session: Session) -> Pending:
    """What a session still has to digest."""
    found: Pending | None = session.info.get(_PENDING)
    if found is None:
        found = session.info[_PENDING] = Pending()
    return found


def settle(session: Session) -> None:
    """Writes a digest for each part of each row this session has written since it last did."""
    session.flush()
    pending = pending_of(session)
    rows, pending.rows = pending.rows, {}
    written: list[dict[str, Any]] = []
    salts: list[dict[str, Any]] = []
    for covered, keys in rows.items():
        for some in _chunks(list(keys)):
            _digest(session, pending, covered, {key: keys[key] for key in some}, written, salts)
    _keep_salts(session, salts)
    if written:
        _writing().send(session, written)


def let_go(session: Session, covered: Coverage, keys: Sequence[Key]) -> None:
    """Lets what was written once of these rows be written anew by the entry of the record made last.

    What is erased is no longer what was written: the digests say that it went away, and what stands there.
    """
    settle(session)
    act, at = pending_of(session).act_of(None)
    texts = [key_text(key) for key in keys]
    newest = newest_digests(session, covered, texts)
    gone = {"record": covered.kind.table, "part": "once", "form": "", "digest": GONE, "act": act, "at": at}
    if rows := [{**gone, "key": text} for text in texts if (text, "once") in newest]:
        _writing().send(session, rows)


def read_rows(session: Session, covered: Coverage, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
    """What these rows hold now, by key; those that are gone are left out."""
    width = len(covered.kind.key)
    wanted = [key[0] for key in keys] if width == 1 else list(keys)
    found = {}
    for row in session.execute(_reading_some(covered), {"wanted": wanted}):
        columns = row._asdict()
        found[tuple(columns[name] for name in covered.kind.key)] = columns
    return found


def digests_of_row(
    covered: Coverage, key: str, row: Mapping[str, Any], *, salt: str
) -> Iterator[tuple[Part, tuple[str, ...], str]]:
    """Each part of a row with its columns and its digest."""
    for part, names in covered.parts.items():
        columns = {name: row[name] for name in names}
        salted = salt if part == "identity" else ""
        yield part, names, digest_of(covered.kind.table, part, key, columns, salt=salted)


def new_salt() -> str:
    """A salt nobody can guess."""
    return secrets.token_hex(SALT_BYTES)


def _digest(
    session: Session,
    pending: Pending,
    covered: Coverage,
    keys: Mapping[Key, Noted],
    written: list[dict[str, Any]],
    salts: list[dict[str, Any]],
) -> None:
    rows = {key: noted.row for key, noted in keys.items() if noted.row is not None}
    if unread := [key for key in keys if key not in rows]:
        rows |= read_rows(session, covered, unread)
    known = [key_text(key) for key, noted in keys.items() if not noted.fresh]
    newest = newest_digests(session, covered, known)
    salt_now = salts_of(session, covered, known)
    record = covered.kind.table
    for key, noted in keys.items():
        text, row = key_text(key), rows.get(key)
        told: dict[str, Any] = {"record": record, "key": text}
        if row is None:
            there = [part for part in covered.parts if newest.get((text, part), GONE) != GONE]
            told["act"], told["at"] = pending.act_of(None)
            written += [{**told, "part": part, "form": "", "digest": GONE} for part in there]
            if there and "identity" in covered.parts:
                salts.append({"record": record, "key": text, "salt": "", "new": False})
            continue
        told["act"], told["at"] = pending.act_of(_ticket_of(record, row))
        before = {part: newest.get((text, part)) for part in covered.parts}
        same = digests_of_row(covered, text, row, salt=salt_now.get(text, ""))
        if not noted.fresh and all(before[part] == digest for part, _names, digest in same):
            continue
        salt = new_salt() if "identity" in covered.parts else ""
        for part, names, digest in digests_of_row(covered, text, row, salt=salt):
            if part != "identity" and digest == before[part]:
                continue
            if part == "once" and before[part] not in (None, GONE):
                raise WrittenOnce(f"{record} {text}: {', '.join(names)}")
            written.append({**told, "part": part, "form": form_code(names), "digest": digest})
            if part == "identity":
                salts.append({"record": record, "key": text, "salt": salt, "new": noted.fresh})


def _keep_salts(session: Session, salts: Sequence[Mapping[str, Any]]) -> None:
    """Puts each salt in the place of the one before, if there was one."""
    table, before = _table("digest_salt"), defaultdict(list)
    for each in salts:
        if not each["new"]:
            before[each["record"]].append(each["key"])
    for record, keys in before.items():
        for some in _chunks(keys):
            session.execute(delete(table).where(table.c.record == record, table.c.key.in_(some)))
    if kept := [{name: each[name] for name in ("record", "key", "salt")} for each in salts if each["salt"]]:
        session.execute(insert(table), kept)


def newest_digests(session: Session, covered: Coverage, keys: Sequence[str]) -> dict[tuple[str, str], str]:
    """The newest digest of each part of these rows."""
    return {which: digest for which, (_form, digest) in newest_forms(session, covered, keys).items()}


def newest_forms(
    session: Session, covered: Coverage, keys: Sequence[str]
) -> dict[tuple[str, str], tuple[str, str]]:
    """The newest digest of each part of these rows, behind the name of the columns it is over."""
    if not keys:
        return {}
    table = _table("written")
    query = (
        select(table.c.key, table.c.part, table.c.form, table.c.digest)
        .where(table.c.record == covered.kind.table, table.c.key.in_(keys))
        .order_by(table.c.id)
    )
    return {(key, part): (form, digest) for key, part, form, digest in session.execute(query)}


def salts_of(session: Session, covered: Coverage, keys: Sequence[str]) -> dict[str, str]:
    """The salts of these rows, where their kind has any."""
    if not keys or "identity" not in covered.parts:
        return {}
    table = _table("digest_salt")
    query = select(table.c.key, table.c.salt).where(
        table.c.record == covered.kind.table, table.c.key.in_(keys)
    )
    return {row.key: row.salt for row in session.execute(query)}


def _ticket_of(record: str, row: Mapping[str, Any]) -> int | None:
    if record in ("complaint", "ticket"):
        return int(row["id"])
    ticket_id = row.get("ticket_id")
    return None if ticket_id is None else int(ticket_id)


@cache
def reading(covered: Coverage) -> Select[Any]:
    """Asks for the key and the covered columns of a table."""
    key = covered.kind.key
    names = dict.fromkeys((*key, *(name for part in covered.parts.values() for name in part)))
    return select(*(covered.table.c[name] for name in names))


@cache
def _reading_some(covered: Coverage) -> Select[Any]:
    columns, key = covered.table.c, covered.kind.key
    one = columns[key[0]] if len(key) == 1 else tuple_(*(columns[name] for name in key))
    return reading(covered).where(one.in_(bindparam("wanted", expanding=True)))


@cache
def _writing() -> DriverStatement:
    return DriverStatement(
        insert(_table("written")), ("record", "part", "key", "form", "digest", "act", "at")
    )


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
