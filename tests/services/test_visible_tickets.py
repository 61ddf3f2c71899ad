"""What lists show is what can be opened: SQL and the access table agree, whoever works where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import GRANTED_ROLES, Grant, Rights, allows, roles_on_ticket
from complaints_service.notify.models import Outbox
from complaints_service.tickets import queries
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketAccused, TicketEvent
from complaints_service.tickets.listed import Filter, counts, listed, place_of
from complaints_service.tickets.search.index import keep_words
from complaints_service.tickets.search.matching import read_typed
from complaints_service.tickets.search.queries import search
from complaints_service.tickets.undelivered import undelivered
from complaints_service.tickets.visible import visible_to
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import seed

pytestmark = ON_BOTH

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
UNITS = ("SARPRAS", "TRANTIB", "KEC")
#: How many officers of the test office stand in tickets and rights.
OFFICERS = 3
ACCUSED = (
    (),
    ("person:{0}",),
    ("person:{1}", "unit:TRANTIB"),
    ("unit:SARPRAS",),
    ("person:{2}", "person:{0}"),
)


@dataclass(frozen=True)
class Grid:
    """Every kind of ticket that a right may depend on, and the officers in it."""

    tickets: Sequence[Ticket]
    officers: Sequence[int]


@pytest.fixture
def grid(session: Session, rulebook: Rulebook) -> Grid:
    officers = sorted(seed(session, rulebook)[0].values())[:OFFICERS]
    for count, (unit, holder, accused) in enumerate(product(UNITS, (None, *officers), ACCUSED), start=1):
        _open(session, count, unit, holder, tuple(one.format(*officers) for one in accused))
    return Grid(session.scalars(select(Ticket).order_by(Ticket.id)).all(), officers)


def _open(session: Session, count: int, unit: str, holder: int | None, accused: Sequence[str]) -> None:
    number, at = f"MRL-{count:04d}", NOW - timedelta(hours=count)
    said = Complaint(
        number=number, secret_digest=number, text="Parit tumpat.", title="Parit", language="id",
        channel="web", privacy="open", received_at=at,
    )  # fmt: skip
    session.add(said)
    session.flush()
    session.add(
        Ticket(
            id=said.id, number=number, received_at=at, policy_version="2025-01-01", state="open", kind="complaint",
            category="drainase", priority="normal", unit=unit, holder_officer_id=holder, version=1,
            changed_at=at, due_at=at if count % 3 else None,
        )
    )  # fmt: skip
    session.flush()
    keep_words(session, ticket_id=said.id, number=number, texts=[said.text])
    if accused:
        rows = [{"ticket_id": said.id, "reference": one} for one in accused]
        session.execute(insert(TicketAccused), rows)
    received = {"kind": "complaint", "category": "drainase", "priority": "normal", "unit": unit}
    session.add(
        TicketEvent(
            ticket_id=said.id, seq=1, kind="ticket.received", at=at, recorded_at=at, actor="citizen",
            origin="web", data=received,
        )
    )  # fmt: skip
    session.add(
        Outbox(
            key=number, number=number, kind="answered", route="email", address="w@contoh.test",
            language="id", params={}, state="dead", created_at=at,
        )
    )  # fmt: skip
    session.flush()


@dataclass(frozen=True)
class Place:
    """Where somebody works and what was granted to them; officers by their place in the grid."""

    officer: int | None
    unit: str | None
    grants: tuple[Grant, ...]
    below: frozenset[int]
    units: frozenset[str]

    def rights(self, officers: Sequence[int]) -> Rights:
        return Rights(
            account_id=1,
            officer_id=None if self.officer is None else officers[self.officer],
            unit_code=self.unit,
            grants=self.grants,
            subordinate_officers=frozenset(officers[each] for each in self.below),
            subordinate_units=self.units,
        )


some_units = st.frozensets(st.sampled_from(UNITS))
some_officers = st.sampled_from(range(OFFICERS))
places = st.builds(
    Place,
    officer=st.none() | some_officers,
    unit=st.none() | st.sampled_from(UNITS),
    grants=st.lists(st.builds(Grant, st.sampled_from(GRANTED_ROLES), st.none() | some_units), max_size=2).map(
        tuple
    ),
    below=st.frozensets(some_officers),
    units=some_units,
)
drawn = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@drawn
@given(place=places)
def test_lists_hold_exactly_what_the_access_table_opens(session: Session, grid: Grid, place: Place) -> None:
    reader = place.rights(grid.officers)
    shown = set(session.scalars(select(Ticket.number).where(visible_to(reader))))
    opened = {
        ticket.number
        for ticket in grid.tickets
        if allows(roles_on_ticket(reader, access_of(ticket)), "view_ticket", "open")
    }
    assert shown == opened


@drawn
@given(place=places)
def test_a_word_finds_all_that_may_be_viewed_and_no_more(session: Session, grid: Grid, place: Place) -> None:
    """Words are looked for under the reader's units and officers: nothing visible lies elsewhere."""
    reader = place.rights(grid.officers)
    visible = set(session.scalars(select(Ticket.number).where(visible_to(reader))))
    page = search(session, rights=reader, meant=read_typed("parit"), limit=len(grid.tickets))
    assert {ticket.number for ticket in page.tickets} == visible
    narrowed = listed(reader, Filter(view="all", q="parit"))
    assert {ticket.number for ticket in session.scalars(narrowed)} == visible


@settings(drawn, max_examples=25)
@given(place=places)
def test_every_page_of_a_list_is_full_until_the_last(
    session: Session, grid: Grid, place: Place, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may see few of many reads them all in full pages."""
    monkeypatch.setattr(queries, "PAGE", 7)
    reader = place.rights(grid.officers)
    found: list[str] = []
    narrowed = Filter(view="all")
    while True:
        page = queries.desk(session, rights=reader, narrowed=narrowed, now=NOW, rulebook=rulebook)
        found += [row.ticket.number for row in page.rows]
        if not page.more:
            break
        assert len(page.rows) == 7
        narrowed = Filter(view="all", after=place_of(page.rows[-1].ticket, "all"))
    (counted,) = counts(session, rights=reader, lists=[Filter(view="all")])
    assert len(found) == len(set(found)) == counted


@settings(drawn, max_examples=50)
@given(place=places)
def test_letters_in_trouble_are_seen_by_the_same_rule(session: Session, grid: Grid, place: Place) -> None:
    """Among the newest of those one may see; none is dropped after they were counted out."""
    reader = place.rights(grid.officers)
    granted = {"dispatcher", "manager", "administrator"}
    mine = [
        ticket.number
        for ticket in reversed(grid.tickets)
        if roles_on_ticket(reader, access_of(ticket)) & granted
    ]
    seen = undelivered(session, rights=reader, limit=5)
    assert [one.letter.number for one in seen] == mine[:5]
    for one in seen:
        ticket = next(each for each in grid.tickets if each.number == one.letter.number)
        assert one.opens is allows(roles_on_ticket(reader, access_of(ticket)), "view_ticket", "open")
