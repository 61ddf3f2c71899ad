"""An act tells from where it came under the chain; what it tells goes after its term, and the chain holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent, AuditSource
from complaints_service.audit.queries import AuditAsked, events_asked
from complaints_service.audit.seal import check_audit, seal_audit
from complaints_service.audit.service import record
from complaints_service.audit.sources import (
    KEPT,
    CameFrom,
    forget_sources,
    shortened,
    source_faults,
    tell_source,
)
from complaints_service.errors import Actor
from tests.services.test_audit import unguard
from tests.support.both import ON_BOTH

pytestmark = ON_BOTH
NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def act(session: Session, actor: str = "person:7", at: datetime = NOW, **data: str) -> AuditEvent:
    return record(
        session, now=at, actor=Actor(actor, "web"), kind="office.seeded", subject="test:1", data=data
    )


def from_there(session: Session, address: str = "203.0.113.77", signed_in: str | None = "s-1") -> None:
    tell_source(session, lambda: CameFrom(shortened(address), signed_in))


def faults(session: Session, now: datetime = NOW) -> list[str]:
    session.flush()
    session.expire_all()
    return [fault.what for fault in source_faults(session, now=now)]


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", None),
        ("rumah", None),
    ],
)
def test_of_an_address_a_part_of_the_network_stays(address: str, part: str | None) -> None:
    assert shortened(address) == part


def test_who_works_here_tells_from_where_and_a_citizen_does_not(session: Session) -> None:
    act(session)
    from_there(session)
    for actor in ("person:7", "account:3", "nobody", "citizen", "anyone", "rule"):
        act(session, actor)
    assert [
        row.source is not None for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ] == ([False, True, True, True, False, False, False])
    kept = session.scalars(select(AuditSource)).all()
    assert {(one.address, one.session) for one in kept} == {("203.0.113.0/24", "s-1")}
    assert len({one.salt for one in kept}) == 3, "one salt for all would tell which acts came from one place"


def test_the_chain_holds_when_what_was_told_goes_after_its_term(session: Session) -> None:
    act(session)  # as rows were before they told it
    from_there(session)
    act(session)
    act(session, at=NOW + HOUR)
    assert seal_audit(session, now=NOW) == 3
    assert (check_audit(session), faults(session)) == ([], [])
    later = NOW + KEPT + timedelta(minutes=30)
    forget_sources(session, now=later)
    assert session.scalars(select(AuditSource.at)).all() == [NOW + HOUR]
    assert (check_audit(session), faults(session, later)) == ([], [])


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (
            "UPDATE audit_source SET address = '198.51.100.0/24'",
            "says another source than the one that was written",
        ),
        ("UPDATE audit_source SET kind = 'x'", "says another source than the one that was written"),
        ("UPDATE audit_source SET actor = 'x'", "says another source than the one that was written"),
        ("UPDATE audit_source SET session = 's-2'", "says another source than the one that was written"),
        ("UPDATE audit_source SET session = NULL", "says another source than the one that was written"),
        (
            "UPDATE audit_source SET at = '2020-01-01 00:00:00'",
            "says another source than the one that was written",
        ),
        ("DELETE FROM audit_source", "has lost its source before its time"),
    ],
)
def test_a_source_that_is_not_the_one_written_shows(session: Session, done: str, told: str) -> None:
    from_there(session)
    act(session)
    seal_audit(session, now=NOW)
    session.execute(text(done))
    assert faults(session) == [told]


def test_a_digest_that_is_changed_with_its_source_breaks_the_chain(session: Session) -> None:
    from_there(session)
    act(session)
    seal_audit(session, now=NOW)
    unguard(session)
    for digest in ("NULL", "'0'"):
        session.execute(text(f"UPDATE audit_event SET source = {digest}"))
        assert [fault.what for fault in check_audit(session)] == ["changed"]


def test_the_record_is_asked_by_where_and_for_what(session: Session) -> None:
    from_there(session)
    first = act(session, purpose="Menelepon pelapor")
    second = act(session, at=NOW + HOUR)
    from_there(session, "2001:db8::1", "k-9")
    third = act(session, at=NOW + 2 * HOUR, purpose="Surat 100% resmi")
    session.expunge_all()
    for asked, found in (
        (AuditAsked(address="203.0.113.0/24"), [second.id, first.id]),
        (AuditAsked(address="203.0.113.0/24", before=(second.at, second.id)), [first.id]),
        (AuditAsked(session="k-9"), [third.id]),
        (AuditAsked(session="s-1", until=NOW + HOUR), [first.id]),
        (AuditAsked(purpose="MENEL"), [first.id]),
        (AuditAsked(purpose="pelapor menelepon"), [first.id]),
        (AuditAsked(purpose="pelapor surat"), []),
        (AuditAsked(purpose="elepon"), []),  # no beginning of a word
        (AuditAsked(purpose="menel", session="s-1", actor="person:7"), [first.id]),
        (AuditAsked(purpose="menel", session="k-9"), []),
        (AuditAsked(purpose="!"), []),
        (AuditAsked(purpose="100%"), [third.id]),
        (AuditAsked(purpose="1_0"), []),  # two words
        (AuditAsked(), [third.id, second.id, first.id]),
    ):
        rows = events_asked(session, asked=asked, limit=9)
        assert [row.id for row in rows] == found, asked
    assert [(row.purpose, row.came and row.came.session) for row in rows] == [
        ("Surat 100% resmi", "k-9"),
        ("", "s-1"),
        ("Menelepon pelapor", "s-1"),
    ]
