"""Who complains and how to reach them are sealed; what a database holds in the open is sealed here.

Where something covered by a digest goes away, the old digest is held against it first: what does not fit
stays written without its row, for `verify` to find. The digests of bodies sent earlier are dropped: a name
could be guessed by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from complaints_service.audit.written.form import GONE, digest_of
from complaints_service.vault.keyring import keyring_of
from complaints_service.vault.marks import address_mark, email_mark, phone_mark
from complaints_service.vault.opening import RULE, open_identity, open_passing
from complaints_service.vault.sealing import Details, ReportKey, seal_passing

revision = "0041"
down_revision = "0027"
branch_labels = None
depends_on = None

_REPORTER = ("reporter_name", "reporter_phone", "reporter_email")
#: Letters to officers, whose addresses stay as they are; those that begin with officer_, too.
_OFFICERS = ("escalated", "password_link", "sign_in_tries", "evaluation")
_NOBODY = {"name": None, "phone": None, "email": None}


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


_complaint = _table("complaint", "number", *_REPORTER)
_identity = _table("identity", "number", "key_id", "wrapped", "sealed", "email_mark", "phone_mark")
_way = _table("subscription", "id", "number", "route", "address", "sealed", "ended_at", "dead_at")
_outbox = _table("outbox", "id", "key", "kind", "route", "address", "sealed")
_sent = _table("sent_message", "route", "address", "receipt", "desk")
_draft = sa.table(
    "chat_draft",
    sa.column("route"),
    sa.column("chat"),
    sa.column("sealed"),
    sa.column("report", sa.JSON(none_as_null=True)),
)
_written = _table("written", "id", "record", "part", "key", "form", "digest")
_salt = _table("digest_salt", "record", "key", "salt")


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_mark", sa.String(length=44), nullable=True),
        sa.Column("phone_mark", sa.String(length=44), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_email_mark"), "identity", ["email_mark"])
    op.create_index(op.f("ix_identity_phone_mark"), "identity", ["phone_mark"])
    for table in ("subscription", "outbox"):
        op.add_column(table, sa.Column("sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("chat_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("chat", existing_type=sa.String(32), type_=sa.String(44), nullable=False)
    _seal_all(op.get_bind())
    with op.batch_alter_table("chat_draft", schema=None) as batch_op:
        batch_op.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=False)
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("address", existing_type=sa.String(254), type_=sa.String(44), nullable=False)
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        for column in _REPORTER:
            batch_op.drop_column(column)


def downgrade() -> None:
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        for column, length in zip(_REPORTER, (120, 20, 254), strict=True):
            batch_op.add_column(sa.Column(column, sa.String(length=length), nullable=True))
    for table, column in (("subscription", "address"), ("chat_draft", "chat")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, existing_type=sa.String(44), type_=sa.String(254), nullable=False)
    _open_all(op.get_bind())
    for table in ("subscription", "outbox", "chat_draft"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("sealed")
    with op.batch_alter_table("chat_draft", schema=None) as batch_op:
        batch_op.alter_column("chat", existing_type=sa.String(254), type_=sa.String(32), nullable=False)
    op.drop_table("identity")


def _open_all(connection: sa.Connection) -> None:
    """Lays open again what the keys that are here open; of what was erased nothing comes back."""
    known: dict[tuple[str, str], str] = {}
    with Session(connection) as session:
        for row in _rows(connection, sa.select(_identity.c.number)):
            opened = open_identity(session, number=row["number"], reader=RULE)
            said = dict(zip(_REPORTER, astuple(opened.details), strict=True))
            mine = _complaint.c.number == row["number"]
            connection.execute(sa.update(_complaint).where(mine).values(**said))
            for way in _rows(connection, sa.select(_way).where(_way.c.number == row["number"])):
                address = opened.address(mark=way["address"], sealed=way["sealed"]) or ""
                known[way["route"], way["address"]] = address
                own = _way.c.id == way["id"]
                connection.execute(sa.update(_way).where(own).values(address=address))
    for row in _rows(connection, sa.select(_outbox)):
        if row["sealed"] is not None:
            sealed = open_passing(connection, mark=row["address"], sealed=row["sealed"])
            known.setdefault((row["route"], row["address"]), sealed)
    for table in (_outbox, _sent):
        for (route, mark), address in known.items():
            mine = sa.and_(table.c.route == route, table.c.address == mark)
            connection.execute(sa.update(table).where(mine).values(address=address))
    for row in _rows(connection, sa.select(_draft)):
        talker = json.loads(open_passing(connection, mark=row["chat"], sealed=row["sealed"]))
        report = row["report"]
        if report is not None and "contact" in report:
            report = {**report, "contact": talker["contact"]}
        elif report is not None and "name" in report:
            report = {**report, "name": talker["contact"]["name"]}
        mine = sa.and_(_draft.c.route == row["route"], _draft.c.chat == row["chat"])
        connection.execute(sa.update(_draft).where(mine).values(chat=talker["chat"], report=report))


def _seal_all(connection: sa.Connection) -> None:
    _Digests(connection, "complaint", _REPORTER).let_go(
        (row["number"], row) for row in _rows(connection, sa.select(_complaint))
    )
    _Digests(connection, "subscription", ("address",)).let_go(
        (str(row["id"]), row) for row in _rows(connection, sa.select(_way))
    )
    keys = _seal_reporters(connection)
    _seal_ways(connection, keys)
    _mark_letters(connection)
    _seal_chats(connection)
    connection.execute(sa.text("DELETE FROM contact_asking"))
    connection.execute(sa.text("UPDATE idempotency_key SET body_sha256 = ''"))


def _seal_reporters(connection: sa.Connection) -> dict[str, ReportKey]:
    """Every report with a name, a phone, an e-mail or a way of news gets its key; all of them are sealed."""
    ways = set(connection.scalars(sa.select(_way.c.number)))
    keys: dict[str, ReportKey] = {}
    for row in _rows(connection, sa.select(_complaint)):
        details = Details(row["reporter_name"], row["reporter_phone"], row["reporter_email"])
        number = row["number"]
        if not details.empty or number in ways:
            keys[number] = _keep(connection, number, details)
    for number in ways - keys.keys():  # a way whose report is gone: `verify` says so
        keys[number] = _keep(connection, number, Details())
    return keys


def _keep(connection: sa.Connection, number: str, details: Details) -> ReportKey:
    keyring, key = keyring_of(connection), ReportKey.fresh(number)
    connection.execute(
        sa.insert(_identity).values(
            number=number,
            key_id=keyring.current,
            wrapped=key.wrapped(keyring),
            sealed=None if details.empty else key.seal_details(details),
            email_mark=email_mark(connection, details.email),
            phone_mark=phone_mark(connection, details.phone),
        )
    )
    return key


def _seal_ways(connection: sa.Connection, keys: Mapping[str, ReportKey]) -> None:
    """Of two ways that differ in capitals alone the one that still carries news stays, or the older one."""
    rows = _rows(connection, sa.select(_way))
    rows.sort(key=lambda row: (row["ended_at"] is not None or row["dead_at"] is not None, row["id"]))
    known: set[tuple[str, str, str]] = set()
    for row in rows:
        number, route, address = row["number"], row["route"], row["address"]
        mark = address_mark(connection, route=route, address=address)
        if (number, route, mark) in known:
            connection.execute(sa.delete(_way).where(_way.c.id == row["id"]))
            _Digests(connection, "subscription", ()).gone([str(row["id"])], ("later",))
            continue
        known.add((number, route, mark))
        sealed = keys[number].seal_address(mark=mark, address=address)
        connection.execute(sa.update(_way).where(_way.c.id == row["id"]).values(address=mark, sealed=sealed))


def _mark_letters(connection: sa.Connection) -> None:
    for row in _rows(connection, sa.select(_outbox)):
        if row["kind"] in _OFFICERS or row["kind"].startswith("officer_"):
            continue
        mark = address_mark(connection, route=row["route"], address=row["address"])
        values: dict[str, Any] = {
            "address": mark,
            # The old key was a digest of the address that anybody could make.
            "key": keyring_of(connection).mark(f"letter|{row['key']}").hex(),
        }
        if row["kind"] == "chat_reply":
            values["sealed"] = seal_passing(connection, mark=mark, text=row["address"])
        connection.execute(sa.update(_outbox).where(_outbox.c.id == row["id"]).values(**values))
    for row in _rows(connection, sa.select(_sent).where(_sent.c.desk == sa.false())):
        mark = address_mark(connection, route=row["route"], address=row["address"])
        mine = [_sent.c[name] == row[name] for name in ("route", "address", "receipt")]
        connection.execute(sa.update(_sent).where(*mine).values(address=mark))


def _seal_chats(connection: sa.Connection) -> None:
    for row in _rows(connection, sa.select(_draft)):
        mark = address_mark(connection, route=row["route"], address=row["chat"])
        report, contact = row["report"], dict(_NOBODY)
        if report is not None:
            # The first shape named its teller without more.
            contact |= report.get("contact") or {"name": report.get("name")}
            nobody = {"contact": _NOBODY, "name": None}
            report = {name: nobody.get(name, value) for name, value in report.items()}
        talker = json.dumps({"chat": row["chat"], "contact": contact})
        sealed = seal_passing(connection, mark=mark, text=talker)
        mine = (_draft.c.route == row["route"], _draft.c.chat == row["chat"])
        connection.execute(sa.update(_draft).where(*mine).values(chat=mark, sealed=sealed, report=report))


class _Digests:
    """The digests of the identities of one table, which are no part of it any more."""

    def __init__(self, connection: sa.Connection, record: str, columns: Sequence[str]) -> None:
        self.connection, self.record, self.columns = connection, record, columns

    def let_go(self, rows: Iterator[tuple[str, Mapping[str, Any]]]) -> None:
        """Notes that the identity is gone of every row that still is what its digest says."""
        newest = {}
        mine = (_written.c.record == self.record, _written.c.part == "identity")
        for row in _rows(self.connection, sa.select(_written).where(*mine).order_by(_written.c.id)):
            newest[row["key"]] = row["digest"]
        salts = {
            row["key"]: row["salt"]
            for row in _rows(self.connection, sa.select(_salt).where(_salt.c.record == self.record))
        }
        fitting = [
            key
            for key, row in rows
            if key in newest and newest[key] == self._digest(key, row, salts.get(key, ""))
        ]
        self.gone(fitting, ("identity",))
        self.connection.execute(sa.delete(_salt).where(_salt.c.record == self.record))

    def gone(self, keys: Sequence[str], parts: Sequence[str]) -> None:
        """Notes that these parts of rows are gone."""
        values = [
            {"record": self.record, "part": part, "key": key, "form": "", "digest": GONE}
            for key in keys
            for part in parts
        ]
        if values:
            self.connection.execute(sa.insert(_written), values)

    def _digest(self, key: str, row: Mapping[str, Any], salt: str) -> str:
        said = {name: row[name] for name in self.columns}
        return digest_of(self.record, "identity", key, said, salt=salt)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[Mapping[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(query).all()]
