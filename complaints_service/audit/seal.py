"""Sealing rows into a chain, by a job so that requests need not wait for one another, and checking it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from complaints_service.audit.chain import GENESIS, ChainFault, Link, Row, canonical, digest, find_faults
from complaints_service.audit.models import AuditEvent, ErasedAct, Seal, Written

AUDIT = "audit"
LEDGER = "ledger"
WRITTEN = "written"

#: A row may be committed after rows with greater ids were sealed, never so long after: none takes a day.
STRAGGLING = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SealedTable:
    """A table whose rows are links of a chain. `instant` is the column that says when a row was written.

    `columns`: all of them, named one by one: one that is added later must not break the seals made before.
    `later`: columns that came later; a row that has nothing there is sealed as if there were none.
    `erased`: the rows whose words were erased, each with the digest of what stayed.
    """

    chain: str
    model: Any
    columns: tuple[str, ...]
    instant: str
    later: tuple[str, ...] = ()
    erased: Callable[[Session], Mapping[int, str]] = lambda _session: {}

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that a row may be sealed with."""
        return (*self.columns, *self.later)

    def canonical(self, row: Any) -> bytes:
        """The bytes one row stands for: every column, the row's own id too."""
        return self.canonical_of({name: getattr(row, name) for name in self.named})

    def canonical_of(self, row: Mapping[str, Any]) -> bytes:
        """The same of a row that is given by its columns."""
        later = {name: row[name] for name in self.later if row[name] is not None}
        return canonical({name: row[name] for name in self.columns} | later)

    def rows(self, session: Session, *, row_ids: Sequence[int] | None = None) -> Iterator[Row]:
        """The table as its chain sees it, by id; all of it, or the rows named."""
        query = self._select()
        if row_ids is not None:
            query = query.where(self.model.id.in_(row_ids))
        for row in session.execute(query.execution_options(yield_per=1000)):
            yield row.id, self.canonical(row)

    def unsealed(self, session: Session, *, since: datetime | None = None, limit: int = 5000) -> list[Row]:
        """The rows that no seal covers yet, by id; first those behind all that are sealed.

        `since`: what was sealed before it has no row left in between, so that not all of the table is read.
        """
        newest, whole = self._newest_sealed(session), self._sealed_until(session, since)
        found = self._some(session, self._select().where(self.model.id > newest), limit)
        if len(found) < limit:
            between = self._select().where(self.model.id > whole, self.model.id < newest)
            found = self._some(session, self.awaiting(between), limit - len(found)) + found
        return found

    def _some(self, session: Session, query: Select[Any], limit: int) -> list[Row]:
        return [(row.id, self.canonical(row)) for row in session.execute(query.limit(limit))]

    def _newest_sealed(self, session: Session) -> int:
        return session.scalar(select(func.max(Seal.row_id)).where(Seal.chain == self.chain)) or 0

    def _sealed_until(self, session: Session, since: datetime | None) -> int:
        """The id up to which every row has its seal, if it was made before an instant."""
        if since is None:
            return 0
        sealed = select(Seal.row_id).where(Seal.chain == self.chain, Seal.sealed_at < since)
        return session.scalar(sealed.order_by(Seal.position.desc()).limit(1)) or 0

    def awaiting(self, query: Select[Any]) -> Select[Any]:
        """Narrows a query of this table to the rows without a seal."""
        mine = (Seal.chain == self.chain) & (Seal.row_id == self.model.id)
        return query.outerjoin(Seal, mine).where(Seal.row_id.is_(None))

    def seal(self, session: Session, *, now: datetime, limit: int = 5000, all_through: bool = False) -> int:
        """Seals rows without a seal; returns how many. `all_through`: looks for them among all rows."""
        rows = self.unsealed(session, since=None if all_through else now - STRAGGLING, limit=limit)
        return seal_rows(session, chain=self.chain, rows=rows, now=now)

    def check(self, session: Session) -> list[ChainFault]:
        """Every place where the rows are no longer the ones that were sealed."""
        return check_chain(session, chain=self.chain, rows=self.rows(session), erased=self.erased(session))

    def _select(self) -> Select[Any]:
        return select(*(getattr(self.model, name) for name in self.named)).order_by(self.model.id)


def _erased_acts(session: Session) -> dict[int, str]:
    rows = session.execute(select(ErasedAct.event_id, ErasedAct.digest))
    return {row.event_id: row.digest for row in rows}


SEALED_AUDIT = SealedTable(
    chain=AUDIT,
    model=AuditEvent,
    columns=("id", "at", "actor", "kind", "subject", "data", "origin"),
    later=("source",),
    instant="at",
    erased=_erased_acts,
)
SEALED_WRITTEN = SealedTable(
    chain=WRITTEN,
    model=Written,
    columns=("id", "record", "part", "key", "form", "digest", "act", "at"),
    instant="at",
)


def seal_rows(session: Session, *, chain: str, rows: Iterable[Row], now: datetime) -> int:
    """Adds a link for each row, in the order given; returns how many.

    The rows must not be sealed yet. Two sealers at once: the second is refused by the
    database (IntegrityError) and finds nothing left to do when it starts again.
    """
    position, previous = _head(session, chain)
    links = []
    for row_id, content in rows:
        link = digest(previous, content)
        position += 1
        links.append(
            {
                "chain": chain,
                "position": position,
                "row_id": row_id,
                "digest": link,
                "previous": previous,
                "sealed_at": now,
            }
        )
        previous = link
    if links:
        session.execute(insert(Seal), links)
    return len(links)


def seal_audit(session: Session, *, now: datetime, limit: int = 5000) -> int:
    """Seals the audit events that are not sealed yet, oldest first; returns how many."""
    return SEALED_AUDIT.seal(session, now=now, limit=limit)


def check_chain(
    session: Session, *, chain: str, rows: Iterable[Row], erased: Mapping[int, str] | None = None
) -> list[ChainFault]:
    """Every place where the rows are no longer the ones that were sealed; empty when all is well."""
    found = session.execute(
        select(Seal.position, Seal.row_id, Seal.previous, Seal.digest)
        .where(Seal.chain == chain)
        .order_by(Seal.position)
        .execution_options(yield_per=1000)
    )
    return find_faults(chain, (Link(*row) for row in found), rows, erased or {})


def check_audit(session: Session) -> list[ChainFault]:
    """Faults of the audit record's own chain."""
    return SEALED_AUDIT.check(session)


def chain_head(session: Session, *, chain: str) -> str:
    """The newest link: write it down elsewhere to be able to prove later that nothing was made anew."""
    return _head(session, chain)[1]


def _head(session: Session, chain: str) -> tuple[int, str]:
    row = session.execute(
        select(Seal.position, Seal.digest).where(Seal.chain == chain).order_by(Seal.position.desc()).limit(1)
    ).first()
    return (row.position, row.digest) if row else (0, GENESIS)
