"""Which tickets are meant by what somebody typed, said in SQL; it opens nothing that one may not see.

Whoever asks adds `visible_to`. `tags` are those of the reader (`tags_of`), under which words are looked for:
they leave out only what that does. Nothing typed is an error: operators, quotes and wildcards are no part of
any word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Integer, Select, and_, bindparam, false, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType

from complaints_service.tickets.elsewhere import may_be_number, one_way
from complaints_service.tickets.ledger.models import OtherNumber, Ticket
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.search.following import FTS_TABLE
from complaints_service.tickets.search.models import AskedStems, TicketWords
from complaints_service.tickets.search.stems import MOST_WORDS, asked_for, tail_typed

#: Sorts behind everything a number is written with.
_LAST = "~"


class _HasStems(FunctionElement[bool]):
    """Whether these are among the words of a ticket: (its id, its stems, what is looked for).

    With two bounds and a limit behind them whether its id is of the newest so many in between: SQLite's index
    stops at those, and PostgreSQL, which looks at those in between alone, leaves the limit to the statement.
    """

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """A condition as it stands: compared with 1, SQLite would hold every ticket's words against it."""
        return self


@compiles(_HasStems, "sqlite")
def _by_fts(element: _HasStems, compiler: SQLCompiler, **options: Any) -> str:
    ticket_id, _stems, asked, *between = (compiler.process(each, **options) for each in element.clauses)
    within = "".join(f" AND rowid {sign} {bound}" for sign, bound in zip("><", between, strict=False))
    if between:
        within += f" ORDER BY rowid DESC LIMIT {between[2]}"
    return f"{ticket_id} IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH {asked}{within})"  # noqa: S608  # our own names


@compiles(_HasStems, "postgresql")
def _by_tsquery(element: _HasStems, compiler: SQLCompiler, **options: Any) -> str:
    ticket_id, stems, asked, *between = (compiler.process(each, **options) for each in element.clauses)
    within = "".join(f" AND {ticket_id} {sign} {bound}" for sign, bound in zip("><", between, strict=False))
    return f"({stems} @@ CAST({asked} AS tsquery){within})"


class _SeldomHasStems(_HasStems):
    """The same where few are expected: PostgreSQL goes along the index of words and along no other.

    It knows how often each word stands anywhere and takes words for independent. Of two that many reports
    have and none together it would expect plenty, and read all tickets by their key to find some.
    """

    inherit_cache = True


@compiles(_SeldomHasStems, "postgresql")
def _by_index_alone(element: _SeldomHasStems, compiler: SQLCompiler, **options: Any) -> str:
    ticket_id, stems, asked, *between = (compiler.process(each, **options) for each in element.clauses)
    within = (f" AND {ticket_id} + 0 {sign} {bound}" for sign, bound in zip("><", between, strict=False))
    return f"({stems} @@ (SELECT CAST({asked} AS tsquery)){''.join(within)})"


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What somebody typed, as it is looked for: one number of ours, or a number's end, or words."""

    number: str | None = None
    tail: str | None = None
    #: Of each word the stems of which any one finds it.
    stems: tuple[tuple[str, ...], ...] = ()
    #: Another office's number, as it is kept.
    elsewhere: str | None = None
    #: More words were typed than count.
    cut: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is nothing in it that anything could be found by."""
        return not (self.number or self.tail or self.stems or self.elsewhere)


def read_typed(typed: str) -> Meant:
    """What is looked for, out of what was typed: without NUL, which PostgreSQL keeps in no text."""
    typed = typed.replace("\0", "")
    number = read_number(typed)
    if number is not None:
        return Meant(number=number)
    stems = asked_for(typed)
    elsewhere = one_way(typed) if may_be_number(typed) else None
    return Meant(
        tail=tail_typed(typed),
        stems=tuple(stems[:MOST_WORDS]),
        elsewhere=elsewhere,
        cut=len(stems) > MOST_WORDS,
    )


def matching(meant: Meant, tags: Sequence[str]) -> ColumnElement[bool]:
    """The tickets that are meant."""
    if meant.number is not None:
        return Ticket.number == meant.number
    ways = _ways(meant, tags)
    # One list of ids: two of them joined by OR would have every ticket read.
    return Ticket.id.in_(ways[0] if len(ways) == 1 else union(*ways)) if ways else false()


def newest_meant(
    meant: Meant, tags: Sequence[str], *, after: int, before: int, limit: int, seldom: bool = False
) -> Select[int]:
    """The newest tickets meant whose ids lie between two, by their ids: of a word that stands everywhere the
    first few. Not all of them may be viewed: for a statement that asks `visible_to`, and never to be told.

    `seldom`: few are expected there, however far apart the two are.
    """
    if meant.number is not None:
        return select(Ticket.id).where(Ticket.number == meant.number, Ticket.id > after, Ticket.id < before)
    ways = _ways(meant, tags, (after, before, limit), seldom=seldom)
    found = [way.order_by(way.selected_columns[0].desc()).limit(limit) for way in ways]
    if len(found) == 1:
        return found[0]
    every = union(*(select(way.subquery().c[0].label("id")) for way in found)).subquery()
    return select(every.c.id).order_by(every.c.id.desc()).limit(limit)


def _ways(
    meant: Meant, tags: Sequence[str], newest: tuple[int, int, int] | None = None, *, seldom: bool = False
) -> list[Select[int]]:
    """The ids of the tickets meant, by each way in which they may be.

    `newest`: only of those between two, and how many the statement takes of each way.
    """
    bounds = [bindparam(None, each, type_=Integer(), unique=True) for each in newest or ()]
    ways: list[Select[int]] = []
    if meant.tail is not None:
        ends_so = and_(TicketWords.backwards >= meant.tail, TicketWords.backwards < meant.tail + _LAST)
        # Few end so: what is not the key by itself leads no database along all of them, newest first.
        ways.append(select((TicketWords.ticket_id + 0).label("ticket_id")).where(ends_so))
    if meant.elsewhere is not None:
        ways.append(select(OtherNumber.ticket_id).where(OtherNumber.number == meant.elsewhere))
    if bounds:
        after, before, _limit = bounds
        ways = [way.where(way.selected_columns[0] > after, way.selected_columns[0] < before) for way in ways]
    if meant.stems:
        under = (*meant.stems, tuple(tags)) if tags else meant.stems
        asked = bindparam(None, under, type_=AskedStems(), unique=True)
        has = _SeldomHasStems if seldom else _HasStems
        has_all = has(TicketWords.ticket_id, TicketWords.stems, asked, *bounds)
        ways.append(select(TicketWords.ticket_id).where(has_all))
    return ways
